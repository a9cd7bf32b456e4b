import { z } from "zod";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";

const schema = z.object({
  UserPoolId: input.userPoolId,
  LogConfigurations: z.array(z.looseObject({})),
});

/**
 * SetLogDeliveryConfiguration. Kept and shown again; nothing here delivers a log.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html
 */
export function setLogDeliveryConfiguration(cognito: Cognito): Operation {
  return operation(cognito, "SetLogDeliveryConfiguration", schema, async ({ input, pools }) => {
    await pools.pool(input.UserPoolId);
    cognito.memory.logDelivery.set(input.UserPoolId, input);
    return { LogDeliveryConfiguration: input };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetLogDeliveryConfiguration.html */
export function getLogDeliveryConfiguration(cognito: Cognito): Operation {
  const named = schema.pick({ UserPoolId: true });
  return operation(cognito, "GetLogDeliveryConfiguration", named, async ({ input, pools }) => {
    await pools.pool(input.UserPoolId);
    const none = { ...input, LogConfigurations: [] };
    return { LogDeliveryConfiguration: cognito.memory.logDelivery.get(input.UserPoolId) ?? none };
  });
}
