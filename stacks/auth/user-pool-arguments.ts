import type { CognitoUserPoolConfig } from "@cdktf/provider-aws/lib/cognito-user-pool";
import type { CustomAttributeInput, StandardAttribute, UserPool } from "../../configuration";

type Schema = Exclude<NonNullable<CognitoUserPoolConfig["schema"]>, { resolve: unknown }>[number];

type Arguments = Partial<CognitoUserPoolConfig>;

/** What the settings of a pool say to Terraform, each written out. */
export function userPoolArguments(userPool: UserPool): Arguments {
  return Object.values(settings).reduce<Arguments>(
    (all, setting) => ({ ...all, ...setting(userPool) }),
    {},
  );
}

/** What each setting says to Terraform. One that is not here does not compile. */
const settings: { readonly [Setting in keyof UserPool]: (userPool: UserPool) => Arguments } = {
  tier: ({ tier }) => ({ userPoolTier: tier }),
  // Empty lists read back as missing ones, which the provider takes for a change: leave them out.
  usernameAttributes: ({ usernameAttributes }) =>
    usernameAttributes.length > 0 ? { usernameAttributes: [...usernameAttributes] } : {},
  aliasAttributes: ({ aliasAttributes }) =>
    aliasAttributes.length > 0 ? { aliasAttributes: [...aliasAttributes] } : {},
  requiredAttributes: schema,
  immutableAttributes: schema,
  customAttributes: schema,
  selfSignUp: ({ selfSignUp, messages: { invitation, invitationSms } }) => ({
    adminCreateUserConfig: {
      allowAdminCreateUserOnly: !selfSignUp,
      inviteMessageTemplate: {
        emailSubject: invitation.subject,
        emailMessage: invitation.message,
        smsMessage: invitationSms,
      },
    },
  }),
  autoVerifiedAttributes: ({ autoVerifiedAttributes }) =>
    autoVerifiedAttributes.length > 0
      ? {
          autoVerifiedAttributes: [...autoVerifiedAttributes],
          // A new address takes the old one's place only once it has proven itself.
          userAttributeUpdateSettings: {
            attributesRequireVerificationBeforeUpdate: [...autoVerifiedAttributes],
          },
        }
      : {},
  accountRecovery: ({ accountRecovery }) => ({
    accountRecoverySetting: {
      recoveryMechanism: accountRecovery.map((name, index) => ({ name, priority: index + 1 })),
    },
  }),
  verificationEmail: verification,
  messages: verification,
  email: ({ email }) => ({ emailConfiguration: emailConfiguration(email) }),
  passwordPolicy: ({ passwordPolicy: { historySize, ...policy }, tier }) => ({
    // LITE does not know the history, not even as 0.
    passwordPolicy: { ...policy, ...(tier !== "LITE" && { passwordHistorySize: historySize }) },
  }),
  // LITE has no sign-in policy, not even one of a password.
  allowedFirstAuthFactors: ({ allowedFirstAuthFactors, tier }) => {
    const passkeys = allowedFirstAuthFactors.find(({ factor }) => factor === "WEB_AUTHN");
    return {
      ...(tier !== "LITE" && {
        signInPolicy: {
          allowedFirstAuthFactors: allowedFirstAuthFactors.map(({ factor }) => factor),
        },
      }),
      ...(passkeys?.factor === "WEB_AUTHN" && {
        webAuthnConfiguration: {
          relyingPartyId: passkeys.relyingPartyId,
          userVerification: passkeys.userVerification ?? "preferred",
        },
      }),
    };
  },
  mfa: ({ mfa, messages: { mfaEmail } }) => ({
    mfaConfiguration: mfa.mode,
    ...(mfa.mode !== "OFF" && {
      softwareTokenMfaConfiguration: { enabled: mfa.factors.includes("SOFTWARE_TOKEN") },
      ...(mfa.factors.includes("EMAIL") && { emailMfaConfiguration: { ...mfaEmail } }),
    }),
  }),
  // A role of its own goes with it: see TextMessages.
  sms: () => ({}),
  deviceTracking: ({ deviceTracking }) =>
    deviceTracking === undefined ? {} : { deviceConfiguration: { ...deviceTracking } },
  advancedSecurityMode: addOns,
  threatProtection: addOns,
  // In front of the pool: see WebAcl.
  waf: () => ({}),
};

