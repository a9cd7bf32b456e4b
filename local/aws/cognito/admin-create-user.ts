import { randomUUID } from "node:crypto";
import { z } from "zod";
import { CognitoError } from "./cognito-error";
import * as input from "./input";
import { inCaseOf } from "./login-names";
import { nameAtMoto } from "./name-at-moto";
import { attributeOfUsername } from "./new-username";
import { operation, type Call, type Cognito, type Operation } from "./operation";
import { checkPassword, refusals } from "./password-policy";
import { askPreSignUp } from "./pre-sign-up";
import { noClient } from "./triggers";
import { checkSchema } from "./user-attributes";
import { attributeList, attributeRecord, type PoolUser } from "./user-pools";
import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";

const schema = z.object({
  UserPoolId: input.userPoolId,
  Username: input.username,
  TemporaryPassword: input.password.optional(),
  UserAttributes: input.attributes,
  ValidationData: input.attributes.optional(),
  MessageAction: z.enum(["RESEND", "SUPPRESS"]).optional(),
  ClientMetadata: input.metadata,
});

const created = z.object({ User: z.looseObject({}) });

type CreateCall = Call<z.output<typeof schema>>;

/**
 * AdminCreateUser. It asks the pre sign-up trigger, whose grants it ignores, and never tells the
 * post confirmation trigger.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
 */
export function adminCreateUser(cognito: Cognito): Operation {
  return operation(cognito, "AdminCreateUser", schema, async (call) => {
    const { UserPoolId, Username, TemporaryPassword, ValidationData } = call.input;
    const pool = await call.pools.pool(UserPoolId);
    if (call.input.MessageAction === "RESEND") return invitedAgain(call, pool);
    const usernameAttribute = attributeOfUsername(pool, Username);
    const attributes = {
      ...attributeRecord(call.input.UserAttributes),
      ...(usernameAttribute && { [usernameAttribute]: Username }),
    };
    checkSchema(pool, attributes);
    if (TemporaryPassword !== undefined) {
      checkPassword(pool, TemporaryPassword, refusals.administrator);
    }
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
    return cognito.memory.locks.run(key, async () => {
      if ((await call.pools.find(pool, Username)) !== undefined) {
        throw new CognitoError("UsernameExistsException", "User account already exists");
      }
      const name = nameAtMoto(Username, usernameAttribute);
      const output = await call.resend({
        Username: name,
        UserAttributes: attributeList(withFlags(attributes)),
      });
      if (name !== Username) {
        await call.moto.call("AdminUpdateUserAttributes", {
          UserPoolId,
          Username: name,
          UserAttributes: [{ Name: "email", Value: Username }],
        });
      }
      const user = await call.pools.findOrRefuse(pool, Username);
      cognito.memory.logins.add(pool, user);
      return { User: { ...created.parse(output).User, ...userOutput(user) } };
    });
  });
}

/** moto answers RESEND by making the user anew. */
async function invitedAgain(call: CreateCall, pool: UserPoolType): Promise<object> {
  const user = await call.pools.findOrRefuse(pool, call.input.Username);
  if (user.status !== "FORCE_CHANGE_PASSWORD") {
    throw new CognitoError(
      "UnsupportedUserStateException",
      `Resend not possible. ${user.username} status is not FORCE_CHANGE_PASSWORD`,
    );
  }
  return { User: userOutput(user) };
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
