import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import { CognitoError } from "../cognito-error";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import type { UserPools } from "./user-pools";

const parts = {
  CompromisedCredentialsRiskConfiguration: z.looseObject({}).optional(),
  AccountTakeoverRiskConfiguration: z.looseObject({}).optional(),
  RiskExceptionConfiguration: z.looseObject({}).optional(),
};
const named = { UserPoolId: input.userPoolId, ClientId: input.clientId.optional() };

/**
 * SetRiskConfiguration, of a pool or of one of its clients. Kept and shown again; nothing here measures a
 * risk. What is left out is taken away.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetRiskConfiguration.html
 */
export function setRiskConfiguration(cognito: Cognito): Operation {
  const schema = z.object({ ...named, ...parts });
  return operation(cognito, "SetRiskConfiguration", schema, async ({ input, pools }) => {
    const pool = await placeOf(pools, input);
    const { AdvancedSecurityMode = "OFF" } = pool.UserPoolAddOns ?? {};
    const isGiven = Object.keys(parts).some((part) => Object.hasOwn(input, part));
    if (AdvancedSecurityMode === "OFF" && isGiven) {
      throw new CognitoError(
        "UserPoolAddOnNotEnabledException",
        "User pool add-ons are not enabled for the user pool.",
      );
    }
    cognito.memory.riskConfigurations.set(keyOf(input), input);
    return { RiskConfiguration: input };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeRiskConfiguration.html */
export function describeRiskConfiguration(cognito: Cognito): Operation {
  const schema = z.object(named);
  return operation(cognito, "DescribeRiskConfiguration", schema, async ({ input, pools }) => {
    await placeOf(pools, input);
    return { RiskConfiguration: cognito.memory.riskConfigurations.get(keyOf(input)) ?? input };
  });
}

interface Place {
  readonly UserPoolId: string;
  readonly ClientId?: string | undefined;
}

/** @throws {@link CognitoError} `ResourceNotFoundException` for a pool, or a client of it, that is not there. */
async function placeOf(pools: UserPools, { UserPoolId, ClientId }: Place): Promise<UserPoolType> {
  if (ClientId === undefined) return pools.pool(UserPoolId);
  const { pool } = await pools.clientIn(UserPoolId, ClientId);
  return pool;
}

function keyOf({ UserPoolId, ClientId = "" }: Place): string {
  return `${UserPoolId}/${ClientId}`;
}
