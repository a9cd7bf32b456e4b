import { z } from "zod";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import type { ClientOfPool, PoolUser } from "../pools/pool-user";
import { firstFactors } from "./choice";

const schema = z.object({ AccessToken: input.accessToken });
const adminSchema = z.object({ UserPoolId: input.userPoolId, Username: input.username });

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html */
export function getUserAuthFactors(cognito: Cognito): Operation {
  return operation(cognito, "GetUserAuthFactors", schema, async ({ input, pools }) => {
    const { user, ...at } = await pools.signedIn(input.AccessToken);
    return factorsOf(cognito, at, user);
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUserAuthFactors.html */
export function adminGetUserAuthFactors(cognito: Cognito): Operation {
  return operation(cognito, "AdminGetUserAuthFactors", adminSchema, async ({ input, pools }) => {
    const pool = await pools.pool(input.UserPoolId);
    return factorsOf(cognito, { pool }, await pools.findOrRefuse(pool, input.Username));
  });
}

function factorsOf(cognito: Cognito, at: Pick<ClientOfPool, "pool">, user: PoolUser): object {
  const { enabled, preferred } = cognito.memory.mfa.of(at.pool, user);
  const configured = firstFactors({ cognito }, at, user).filter((name) => name !== "PASSWORD_SRP");
  return {
    Username: user.username,
    ...(preferred && { PreferredMfaSetting: preferred }),
    ...(enabled.length > 0 && { UserMFASettingList: enabled }),
    ConfiguredUserAuthFactors: configured,
  };
}
