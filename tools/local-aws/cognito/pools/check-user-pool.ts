import { z } from "zod";
import { CognitoError } from "../cognito-error";
import { invalidParameter } from "../refusals";

const list = z.array(z.string()).default([]);
/** What of a user pool's settings is checked. */
export const userPoolSettings = z.object({
  UserPoolTier: z.string().optional(),
  MfaConfiguration: z.string().optional(),
  SmsConfiguration: z.looseObject({}).optional(),
  AutoVerifiedAttributes: list,
  UserAttributeUpdateSettings: z
    .object({ AttributesRequireVerificationBeforeUpdate: list })
    .optional(),
  AccountRecoverySetting: z
    .object({ RecoveryMechanisms: z.array(z.object({ Name: z.string() })).default([]) })
    .optional(),
  EmailConfiguration: z
    .object({ EmailSendingAccount: z.string().optional(), SourceArn: z.string().optional() })
    .optional(),
  AdminCreateUserConfig: z
    .object({
      InviteMessageTemplate: z
        .object({ EmailMessage: z.string().optional(), SMSMessage: z.string().optional() })
        .optional(),
    })
    .optional(),
  UserPoolAddOns: z.object({ AdvancedSecurityMode: z.string().optional() }).optional(),
  Policies: z
    .looseObject({
      PasswordPolicy: z.looseObject({}).optional(),
      SignInPolicy: z.object({ AllowedFirstAuthFactors: list }).optional(),
    })
    .optional(),
  LambdaConfig: z
    .object({ PreTokenGenerationConfig: z.object({ LambdaVersion: z.string() }).optional() })
    .optional(),
});
type UserPoolSettings = z.output<typeof userPoolSettings>;

/**
 * Checks the settings of a user pool, as they are to be.
 *
 * @param tier the pool's, if it is known.
 * @throws {@link CognitoError} `InvalidParameterException`, `FeatureUnavailableInTierException`
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
 */
export function checkUserPool(pool: UserPoolSettings, tier: string | undefined): void {
  checkTier(pool, tier);
  checkFirstFactors(pool);
  checkRecovery(pool);
  checkMessages(pool);
  const { AttributesRequireVerificationBeforeUpdate: kept = [] } =
    pool.UserAttributeUpdateSettings ?? {};
  const unverified = kept.find((name) => !pool.AutoVerifiedAttributes.includes(name));
  if (unverified !== undefined) {
    throw invalidParameter(
      `AttributesRequireVerificationBeforeUpdate has ${unverified}, and AutoVerifiedAttributes has not.`,
    );
  }
}

/**
 * What a tier does not have (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html).
 * The message is AWS's (https://github.com/hashicorp/terraform-provider-aws/pull/40734).
 */
function checkTier(pool: UserPoolSettings, tier: string | undefined): void {
  if (tier === undefined || tier === "PLUS") return;
  const mode = pool.UserPoolAddOns?.AdvancedSecurityMode ?? "OFF";
  const version = pool.LambdaConfig?.PreTokenGenerationConfig?.LambdaVersion ?? "V1_0";
  const factors = pool.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? [];
  const isLite = tier === "LITE";
  const excess = [
    ...(mode === "OFF" ? [] : ["Threat Protection"]),
    ...(isLite && version !== "V1_0" ? ["Access Token Customization"] : []),
    ...(isLite && factors.some((name) => name !== "PASSWORD") ? ["Choice-Based Sign-In"] : []),
  ];
  if (excess.length === 0) return;
  throw new CognitoError(
    "FeatureUnavailableInTierException",
    `The following features need to be disabled for the ${tier} pricing tier configured: ${excess.join(", ")}`,
  );
}

/** Whatever else users sign in with, passwords are among it. */
function checkFirstFactors({ Policies }: UserPoolSettings): void {
  const factors = Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? [];
  if (factors.length === 0 || factors.includes("PASSWORD")) return;
  throw invalidParameter("AllowedFirstAuthFactors has to have PASSWORD.");
}

function checkRecovery({ AccountRecoverySetting }: UserPoolSettings): void {
  const names = AccountRecoverySetting?.RecoveryMechanisms.map(({ Name }) => Name) ?? [];
  if (names.includes("admin_only") && names.length > 1) {
    throw invalidParameter(
      "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.",
    );
  }
}

function checkMessages({ EmailConfiguration, AdminCreateUserConfig }: UserPoolSettings): void {
  const { EmailSendingAccount, SourceArn } = EmailConfiguration ?? {};
  if (EmailSendingAccount === "DEVELOPER" && SourceArn === undefined) {
    throw invalidParameter("EmailSendingAccount DEVELOPER needs a SourceArn.");
  }
  const { EmailMessage, SMSMessage } = AdminCreateUserConfig?.InviteMessageTemplate ?? {};
  for (const text of [EmailMessage, SMSMessage]) {
    if (text === undefined || (text.includes("{username}") && text.includes("{####}"))) continue;
    throw invalidParameter("An invitation has to have {username} and {####}.");
  }
}
