import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import type { MotoClient } from "../moto/moto-client";
import type { Factor } from "./mfa-states";

/**
 * The second factors that a pool offers, in the words of `MFAS_CAN_SETUP`. A pool that is made with a second
 * factor offers text messages until SetUserPoolMfaConfig says otherwise: CreateUserPool knows no other.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolMfaConfig.html
 */
export async function offeredFactors(
  moto: MotoClient,
  pool: UserPoolType,
): Promise<readonly Factor[]> {
  const config = await moto.call("GetUserPoolMfaConfig", { UserPoolId: pool.Id });
  const offered: readonly (readonly [Factor, boolean])[] = [
    ["SMS_MFA", config.SmsMfaConfiguration !== undefined],
    ["SOFTWARE_TOKEN_MFA", config.SoftwareTokenMfaConfiguration?.Enabled === true],
    ["EMAIL_OTP", config.EmailMfaConfiguration !== undefined],
  ];
  const factors = offered.filter(([, isOffered]) => isOffered).map(([factor]) => factor);
  return factors.length > 0 ? factors : ["SMS_MFA"];
}
