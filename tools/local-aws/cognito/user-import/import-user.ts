import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { CognitoError } from "../cognito-error";
import { newTemporaryPassword } from "../messages/secrets";
import { nameAtMoto } from "../moto/name-at-moto";
import type { Call, Cognito } from "../operation";
import { attributeList } from "../pools/user-pools";
import { attributeOfUsername } from "../sign-up/new-username";
import { inCaseOf } from "../users/login-names";
import { refuseTakenAddress } from "../users/taken-address";
import { checkRequired, checkSchema } from "../users/user-attributes";
import type { Row } from "./user-file";

/** What became of a line, in the words of the log. */
export interface Outcome {
  readonly kind: "SUCCEEDED" | "SKIPPED" | "FAILED";
  readonly message: string;
}

/** Makes one user, without a password: at the first sign-in by one, it has to be reset. No trigger is told. */
export async function importUser(
  cognito: Cognito,
  asked: Pick<Call<unknown>, "moto" | "pools">,
  pool: UserPoolType,
  { values }: Row,
): Promise<Outcome> {
  const username = values["cognito:username"];
  const isMfa = values["cognito:mfa_enabled"]?.toLowerCase();
  if (username === undefined || (isMfa !== "true" && isMfa !== "false")) {
    return failed("The User Record does not set cognito:username and cognito:mfa_enabled.");
  }
  try {
    const attributes = attributesOf(pool, username, values);
    const isVerified = (pool.AutoVerifiedAttributes ?? []).some(
      (name) => attributes[name] && attributes[`${name}_verified`] === "true",
    );
    if (!isVerified) {
      return failed(
        "The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).",
      );
    }
    if (isMfa === "true" && !attributes["phone_number"]) {
      return failed("The User Record sets cognito:mfa_enabled to true without a phone_number.");
    }
    const key = `${pool.Id ?? ""}/${inCaseOf(pool, username)}`;
    return await cognito.memory.locks.run(key, async () => {
      if ((await asked.pools.find(pool, username)) !== undefined) {
        return { kind: "SKIPPED", message: "The user already exists." };
      }
      await create(cognito, asked, pool, { username, attributes, isMfa: isMfa === "true" });
      return { kind: "SUCCEEDED", message: "The import succeeded." };
    });
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    return failed(error.message.trim());
  }
}

function attributesOf(
  pool: UserPoolType,
  username: string,
  values: Row["values"],
): Readonly<Record<string, string>> {
  const given = Object.entries(values)
    .filter(([name]) => !name.startsWith("cognito:"))
    .map(([name, value]) => [name, name.endsWith("_verified") ? value.toLowerCase() : value]);
  const usernameAttribute = attributeOfUsername(pool, username);
  const attributes = {
    ...(Object.fromEntries(given) as Readonly<Record<string, string>>),
    ...(usernameAttribute && { [usernameAttribute]: username }),
  };
  checkSchema(pool, attributes);
  checkRequired(pool, attributes);
  return attributes;
}

interface Imported {
  readonly username: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly isMfa: boolean;
}

/** moto gives out users by their name alone, and resets only what has a password. */
async function create(
  { memory }: Cognito,
  { moto, pools }: Pick<Call<unknown>, "moto" | "pools">,
  pool: UserPoolType,
  { username, attributes, isMfa }: Imported,
): Promise<void> {
  const nobody = { username: "", status: "RESET_REQUIRED", enabled: true, attributes: {} };
  await refuseTakenAddress(pools, pool, nobody, attributes);
  const name = nameAtMoto(username, attributeOfUsername(pool, username));
  const { User } = await moto.call("AdminCreateUser", {
    UserPoolId: pool.Id,
    Username: name,
    UserAttributes: attributeList(attributes),
    TemporaryPassword: newTemporaryPassword(pool),
    MessageAction: "SUPPRESS",
  });
  const named = { UserPoolId: pool.Id, Username: User?.Username ?? name };
  if (name !== username) {
    const UserAttributes = [{ Name: "email", Value: username }];
    await moto.call("AdminUpdateUserAttributes", { ...named, UserAttributes });
  }
  const Password = newTemporaryPassword(pool);
  await moto.call("AdminSetUserPassword", { ...named, Password, Permanent: true });
  await moto.call("AdminResetUserPassword", named);
  const user = await pools.findOrRefuse(pool, named.Username);
  memory.logins.add(pool, user);
  if (isMfa) memory.mfa.change(pool, user, { enabled: ["SMS_MFA"], preferred: "SMS_MFA" });
}

function failed(message: string): Outcome {
  return { kind: "FAILED", message };
}
