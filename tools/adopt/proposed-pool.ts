import type {
  RecoveryOptionType,
  SchemaAttributeType,
} from "@aws-sdk/client-cognito-identity-provider";
import { standardAttributes } from "../../configuration/user-attributes";
import type { LivePool } from "./live-pool";

/** What is written into `environments.ts`: plain values, checked by the configuration's own rules. */
export type Proposed = Readonly<Record<string, unknown>>;

/** The pool's settings in the configuration's words. What it has none for is left out. */
export function proposedUserPool({ pool, mfa }: LivePool): Proposed {
  const attributes = pool.SchemaAttributes ?? [];
  const { AllowAdminCreateUserOnly = false } = pool.AdminCreateUserConfig ?? {};
  const { PasswordPolicy: policy = {}, SignInPolicy } = pool.Policies ?? {};
  return present({
    usernameAttributes: pool.UsernameAttributes ?? [],
    aliasAttributes: filled(pool.AliasAttributes),
    autoVerifiedAttributes: pool.AutoVerifiedAttributes ?? [],
    accountRecovery: recovery(pool.AccountRecoverySetting?.RecoveryMechanisms),
    selfSignUp: !AllowAdminCreateUserOnly,
    requiredAttributes: required(attributes).map(nameOf),
    immutableAttributes: filled(
      required(attributes)
        .filter(({ Mutable }) => Mutable === false)
        .map(nameOf),
    ),
    customAttributes: customAttributes(attributes),
    tier: pool.UserPoolTier,
    passwordPolicy: present({
      minimumLength: policy.MinimumLength,
      requireLowercase: policy.RequireLowercase,
      requireUppercase: policy.RequireUppercase,
      requireNumbers: policy.RequireNumbers,
      requireSymbols: policy.RequireSymbols,
      historySize: policy.PasswordHistorySize ?? 0,
      temporaryPasswordValidityDays: policy.TemporaryPasswordValidityDays,
    }),
    allowedFirstAuthFactors: firstFactors(SignInPolicy?.AllowedFirstAuthFactors, mfa),
    mfa: secondFactors(mfa),
    sms: pool.SmsConfiguration && { snsRegion: pool.SmsConfiguration.SnsRegion },
    deviceTracking: pool.DeviceConfiguration && {
      challengeRequiredOnNewDevice: pool.DeviceConfiguration.ChallengeRequiredOnNewDevice ?? false,
      deviceOnlyRememberedOnUserPrompt:
        pool.DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt ?? false,
    },
    advancedSecurityMode: pool.UserPoolAddOns?.AdvancedSecurityMode,
    email: email(pool),
    ...texts(pool),
  });
}

type Pool = LivePool["pool"];

function required(attributes: readonly SchemaAttributeType[]): readonly SchemaAttributeType[] {
  // `sub` is every pool's.
  return attributes.filter(
    ({ Name = "", Required }) =>
      Required === true && (standardAttributes as readonly string[]).includes(Name),
  );
}

function nameOf({ Name = "" }: SchemaAttributeType): string {
  return Name;
}

function recovery(
  mechanisms: readonly RecoveryOptionType[] | undefined,
): readonly string[] | undefined {
  return mechanisms === undefined
    ? undefined
    : [...mechanisms]
        .sort((one, other) => (one.Priority ?? 0) - (other.Priority ?? 0))
        .map(({ Name = "" }) => Name);
}

function customAttributes(attributes: readonly SchemaAttributeType[]): Proposed | undefined {
  const entries = attributes
    .filter(({ Name }) => Name?.startsWith("custom:"))
    .map((attribute) => [nameOf(attribute).slice("custom:".length), customAttribute(attribute)]);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Proposed);
}

function customAttribute(attribute: SchemaAttributeType): Proposed {
  const { AttributeDataType: type, Mutable } = attribute;
  const strings = attribute.StringAttributeConstraints;
  const numbers = attribute.NumberAttributeConstraints;
  return present({
    type,
    ...(type === "String" && {
      minLength: Number(strings?.MinLength ?? 0),
      maxLength: Number(strings?.MaxLength ?? 2048),
    }),
    ...(type === "Number" &&
      numbers?.MinValue !== undefined &&
      numbers.MaxValue !== undefined && {
        min: Number(numbers.MinValue),
        max: Number(numbers.MaxValue),
      }),
    mutable: Mutable === false ? false : undefined,
  });
}

function firstFactors(factors: readonly string[] | undefined, mfa: LivePool["mfa"]): unknown {
  if (factors === undefined || factors.length < 2) return undefined;
  const { RelyingPartyId, UserVerification } = mfa.WebAuthnConfiguration ?? {};
  return factors.map((factor) =>
    factor === "WEB_AUTHN"
      ? present({ factor, relyingPartyId: RelyingPartyId, userVerification: UserVerification })
      : { factor },
  );
}

function secondFactors(mfa: LivePool["mfa"]): unknown {
  const mode = mfa.MfaConfiguration ?? "OFF";
  if (mode === "OFF") return { mode };
  const factors = [
    ...(mfa.SoftwareTokenMfaConfiguration?.Enabled === true ? ["SOFTWARE_TOKEN"] : []),
    ...(mfa.SmsMfaConfiguration ? ["SMS"] : []),
    ...(mfa.EmailMfaConfiguration ? ["EMAIL"] : []),
  ];
  return { mode, factors };
}

function email({ EmailConfiguration }: Pool): unknown {
  if (EmailConfiguration?.EmailSendingAccount !== "DEVELOPER") return undefined;
  const { SourceArn, From, ReplyToEmailAddress, ConfigurationSet } = EmailConfiguration;
  return present({
    sendingAccount: "DEVELOPER",
    sourceArn: SourceArn,
    from: From,
    replyTo: ReplyToEmailAddress,
    configurationSet: ConfigurationSet,
  });
}

function texts(pool: Pool): Proposed {
  const template = pool.VerificationMessageTemplate ?? {};
  const invitation = pool.AdminCreateUserConfig?.InviteMessageTemplate ?? {};
  const both = (subject: string | undefined, message: string | undefined) =>
    subject === undefined || message === undefined ? undefined : { subject, message };
  const messages = present({
    verificationSms: template.SmsMessage,
    verificationLink:
      template.DefaultEmailOption === "CONFIRM_WITH_LINK"
        ? both(template.EmailSubjectByLink, template.EmailMessageByLink)
        : undefined,
    invitation: both(invitation.EmailSubject, invitation.EmailMessage),
    invitationSms: invitation.SMSMessage,
    signInSms: pool.SmsAuthenticationMessage,
  });
  return {
    verificationEmail: both(template.EmailSubject, template.EmailMessage),
    ...(Object.keys(messages).length > 0 && { messages }),
  };
}

/** Without what is `undefined`. */
export function present(values: Proposed): Proposed {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** An empty list is as good as none. */
export function filled<Item>(items: readonly Item[] | undefined): readonly Item[] | undefined {
  return items === undefined || items.length === 0 ? undefined : items;
}