/** A new password and a changed address are confirmed by a code even where a sign-up is by a link. */
function verification({ verificationEmail, messages, sms }: UserPool): Arguments {
  const { verificationLink, verificationSms } = messages;
  return {
    verificationMessageTemplate: {
      defaultEmailOption: verificationLink ? "CONFIRM_WITH_LINK" : "CONFIRM_WITH_CODE",
      emailSubject: verificationEmail.subject,
      emailMessage: verificationEmail.message,
      ...(verificationLink && {
        emailSubjectByLink: verificationLink.subject,
        emailMessageByLink: verificationLink.message,
      }),
      ...(sms && { smsMessage: verificationSms }),
    },
  };
}

/** The rest of what threat protection does is a resource of its own: see RiskConfiguration. */
function addOns({ advancedSecurityMode, threatProtection }: UserPool): Arguments {
  const customAuthMode = threatProtection?.customAuthMode;
  return {
    userPoolAddOns: {
      advancedSecurityMode,
      ...(customAuthMode !== undefined && {
        advancedSecurityAdditionalFlows: { customAuthMode },
      }),
    },
  };
}

function schema({
  requiredAttributes,
  immutableAttributes,
  customAttributes,
}: UserPool): Arguments {
  return {
    schema: [
      ...requiredAttributes.map((name) => ({
        ...requiredAttribute(name),
        mutable: !immutableAttributes.includes(name),
      })),
      ...Object.entries(customAttributes).map(customAttribute),
    ],
  };
}

function emailConfiguration(
  email: UserPool["email"],
): NonNullable<CognitoUserPoolConfig["emailConfiguration"]> {
  if (email.sendingAccount === "COGNITO_DEFAULT") return { emailSendingAccount: "COGNITO_DEFAULT" };
  return {
    emailSendingAccount: "DEVELOPER",
    sourceArn: email.sourceArn,
    fromEmailAddress: email.from,
    ...(email.replyTo !== undefined && { replyToEmailAddress: email.replyTo }),
    ...(email.configurationSet !== undefined && { configurationSet: email.configurationSet }),
  };
}

/** The standard attributes that are not strings of up to 2048 characters. */
const standardConstraints: Readonly<Partial<Record<StandardAttribute, Partial<Schema>>>> = {
  birthdate: { stringAttributeConstraints: { minLength: "10", maxLength: "10" } },
  updated_at: { attributeDataType: "Number", numberAttributeConstraints: { minValue: "0" } },
};

function requiredAttribute(name: StandardAttribute): Schema {
  const constraints = standardConstraints[name] ?? {
    stringAttributeConstraints: { minLength: "0", maxLength: "2048" },
  };
  return {
    name,
    attributeDataType: "String",
    developerOnlyAttribute: false,
    required: true,
    ...constraints,
  };
}

/** Constraints are always explicit: a String or Number without them makes Terraform replace the pool. */
function customAttribute([name, attribute]: [string, CustomAttributeInput]): Schema {
  return {
    name,
    attributeDataType: attribute.type,
    developerOnlyAttribute: false,
    mutable: attribute.mutable ?? true,
    required: false,
    ...(attribute.type === "String" && {
      stringAttributeConstraints: {
        minLength: String(attribute.minLength),
        maxLength: String(attribute.maxLength),
      },
    }),
    ...(attribute.type === "Number" && {
      numberAttributeConstraints: {
        minValue: String(attribute.min),
        maxValue: String(attribute.max),
      },
    }),
  };
}
