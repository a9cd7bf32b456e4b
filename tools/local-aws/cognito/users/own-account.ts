import { z } from "zod";
import { invalidParameter, wrongPassword } from "../refusals";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { checkPassword, refusals } from "../passwords/password-policy";
import { readableBy } from "./user-attributes";
import { attributeList } from "../pools/user-pools";

const schema = z.object({ AccessToken: input.accessToken });
const changeSchema = schema.extend({
  PreviousPassword: input.password.optional(),
  ProposedPassword: input.password,
});

/**
 * GetUser: shows what the app client may read.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html
 */
export function getUser(cognito: Cognito): Operation {
  return operation(cognito, "GetUser", schema, async ({ input: { AccessToken }, pools }) => {
    const { pool, client, user } = await pools.signedIn(AccessToken);
    const isReadable = readableBy(client);
    const { enabled, preferred } = cognito.memory.mfa.of(pool, user);
    return {
      Username: user.username,
      UserAttributes: attributeList(user.attributes).filter(({ Name = "" }) => isReadable(Name)),
      ...(enabled.length > 0 && { UserMFASettingList: enabled }),
      ...(preferred && { PreferredMfaSetting: preferred }),
    };
  });
}

/**
 * ChangePassword, by who knows the old one.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html
 */
export function changePassword(cognito: Cognito): Operation {
  return operation(cognito, "ChangePassword", changeSchema, async ({ input, moto, pools }) => {
    const { pool, user } = await pools.signedIn(input.AccessToken);
    checkPassword(pool, input.ProposedPassword, refusals.change);
    const { limits } = cognito.memory;
    const userPoolId = pool.Id ?? "";
    limits.check("give a wrong old password", userPoolId, user.username);
    const { PreviousPassword: previous } = input;
    // Who has never had a password has no previous one.
    const isFirst = cognito.passwords.of(pool, user.username) === undefined;
    if (previous === undefined && !isFirst) {
      throw invalidParameter("Missing required parameter PreviousPassword");
    }
    if (!isFirst && !cognito.passwords.check(pool, user.username, previous ?? "")) {
      limits.count("give a wrong old password", userPoolId, user.username);
      throw wrongPassword();
    }
    cognito.passwords.checkHistory(pool, user.username, input.ProposedPassword);
    await moto.call("AdminSetUserPassword", {
      UserPoolId: pool.Id,
      Username: user.username,
      Password: input.ProposedPassword,
      Permanent: true,
    });
    cognito.passwords.set(pool, user.username, input.ProposedPassword);
    cognito.memory.authEvents.note(pool, user, { type: "PasswordChange", response: "Pass" });
    return {};
  });
}

/**
 * GlobalSignOut, from wherever the user signed in and by whichever name.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html
 */
export function globalSignOut(cognito: Cognito): Operation {
  return operation(cognito, "GlobalSignOut", schema, async ({ input: { AccessToken }, pools }) => {
    cognito.tokens.revokeAll(await pools.signedIn(AccessToken));
    return {};
  });
}

/**
 * DeleteUser, which moto does not have.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html
 */
export function deleteUser(cognito: Cognito): Operation {
  return operation(cognito, "DeleteUser", schema, async ({ input: { AccessToken }, ...call }) => {
    const { pool, user } = await call.pools.signedIn(AccessToken);
    const target = { UserPoolId: pool.Id, Username: user.username };
    await call.moto.call("AdminDeleteUser", target);
    return {};
  });
}
