import { z } from "zod";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { checkPassword, refusals } from "../passwords/password-policy";
import { refuseTakenAddress } from "./taken-address";
import {
  checkDeletable,
  checkMutable,
  checkNoPreferredUsername,
  checkSchema,
} from "./user-attributes";
import { attributeRecord } from "../pools/user-pools";

const schema = z.object({ UserPoolId: input.userPoolId, Username: input.username });
const passwordSchema = schema.extend({ Password: input.password });
const updateSchema = schema.extend({ UserAttributes: input.attributes });

/** Operations that moto does right once it is told the user's own name. */
const byUsername = [
  "AdminAddUserToGroup",
  "AdminDeleteUser",
  "AdminEnableUser",
  "AdminGetUser",
  "AdminListGroupsForUser",
  "AdminRemoveUserFromGroup",
];

/** Operations on a user who may be named by any alias, in any case that the pool allows. */
export function operationsOnUser(cognito: Cognito): readonly Operation[] {
  return byUsername.map((name) =>
    operation(cognito, name, schema, async ({ input: { UserPoolId, Username }, pools, resend }) => {
      const user = await pools.find(await pools.pool(UserPoolId), Username);
      return resend({ Username: user?.username ?? Username });
    }),
  );
}

/**
 * AdminSetUserPassword, with the rule that a refused password breaks.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html
 */
export function adminSetUserPassword(cognito: Cognito): Operation {
  return operation(cognito, "AdminSetUserPassword", passwordSchema, async (call) => {
    const pool = await call.pools.pool(call.input.UserPoolId);
    const user = await call.pools.findOrRefuse(pool, call.input.Username);
    checkPassword(pool, call.input.Password, refusals.administrator);
    cognito.passwords.checkHistory(pool, user.username, call.input.Password);
    const output = await call.resend({ Username: user.username });
    cognito.passwords.set(pool, user.username, call.input.Password);
    return output;
  });
}

/**
 * AdminUpdateUserAttributes, checked against the schema.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html
 */
export function adminUpdateUserAttributes(cognito: Cognito): Operation {
  return operation(cognito, "AdminUpdateUserAttributes", updateSchema, async (call) => {
    const pool = await call.pools.pool(call.input.UserPoolId);
    const user = await call.pools.findOrRefuse(pool, call.input.Username);
    const wanted = attributeRecord(call.input.UserAttributes);
    checkSchema(pool, wanted);
    checkMutable(pool, Object.keys(wanted));
    if (user.status === "UNCONFIRMED") checkNoPreferredUsername(pool, wanted);
    await refuseTakenAddress(call.pools, pool, user, wanted);
    for (const name of ["email", "phone_number"] as const) {
      const isNew = wanted[name] !== undefined && wanted[name] !== user.attributes[name];
      const holder = { userPoolId: pool.Id ?? "", username: user.username };
      if (isNew) cognito.memory.codes.withdraw(holder, name);
    }
    // moto takes an unchanged e-mail address for that of another user.
    const changes = call.input.UserAttributes.filter(
      ({ Name, Value }) => user.attributes[Name] !== Value,
    );
    const output = await call.resend({ Username: user.username, UserAttributes: changes });
    cognito.memory.logins.add(pool, { ...user, attributes: wanted });
    return output;
  });
}

/**
 * AdminDeleteUserAttributes, of those that users can do without.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html
 */
export function adminDeleteUserAttributes(cognito: Cognito): Operation {
  const named = schema.extend({ UserAttributeNames: z.array(z.string()) });
  return operation(cognito, "AdminDeleteUserAttributes", named, async (call) => {
    const pool = await call.pools.pool(call.input.UserPoolId);
    const user = await call.pools.findOrRefuse(pool, call.input.Username);
    checkDeletable(pool, call.input.UserAttributeNames);
    return call.resend({ Username: user.username });
  });
}

/**
 * AdminDisableUser, which ends every sign-in of the user.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html
 */
export function adminDisableUser(cognito: Cognito): Operation {
  return operation(cognito, "AdminDisableUser", schema, async (call) => {
    const pool = await call.pools.pool(call.input.UserPoolId);
    const user = await call.pools.findOrRefuse(pool, call.input.Username);
    const output = await call.resend({ Username: user.username });
    cognito.tokens.revokeAll({ pool, user });
    return output;
  });
}

/**
 * AdminUserGlobalSignOut, by whichever name the user signed in.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html
 */
export function adminUserGlobalSignOut(cognito: Cognito): Operation {
  return operation(cognito, "AdminUserGlobalSignOut", schema, async (call) => {
    const pool = await call.pools.pool(call.input.UserPoolId);
    const user = await call.pools.findOrRefuse(pool, call.input.Username);
    cognito.tokens.revokeAll({ pool, user });
    return {};
  });
}
