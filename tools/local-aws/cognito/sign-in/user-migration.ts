import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import { hidesUsers } from "../pools/app-clients";
import { CognitoError } from "../cognito-error";
import { invalidParameter, unrecognizableAnswer } from "../refusals";
import { inCaseOf } from "../users/login-names";
import { nameAtMoto } from "../moto/name-at-moto";
import { attributeOfUsername } from "../sign-up/new-username";
import type { Call, Cognito } from "../operation";
import { functionOf } from "../triggers";
import { checkRequired, checkSchema } from "../users/user-attributes";
import { attributeList } from "../pools/user-pools";
import type { ClientOfPool, PoolUser } from "../pools/pool-user";

/** What makes Cognito ask for a user whom the pool does not have. */
export interface Migration {
  readonly source: "UserMigration_Authentication" | "UserMigration_ForgotPassword";
  /** Present where the user signs in. */
  readonly password?: string;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  readonly validationData?: Readonly<Record<string, string>> | undefined;
}

type Asking = Pick<Call<unknown>, "moto" | "pools">;

const answer = z.object({
  userAttributes: z.record(z.string(), z.string()).refine((given) => Object.keys(given).length > 0),
  finalUserStatus: z.enum(["CONFIRMED", "RESET_REQUIRED"]).nullish(),
  messageAction: z.enum(["SUPPRESS", "RESEND"]).nullish(),
  desiredDeliveryMediums: z.array(z.enum(["EMAIL", "SMS"])).nullish(),
  forceAliasCreation: z.boolean().nullish(),
  enableSMSMFA: z.boolean().nullish(),
});
type Answer = z.output<typeof answer>;

/**
 * Asks the pool's user migration trigger for a user whom the pool does not have, and makes the user
 * that it answers with: confirmed, with the password they signed in with, which need not conform to
 * the pool's policy; or bound to reset it. No post confirmation trigger is told, and no welcome
 * message is sent: it would show the password.
 *
 * @returns `undefined` where the client must not learn why there is no user, or without a trigger.
 * @throws {@link CognitoError} `UserLambdaValidationException` when the function throws, and
 *   `UserNotFoundException` when it cannot be called or answers with no user that can be made; to
 *   clients that may learn who exists.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
 * @see https://repost.aws/knowledge-center/cognito-migration-lambda-trigger-errors
 */
export async function migrateUser(
  cognito: Cognito,
  call: Asking,
  at: ClientOfPool,
  login: string,
  migration: Migration,
): Promise<PoolUser | undefined> {
  if (functionOf(at.pool, "UserMigration") === undefined) return undefined;
  try {
    const migrated = await ask(cognito, at, login, migration);
    // Two sign-ins at once must not make two users.
    const key = `${at.pool.Id ?? ""}/${inCaseOf(at.pool, login)}`;
    return await cognito.memory.locks.run(
      key,
      async () =>
        (await call.pools.find(at.pool, login)) ??
        (await create(cognito, call, at.pool, login, { ...migration, ...migrated })),
    );
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    if (hidesUsers(at.client)) return undefined;
    if (error.code === "UserLambdaValidationException") throw error;
    const isTelling = error.code === "InvalidParameterException";
    throw new CognitoError(
      "UserNotFoundException",
      isTelling
        ? error.message
        : `Exception migrating user in app client ${at.client.ClientId ?? ""}`,
    );
  }
}

async function ask(
  { triggers }: Cognito,
  { pool, client }: ClientOfPool,
  login: string,
  { source, password, clientMetadata, validationData }: Migration,
): Promise<Answer> {
  const response = await triggers.fire({
    pool,
    trigger: "UserMigration",
    source,
    userName: login,
    clientId: client.ClientId ?? "",
    request: {
      ...(password !== undefined && { password }),
      validationData: validationData ?? null,
      ...(clientMetadata && { clientMetadata }),
    },
    response: {
      userAttributes: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
      forceAliasCreation: null,
      enableSMSMFA: null,
    },
  });
  const parsed = answer.safeParse(response);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const member = String(issue?.path[0] ?? "userAttributes");
  throw member === "userAttributes"
    ? unrecognizableAnswer()
    : invalidParameter(`Error during migration: Invalid ${member}`);
}

async function create(
  cognito: Cognito,
  { moto, pools }: Asking,
  pool: UserPoolType,
  login: string,
  { source, password, ...wanted }: Migration & Answer,
): Promise<PoolUser> {
  // A pool with aliases takes no alias for a username: the function may name another.
  const { username = login, ...given } = wanted.userAttributes;
  const usernameAttribute = attributeOfUsername(pool, username);
  const attributes = { ...given, ...(usernameAttribute && { [usernameAttribute]: username }) };
  if ("sub" in attributes) throw invalidParameter("sub: Attribute cannot be set.");
  checkSchema(pool, attributes);
  checkRequired(pool, attributes);
  await makeRoom({ moto, pools }, pool, attributes, wanted.forceAliasCreation === true);

  const name = nameAtMoto(username, usernameAttribute);
  const { User } = await moto.call("AdminCreateUser", {
    UserPoolId: pool.Id,
    Username: name,
    MessageAction: "SUPPRESS",
    UserAttributes: attributeList(attributes),
  });
  const target = { UserPoolId: pool.Id, Username: User?.Username ?? name };
  if (name !== username) {
    const UserAttributes = [{ Name: "email", Value: username }];
    await moto.call("AdminUpdateUserAttributes", { ...target, UserAttributes });
  }
  await moto.call("AdminConfirmSignUp", target);
  const user = await pools.findOrRefuse(pool, target.Username);
  cognito.memory.logins.add(pool, user);
  const mustReset =
    source === "UserMigration_ForgotPassword" || wanted.finalUserStatus === "RESET_REQUIRED";
  if (mustReset) return requireReset({ moto, pools }, pool, user);
  cognito.passwords.set(pool, user.username, password ?? "");
  return user;
}

/** A verified address is the alias of one user: of the new one only if the function insists. */
async function makeRoom(
  { moto, pools }: Asking,
  pool: UserPoolType,
  attributes: Readonly<Record<string, string>>,
  insists: boolean,
): Promise<void> {
  for (const alias of pool.AliasAttributes ?? []) {
    if (attributes[`${alias}_verified`] !== "true") continue;
    const holder = await pools.find(pool, attributes[alias] ?? "");
    if (holder === undefined) continue;
    if (!insists) throw invalidParameter(`An account with the ${alias} already exists.`);
    await moto.call("AdminUpdateUserAttributes", {
      UserPoolId: pool.Id,
      Username: holder.username,
      UserAttributes: [{ Name: `${alias}_verified`, Value: "false" }],
    });
  }
}

/** moto resets only those who have verified an address; who has none is given one for a moment. */
async function requireReset(
  { moto, pools }: Asking,
  pool: UserPoolType,
  user: PoolUser,
): Promise<PoolUser> {
  const target = { UserPoolId: pool.Id, Username: user.username };
  const verified = user.attributes["email_verified"];
  const say = (Value: string) =>
    moto.call("AdminUpdateUserAttributes", {
      ...target,
      UserAttributes: [{ Name: "email_verified", Value }],
    });
  if (verified !== "true") await say("true");
  await moto.call("AdminResetUserPassword", target);
  if (verified !== "true") await say(verified ?? "false");
  return pools.findOrRefuse(pool, user.username);
}
