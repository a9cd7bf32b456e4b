import { randomUUID } from "node:crypto";
import { z } from "zod";
import { CognitoError } from "../cognito-error";
import * as input from "../input";
import { invalidParameter } from "../refusals";
import { inCaseOf } from "./login-names";
import { newTemporaryPassword } from "../messages/secrets";
import { nameAtMoto } from "../moto/name-at-moto";
import { attributeOfUsername } from "../sign-up/new-username";
import { operation, type Call, type Cognito, type Operation } from "../operation";
import { checkPassword, refusals } from "../passwords/password-policy";
import { isPasswordless as isPasswordlessPool } from "../sign-up/passwordless";
import { askPreSignUp } from "../sign-up/pre-sign-up";
import { noClient } from "../triggers";
import { checkSchema } from "./user-attributes";
import { attributeList, attributeRecord } from "../pools/user-pools";
import type { PoolUser } from "../pools/pool-user";
import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";

const schema = z.object({
  UserPoolId: input.userPoolId,
  Username: input.username,
  TemporaryPassword: input.optionalPassword,
  UserAttributes: input.attributes,
  ValidationData: input.attributes.optional(),
  DesiredDeliveryMediums: z.array(z.enum(["SMS", "EMAIL"])).optional(),
  MessageAction: z.enum(["RESEND", "SUPPRESS"]).optional(),
  ClientMetadata: input.metadata,
});

const created = z.object({ User: z.looseObject({}) });

type CreateCall = Call<z.output<typeof schema>>;

/**
 * AdminCreateUser: makes a user who has to change their password at the first sign-in, and invites
 * them. It asks the pre sign-up trigger, whose grants it ignores, and never tells the post
 * confirmation trigger.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
 */
export function adminCreateUser(cognito: Cognito): Operation {
  return operation(cognito, "AdminCreateUser", schema, async (call) => {
    const { UserPoolId, Username, ValidationData } = call.input;
    const pool = await call.pools.pool(UserPoolId);
    if (call.input.MessageAction === "RESEND") return inviteAgain(cognito, call, pool);
    const usernameAttribute = attributeOfUsername(pool, Username);
    const attributes = {
      ...attributeRecord(call.input.UserAttributes),
      ...(usernameAttribute && { [usernameAttribute]: Username }),
    };
    checkSchema(pool, attributes);
    if (attributes["sub"] !== undefined) {
      throw invalidParameter("Cannot modify the non-mutable attribute sub");
    }
    const isPasswordless = call.input.TemporaryPassword === undefined && isPasswordlessPool(pool);
    const password = temporaryPassword(call, pool);
    await askPreSignUp(cognito.triggers, {
      source: "PreSignUp_AdminCreateUser",
      pool,
      userName: usernameAttribute === undefined ? Username : randomUUID(),
      clientId: noClient,
      userAttributes: attributes,
      validationData: ValidationData && attributeRecord(ValidationData),
      clientMetadata: call.input.ClientMetadata,
    });
    const key = `${UserPoolId}/${inCaseOf(pool, Username)}`;
    const made = await cognito.memory.locks.run(key, async () => {
      if ((await call.pools.find(pool, Username)) !== undefined) {
        throw new CognitoError("UsernameExistsException", "User account already exists");
      }
      const name = nameAtMoto(Username, usernameAttribute);
      const output = await call.resend({
        Username: name,
        TemporaryPassword: password,
        UserAttributes: attributeList(withFlags(attributes)),
      });
      if (name !== Username) {
        await call.moto.call("AdminUpdateUserAttributes", {
          UserPoolId,
          Username: name,
          UserAttributes: [{ Name: "email", Value: Username }],
        });
      }
      if (isPasswordless) await confirm(call, pool, name);
      const user = await call.pools.findOrRefuse(pool, Username);
      cognito.memory.logins.add(pool, user);
      if (!isPasswordless) cognito.passwords.set(pool, user.username, password);
      return { user, output: { ...created.parse(output).User, ...userOutput(user) } };
    });
    if (call.input.MessageAction !== "SUPPRESS") {
      await invite(cognito, call, {
        pool,
        user: made.user,
        password: isPasswordless ? "" : password,
      });
    }
    return { User: made.output };
  });
}

/**
 * RESEND gives the user another temporary password, and a new invitation. moto would make the user
 * anew.
 */
async function inviteAgain(
  cognito: Cognito,
  call: CreateCall,
  pool: UserPoolType,
): Promise<object> {
  const user = await call.pools.findOrRefuse(pool, call.input.Username);
  if (user.status !== "FORCE_CHANGE_PASSWORD") {
    throw new CognitoError(
      "UnsupportedUserStateException",
      `Resend not possible. ${user.username} status is not FORCE_CHANGE_PASSWORD`,
    );
  }
  const password = temporaryPassword(call, pool);
  const named = { UserPoolId: pool.Id, Username: user.username };
  await call.moto.call("AdminSetUserPassword", { ...named, Password: password, Permanent: false });
  cognito.passwords.set(pool, user.username, password);
  await invite(cognito, call, { pool, user, password });
  const { UserCreateDate, UserLastModifiedDate } = await call.moto.call("AdminGetUser", named);
  return { User: { ...userOutput(user), UserCreateDate, UserLastModifiedDate } };
}

/** Who has no password has none to change. At moto they have one, which is nobody's. */
async function confirm({ moto }: CreateCall, pool: UserPoolType, username: string): Promise<void> {
  const Password = newTemporaryPassword(pool);
  const named = { UserPoolId: pool.Id, Username: username };
  await moto.call("AdminSetUserPassword", { ...named, Password, Permanent: true });
}

/** The password that the user first signs in with: given, or made up for them. */
function temporaryPassword({ input: { TemporaryPassword } }: CreateCall, pool: UserPoolType) {
  if (TemporaryPassword === undefined) return newTemporaryPassword(pool);
  checkPassword(pool, TemporaryPassword, refusals.administrator);
  return TemporaryPassword;
}

/**
 * Sends the temporary password by each medium asked for that the user has an address of. Where none
 * is asked for it is a text message, or an e-mail to who has no phone.
 */
async function invite(
  { messages }: Cognito,
  call: CreateCall,
  { pool, user, password }: { pool: UserPoolType; user: PoolUser; password: string },
): Promise<void> {
  const { DesiredDeliveryMediums, ClientMetadata } = call.input;
  const byDefault = user.attributes["phone_number"] ? "SMS" : "EMAIL";
  for (const medium of new Set(DesiredDeliveryMediums ?? [byDefault])) {
    const to = medium === "EMAIL" ? "email" : "phone_number";
    if (!user.attributes[to]) continue;
    await messages.send(call, {
      pool,
      user,
      clientId: noClient,
      reason: "AdminCreateUser",
      to,
      secret: password,
      clientMetadata: ClientMetadata,
    });
  }
}

function userOutput(user: PoolUser): object {
  return {
    Username: user.username,
    Attributes: attributeList(user.attributes),
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}

/** An administrator may vouch for an address; one nobody vouches for is unverified. */
function withFlags(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...(attributes["email"] && { email_verified: "false" }),
    ...(attributes["phone_number"] && { phone_number_verified: "false" }),
    ...attributes,
  };
}
