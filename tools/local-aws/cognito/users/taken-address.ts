import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { CognitoError } from "../cognito-error";
import type { PoolUser } from "../pools/pool-user";
import type { UserPools } from "../pools/user-pools";

const addresses = ["email", "phone_number"] as const;

/**
 * Two users cannot sign in by one address, in whatever case the pool takes for the same.
 *
 * @throws {@link CognitoError} `AliasExistsException` when another user of the pool has it.
 */
export async function refuseTakenAddress(
  pools: UserPools,
  pool: UserPoolType,
  user: PoolUser,
  wanted: Readonly<Record<string, string>>,
): Promise<void> {
  const signsIn = [...(pool.UsernameAttributes ?? []), ...(pool.AliasAttributes ?? [])];
  for (const name of addresses) {
    const value = wanted[name];
    if (!value || !signsIn.includes(name)) continue;
    const holder = await pools.find(pool, value);
    if (holder === undefined || holder.username === user.username) continue;
    throw new CognitoError(
      "AliasExistsException",
      `An account with the given ${name} already exists.`,
    );
  }
}
