import { randomUUID } from "node:crypto";
import type {
  IdentityProviderTypeType,
  UserPoolType,
} from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import type { Interceptor } from "../../interceptor";
import { httpJson } from "../../json-protocol";
import { externalUsername, type ExternalAccount } from "./external-users";
import { identityOf } from "./identities";
import * as input from "../input";
import { operation, type Call, type Cognito } from "../operation";
import { firePostConfirmation } from "../sign-up/post-confirmation";
import { askPreSignUp } from "../sign-up/pre-sign-up";
import { signedIn } from "../sign-in/attempt";
import { invalidParameter, userDisabled } from "../refusals";
import { attributeList } from "../pools/user-pools";
import type { PoolUser } from "../pools/pool-user";
import { knowingUsers } from "../moto/users-at-moto";

/** Where the local AWS is told that a provider has vouched for somebody. */
const federatedSignInPath = "/_gatehouse/federated-sign-in";

const schema = z.object({
  userPoolId: input.userPoolId,
  clientId: input.clientId,
  providerName: z.string().min(1).max(32),
  providerUserId: z.string().min(1).max(128),
  attributes: z.record(z.string(), z.string()).default({}),
  clientMetadata: input.metadata,
});

type FederatedCall = Call<z.output<typeof schema>>;

/**
 * A sign-in by an identity provider, without the provider and its pages: whoever posts here is taken
 * at their word. A provider that the pool does not have is added to it: functions look there for how
 * it is spelled, and on AWS nobody signs in by a provider that is not there. What follows is as in Cognito: the first time the pool's pre sign-up trigger is
 * asked and its post confirmation trigger told, unless the account is, or is just being, linked with
 * a user of the pool; each time the post authentication trigger is told and tokens are given.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html
 */
export function federatedSignIn(cognito: Cognito): Interceptor {
  const { answer } = operation(cognito, "FederatedSignIn", schema, async (call) => {
    const { userPoolId, clientId, clientMetadata } = call.input;
    const at = await call.pools.client(clientId);
    if (at.pool.Id !== userPoolId) throw invalidParameter("The client is not of this user pool.");
    const user = await cognito.memory.locks.run(
      `${userPoolId}/${externalUsername(accountOf(call))}`,
      () => signedInAs(cognito, call, at.pool),
    );
    if (!user.enabled) throw userDisabled();
    return signedIn({ cognito, call, at, user, clientMetadata }, "TokenGeneration_HostedAuth");
  });
  return async (request, forward) => {
    if (request.url !== federatedSignInPath) return undefined;
    if (request.method !== "POST")
      return httpJson({ message: "Only POST is served." }, { status: 405 });
    // Errors are told in Cognito's way.
    const told = { ...request, service: "cognito-idp", operation: "FederatedSignIn" };
    return answer(told, knowingUsers(cognito, forward));
  };
}

async function signedInAs(
  cognito: Cognito,
  call: FederatedCall,
  pool: UserPoolType,
): Promise<PoolUser> {
  const { attributes } = call.input;
  const account = accountOf(call);
  const linked = await linkedUser(cognito, call, pool, account);
  if (linked !== undefined) return linked;
  const known = await call.pools.find(pool, externalUsername(account));
  if (known === undefined) return signedUp(cognito, call, pool, account);
  await call.moto.call("AdminUpdateUserAttributes", {
    UserPoolId: pool.Id,
    Username: known.username,
    UserAttributes: attributeList(attributes),
  });
  return { ...known, attributes: { ...known.attributes, ...attributes } };
}

async function signedUp(
  cognito: Cognito,
  call: FederatedCall,
  pool: UserPoolType,
  account: ExternalAccount,
): Promise<PoolUser> {
  const { attributes, clientId, clientMetadata } = call.input;
  await addProvider(call, pool, account.providerName);
  await askPreSignUp(cognito.triggers, {
    source: "PreSignUp_ExternalProvider",
    pool,
    userName: usernameInEvents(pool, account),
    clientId,
    userAttributes: {
      ...attributes,
      "cognito:email_alias": "",
      "cognito:phone_number_alias": "",
    },
    clientMetadata,
  });
  // The function may have linked the account with a user whom the pool has.
  const linked = await linkedUser(cognito, call, pool, account);
  if (linked !== undefined) return linked;
  const user = await create(cognito, call, pool, account);
  await firePostConfirmation(cognito.triggers, {
    confirmation: "ConfirmSignUp",
    pool,
    user,
    clientId,
    clientMetadata,
  });
  return user;
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

async function addProvider(
  { moto }: FederatedCall,
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
  { memory }: Cognito,
  { pools }: FederatedCall,
  pool: UserPoolType,
  account: ExternalAccount,
): Promise<PoolUser | undefined> {
  const username = memory.externalUsers.linkOf(pool.Id ?? "", account);
  return username === undefined ? undefined : pools.find(pool, username);
}

async function create(
  { memory }: Cognito,
  { moto, pools, input: { attributes } }: FederatedCall,
  pool: UserPoolType,
  account: ExternalAccount,
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

function accountOf({ input: { providerName, providerUserId } }: FederatedCall): ExternalAccount {
  return { providerName, userId: providerUserId };
}
