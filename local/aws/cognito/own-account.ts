import { z } from "zod";
import { CognitoError } from "./cognito-error";
import * as input from "./input";
import { loginNamesOf } from "./login-names";
import type { MotoClient } from "./moto-client";
import { operation, type Cognito, type Operation } from "./operation";
import { checkPassword, refusals } from "./password-policy";
import { readableBy } from "./user-attributes";
import { attributeList, type SignedInUser } from "./user-pools";

const schema = z.object({ AccessToken: input.accessToken });
const changeSchema = schema.extend({
  PreviousPassword: input.password,
  ProposedPassword: input.password,
});

/**
 * GetUser: shows what the app client may read.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html
 */
export function getUser(cognito: Cognito): Operation {
  return operation(
    cognito,
    "GetUser",
    schema,
    async ({ input: { AccessToken }, pools, resend }) => {
      const { client, user } = await pools.signedIn(AccessToken);
      const isReadable = readableBy(client);
      const readable = attributeList(user.attributes).filter(({ Name = "" }) => isReadable(Name));
      return { ...(await resend()), UserAttributes: readable };
    },
  );
}

/**
 * ChangePassword. moto's refusals name the username, or the token, and nothing else.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html
 */
export function changePassword(cognito: Cognito): Operation {
  return operation(cognito, "ChangePassword", changeSchema, async ({ input, pools, resend }) => {
    const { pool } = await pools.signedIn(input.AccessToken);
    checkPassword(pool, input.ProposedPassword, refusals.change);
    try {
      return await resend();
    } catch (error) {
      if (error instanceof CognitoError && error.code === "NotAuthorizedException") {
        throw new CognitoError(error.code, "Incorrect username or password.");
      }
      throw error;
    }
  });
}

/**
 * GlobalSignOut, from wherever the user signed in and by whichever name.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html
 */
export function globalSignOut(cognito: Cognito): Operation {
  return operation(
    cognito,
    "GlobalSignOut",
    schema,
    async ({ input: { AccessToken }, ...call }) => {
      await signOutEverywhere(call.moto, await call.pools.signedIn(AccessToken));
      return {};
    },
  );
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

/** moto keeps a token under the name that its user signed in with, and revokes by that name. */
export async function signOutEverywhere(
  moto: MotoClient,
  { pool, user }: Pick<SignedInUser, "pool" | "user">,
): Promise<void> {
  for (const name of loginNamesOf(pool, user)) {
    await moto.call("AdminUserGlobalSignOut", { UserPoolId: pool.Id, Username: name });
  }
}
