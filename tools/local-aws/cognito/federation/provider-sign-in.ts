import { randomUUID } from "node:crypto";
import type {
  IdentityProviderTypeType,
  UserPoolType,
} from "@aws-sdk/client-cognito-identity-provider";
import type { MotoClient } from "../moto/moto-client";
import { invalidParameter, userDisabled } from "../refusals";
import { attributeList } from "../pools/user-pools";
import type { PoolUser } from "../pools/pool-user";
import { signedIn, type Attempt } from "../sign-in/attempt";
import { firePostConfirmation } from "../sign-up/post-confirmation";
import { askPreSignUp } from "../sign-up/pre-sign-up";
import { checkMutable } from "../users/user-attributes";
import { externalUsername, type ExternalAccount } from "./external-users";
import { identityOf } from "./identities";

/** Somebody whom a provider vouches for. */
export interface VouchedFor {
  readonly account: ExternalAccount;
  /** Under the pool's names for them. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** Who has sent them. */
type Asking = Pick<Attempt, "cognito" | "call" | "at" | "give">;

/**
 * Signs in whom a provider vouches for. The first time the pool's pre sign-up trigger is asked and its post
 * confirmation trigger told, unless the account is, or is just being, linked with a user of the pool;
 * each time the post authentication trigger is told.
 *
 * @throws {@link CognitoError} as a trigger has it, and `InvalidParameterException` for a user who lacks
 *   what the pool requires.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html
 */
export async function signInByProvider(asking: Asking, vouched: VouchedFor): Promise<object> {
  const { cognito, at } = asking;
  const user = await cognito.memory.locks.run(
    `${at.pool.Id ?? ""}/${externalUsername(vouched.account)}`,
    () => signedInAs(asking, vouched),
  );
  if (!user.enabled) throw userDisabled();
  const { clientMetadata } = vouched;
  return signedIn({ ...asking, user, clientMetadata }, "TokenGeneration_HostedAuth");
}

async function signedInAs(asking: Asking, vouched: VouchedFor): Promise<PoolUser> {
  const { call, at } = asking;
  const { account, attributes } = vouched;
  const linked = await linkedUser(asking, account);
  if (linked !== undefined) return linked;
  const known = await call.pools.find(at.pool, externalUsername(account));
  if (known === undefined) return signedUp(asking, vouched);
  const changed = Object.fromEntries(
    Object.entries(attributes).filter(([name, value]) => known.attributes[name] !== value),
  );
  checkMutable(at.pool, Object.keys(changed));
  if (Object.keys(changed).length > 0) {
    await call.moto.call("AdminUpdateUserAttributes", {
      UserPoolId: at.pool.Id,
      Username: known.username,
      UserAttributes: attributeList(changed),
    });
  }
  return { ...known, attributes: { ...known.attributes, ...attributes } };
}

async function signedUp(asking: Asking, vouched: VouchedFor): Promise<PoolUser> {
  const { cognito, at } = asking;
  const { account, attributes, clientMetadata } = vouched;
  const clientId = at.client.ClientId ?? "";
  await askPreSignUp(cognito.triggers, {
    source: "PreSignUp_ExternalProvider",
    pool: at.pool,
    userName: usernameInEvents(at.pool, account),
    clientId,
    userAttributes: {
      ...attributes,
      "cognito:email_alias": "",
      "cognito:phone_number_alias": "",
    },
    clientMetadata,
  });
  // The function may have linked the account with a user whom the pool has.
  const linked = await linkedUser(asking, account);
  if (linked !== undefined) return linked;
  checkComplete(at.pool, attributes);
  const user = await create(asking, vouched);
  await firePostConfirmation(cognito.triggers, {
    confirmation: "ConfirmSignUp",
    pool: at.pool,
    user,
    clientId,
    clientMetadata,
  });
  return user;
}

/** What the provider does not say, its users cannot add later. */
function checkComplete(
  { SchemaAttributes = [] }: UserPoolType,
  attributes: Readonly<Record<string, string>>,
): void {
  const missing = SchemaAttributes.flatMap(({ Name = "", Required }) =>
    Required === true && Name !== "sub" && !attributes[Name] ? [Name] : [],
  );
  if (missing.length > 0) throw invalidParameter(`attributes required: [${missing.join(", ")}]`);
}

/**
 * Ids of SAML and OIDC reach the trigger in lower case where the pool ignores case; links mind it. So
 * whoever links by the event's name alone links an account that nobody has.
 */
function usernameInEvents(
  { UsernameConfiguration }: UserPoolType,
  account: ExternalAccount,
): string {
  const name = externalUsername(account);
  return UsernameConfiguration?.CaseSensitive === false &&
    !socialProviders.includes(account.providerName)
    ? name.toLowerCase()
    : name;
}

const socialProviders: readonly string[] = [
  "Facebook",
  "Google",
  "LoginWithAmazon",
  "SignInWithApple",
] satisfies IdentityProviderTypeType[];

/** Adds a provider to a pool that lacks it: functions look there for how it is spelled. */
export async function addProvider(
  moto: MotoClient,
  pool: UserPoolType,
  ProviderName: string,
): Promise<void> {
  const { Providers = [] } = await moto.call("ListIdentityProviders", { UserPoolId: pool.Id });
  if (Providers.some((provider) => provider.ProviderName === ProviderName)) return;
  await moto.call("CreateIdentityProvider", {
    UserPoolId: pool.Id,
    ProviderName,
    ProviderType: socialProviders.includes(ProviderName)
      ? (ProviderName as IdentityProviderTypeType)
      : "OIDC",
    ProviderDetails: {},
  });
}

async function linkedUser(
  { cognito: { memory }, call, at: { pool } }: Asking,
  account: ExternalAccount,
): Promise<PoolUser | undefined> {
  const username = memory.externalUsers.linkOf(pool.Id ?? "", account);
  return username === undefined ? undefined : call.pools.find(pool, username);
}

async function create(
  { cognito: { memory }, call: { moto, pools }, at: { pool } }: Asking,
  { account, attributes }: VouchedFor,
): Promise<PoolUser> {
  const username = externalUsername(account);
  const { email, ...others } = attributes;
  const standsIn = pool.UsernameAttributes?.length ? `${randomUUID()}@example.com` : username;
  const { User } = await moto.call("AdminCreateUser", {
    UserPoolId: pool.Id,
    Username: standsIn,
    MessageAction: "SUPPRESS",
    UserAttributes: attributeList({
      ...others,
      identities: JSON.stringify([identityOf(account, { isPrimary: true })]),
    }),
  });
  const nameAtMoto = User?.Username ?? standsIn;
  memory.externalUsers.add(pool.Id ?? "", { username, nameAtMoto, email });
  return pools.findOrRefuse(pool, username);
}
