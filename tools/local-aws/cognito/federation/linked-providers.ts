import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import { CognitoError } from "../cognito-error";
import { externalStatus, externalUsername, type ExternalAccount } from "./external-users";
import { identitiesOf, identityOf, type Identity } from "./identities";
import * as input from "../input";
import { operation, type Call, type Cognito, type Operation } from "../operation";
import { invalidParameter } from "../refusals";
import type { PoolUser } from "../pools/pool-user";

const provider = z.object({
  ProviderName: z.string().min(1).max(32),
  ProviderAttributeName: z.string().max(64).optional(),
  ProviderAttributeValue: z.string().min(1).max(256),
});
const linkSchema = z.object({
  UserPoolId: input.userPoolId,
  DestinationUser: provider,
  SourceUser: provider,
});
const disableSchema = z.object({ UserPoolId: input.userPoolId, User: provider });

type Provider = z.output<typeof provider>;

/**
 * AdminLinkProviderForUser, which moto does not have: the source's next sign-in is one of the
 * destination.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminLinkProviderForUser.html
 */
export function adminLinkProviderForUser(cognito: Cognito): Operation {
  return operation(cognito, "AdminLinkProviderForUser", linkSchema, async (call) => {
    const { UserPoolId, DestinationUser, SourceUser } = call.input;
    const pool = await call.pools.pool(UserPoolId);
    const source = accountOf(SourceUser);
    if (source === undefined) {
      throw invalidParameter(
        "Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser",
      );
    }
    const account = accountOf(DestinationUser);
    const name = account && externalUsername(account);
    const user = await call.pools.findOrRefuse(
      pool,
      name ?? DestinationUser.ProviderAttributeValue,
    );
    if ((await call.pools.find(pool, externalUsername(source))) !== undefined) {
      throw invalidParameter(
        "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
      );
    }
    const linked = cognito.memory.externalUsers.linkOf(UserPoolId, source);
    if (linked !== undefined && (await call.pools.find(pool, linked)) !== undefined) {
      throw new CognitoError(
        "AliasExistsException",
        "SourceUser is already linked to DestinationUser",
      );
    }
    const identity = identityOf(source, { isPrimary: false });
    await write(call, pool, user, [...identitiesOf(user), identity]);
    cognito.memory.externalUsers.link(UserPoolId, source, user.username);
    return {};
  });
}

/**
 * AdminDisableProviderForUser, which moto does not have: takes a link away, or keeps a user out who
 * signs in elsewhere and is linked with nobody.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableProviderForUser.html
 */
export function adminDisableProviderForUser(cognito: Cognito): Operation {
  return operation(cognito, "AdminDisableProviderForUser", disableSchema, async (call) => {
    const { UserPoolId, User } = call.input;
    const pool = await call.pools.pool(UserPoolId);
    const account = accountOf(User);
    const linked = account && cognito.memory.externalUsers.linkOf(UserPoolId, account);
    if (account !== undefined && linked !== undefined) {
      const user = await call.pools.findOrRefuse(pool, linked);
      const others = identitiesOf(user).filter((identity) => !isOf(identity, account));
      await write(call, pool, user, others);
      cognito.memory.externalUsers.unlink(UserPoolId, account);
      return {};
    }
    const name = account === undefined ? User.ProviderAttributeValue : externalUsername(account);
    const user = await call.pools.findOrRefuse(pool, name);
    if (user.status !== externalStatus) {
      throw invalidParameter("The user is not one of an external provider.");
    }
    await call.moto.call("AdminDisableUser", { UserPoolId, Username: user.username });
    return {};
  });
}

async function write(
  { moto }: Pick<Call<unknown>, "moto">,
  pool: UserPoolType,
  user: PoolUser,
  identities: readonly Identity[],
): Promise<void> {
  await moto.call("AdminUpdateUserAttributes", {
    UserPoolId: pool.Id,
    Username: user.username,
    UserAttributes: [{ Name: "identities", Value: JSON.stringify(identities) }],
  });
}

function isOf({ providerName, userId }: Identity, account: ExternalAccount): boolean {
  return providerName === account.providerName && userId === account.userId;
}

/** `Cognito` as a provider means the pool's own users. */
function accountOf(given: Provider): ExternalAccount | undefined {
  if (given.ProviderName === "Cognito") return undefined;
  return { providerName: given.ProviderName, userId: given.ProviderAttributeValue };
}
