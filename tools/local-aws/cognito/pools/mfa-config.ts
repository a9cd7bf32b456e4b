import { z } from "zod";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { invalidParameter } from "../refusals";

const schema = z.object({
  UserPoolId: input.userPoolId,
  MfaConfiguration: z.string().default("OFF"),
  SmsMfaConfiguration: z.looseObject({}).optional(),
  SoftwareTokenMfaConfiguration: z.object({ Enabled: z.boolean().default(false) }).optional(),
  EmailMfaConfiguration: z.looseObject({}).optional(),
});

/**
 * SetUserPoolMfaConfig: a pool has a second factor where it asks for one, and none where it does not.
 * Passkeys do not count as one. The messages are AWS's
 * (https://github.com/go-to-k/cdkd/issues/1923, https://github.com/aws/aws-sdk-js/issues/4186).
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html
 */
export function setUserPoolMfaConfig(cognito: Cognito): Operation {
  return operation(cognito, "SetUserPoolMfaConfig", schema, async ({ input, pools, resend }) => {
    const pool = await pools.pool(input.UserPoolId);
    const isOff = input.MfaConfiguration === "OFF";
    const hasFactor =
      input.SmsMfaConfiguration !== undefined ||
      input.EmailMfaConfiguration !== undefined ||
      input.SoftwareTokenMfaConfiguration?.Enabled === true;
    if (isOff && hasFactor) {
      throw invalidParameter(
        "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
      );
    }
    if (!isOff && !hasFactor) {
      throw invalidParameter(
        "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration.",
      );
    }
    const sender = pool.EmailConfiguration?.EmailSendingAccount;
    if (input.EmailMfaConfiguration !== undefined && sender !== "DEVELOPER") {
      throw invalidParameter(
        "Email MFA needs an EmailConfiguration with EmailSendingAccount DEVELOPER.",
      );
    }
    return resend();
  });
}
