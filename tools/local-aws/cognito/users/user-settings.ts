import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import type { PoolUser } from "../pools/pool-user";
import { invalidParameter } from "../refusals";

const options = z.array(
  z.object({ DeliveryMedium: z.string().optional(), AttributeName: z.string().optional() }),
);

/**
 * SetUserSettings: codes by text message as the second factor, or none. AWS keeps it for older clients.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserSettings.html
 */
export function setUserSettings(cognito: Cognito): Operation {
  const schema = z.object({ AccessToken: input.accessToken, MFAOptions: options });
  return operation(cognito, "SetUserSettings", schema, async ({ input, pools }) => {
    const { pool, user } = await pools.signedIn(input.AccessToken);
    apply(cognito, pool, user, input.MFAOptions);
    return {};
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserSettings.html */
export function adminSetUserSettings(cognito: Cognito): Operation {
  const schema = z.object({
    UserPoolId: input.userPoolId,
    Username: input.username,
    MFAOptions: options,
  });
  return operation(cognito, "AdminSetUserSettings", schema, async ({ input, pools }) => {
    const pool = await pools.pool(input.UserPoolId);
    apply(cognito, pool, await pools.findOrRefuse(pool, input.Username), input.MFAOptions);
    return {};
  });
}

function apply(
  { memory: { mfa } }: Cognito,
  pool: UserPoolType,
  user: PoolUser,
  wanted: z.output<typeof options>,
): void {
  const isOther = wanted.some(
    ({ DeliveryMedium, AttributeName }) =>
      DeliveryMedium !== "SMS" || AttributeName !== "phone_number",
  );
  if (isOther) throw invalidParameter("MFAOptions can only be SMS to phone_number.");
  const { enabled, preferred } = mfa.of(pool, user);
  const others = enabled.filter((factor) => factor !== "SMS_MFA");
  mfa.change(pool, user, {
    enabled: wanted.length > 0 ? [...others, "SMS_MFA"] : others,
    ...(wanted.length === 0 && preferred === "SMS_MFA" && { preferred: undefined }),
  });
}
