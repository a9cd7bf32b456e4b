import {
  CognitoUserPool,
  type CognitoUserPoolConfig,
} from "@cdktf/provider-aws/lib/cognito-user-pool";
import { Construct } from "constructs";
import type { CustomAttributeInput, StandardAttribute, UserPool } from "../../configuration";

/** The functions that the pool calls, as the pool names them. */
export type LambdaConfig = NonNullable<CognitoUserPoolConfig["lambdaConfig"]>;

type Schema = Exclude<NonNullable<CognitoUserPoolConfig["schema"]>, { resolve: unknown }>[number];

/** Props of {@link UserDirectory}. */
export interface UserDirectoryProps {
  readonly name: string;
  readonly protected: boolean;
  readonly userPool: UserPool;
  readonly lambdaConfig: LambdaConfig;
}

/**
 * The user pool. Every setting is written out, since `UpdateUserPool` resets what a caller leaves
 * out.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
 */
export class UserDirectory extends Construct {
  readonly pool: CognitoUserPool;

  constructor(scope: Construct, id: string, props: UserDirectoryProps) {
    super(scope, id);
    this.pool = new CognitoUserPool(this, "pool", {
      name: props.name,
      deletionProtection: props.protected ? "ACTIVE" : "INACTIVE",
      lifecycle: { preventDestroy: props.protected },
      // Pools made through the API tell Ann@example.com from ann@example.com unless told otherwise.
      usernameConfiguration: { caseSensitive: false },
      accountRecoverySetting: { recoveryMechanism: [{ name: "verified_email", priority: 1 }] },
      ...argumentsOf(props.userPool),
      ...(Object.keys(props.lambdaConfig).length > 0 && { lambdaConfig: props.lambdaConfig }),
    });
  }
}

type Arguments = Partial<CognitoUserPoolConfig>;

function argumentsOf(userPool: UserPool): Arguments {
  return Object.values(settings).reduce<Arguments>(
    (all, setting) => ({ ...all, ...setting(userPool) }),
    {},
  );
}

/** What each setting says to Terraform. One that is not here does not compile. */
const settings: { readonly [Setting in keyof UserPool]: (userPool: UserPool) => Arguments } = {
  tier: ({ tier }) => ({
    userPoolTier: tier,
    ...(tier !== "LITE" && { signInPolicy: { allowedFirstAuthFactors: ["PASSWORD"] } }),
  }),
  // Empty lists read back as missing ones, which the provider takes for a change: leave them out.
  usernameAttributes: ({ usernameAttributes }) =>
    usernameAttributes.length > 0 ? { usernameAttributes: [...usernameAttributes] } : {},
  aliasAttributes: ({ aliasAttributes }) =>
    aliasAttributes.length > 0 ? { aliasAttributes: [...aliasAttributes] } : {},
  requiredAttributes: schema,
  customAttributes: schema,
  selfSignUp: ({ selfSignUp }) => ({
    adminCreateUserConfig: {
      allowAdminCreateUserOnly: !selfSignUp,
      inviteMessageTemplate: {
        emailSubject: "Your temporary password",
        emailMessage: "Your username is {username} and your temporary password is {####}.",
        smsMessage: "Your username is {username} and your temporary password is {####}.",
      },
    },
  }),
  autoVerifiedAttributes: ({ autoVerifiedAttributes }) =>
    autoVerifiedAttributes.includes("email")
      ? {
          autoVerifiedAttributes: ["email"],
          // A new address takes the old one's place only once it has proven itself.
          userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ["email"] },
        }
      : {},
  verificationEmail: ({ verificationEmail: { subject, message } }) => ({
    verificationMessageTemplate: {
      defaultEmailOption: "CONFIRM_WITH_CODE",
      emailSubject: subject,
      emailMessage: message,
    },
  }),
  email: ({ email }) => ({ emailConfiguration: emailConfiguration(email) }),
  passwordPolicy: ({ passwordPolicy: { historySize, ...policy }, tier }) => ({
    // LITE does not know the history, not even as 0.
    passwordPolicy: { ...policy, ...(tier !== "LITE" && { passwordHistorySize: historySize }) },
  }),
  mfa: ({ mfa: { mode } }) => ({
    mfaConfiguration: mode,
    ...(mode !== "OFF" && { softwareTokenMfaConfiguration: { enabled: true } }),
  }),
  advancedSecurityMode: ({ advancedSecurityMode }) => ({
    userPoolAddOns: { advancedSecurityMode },
  }),
};

function schema({ requiredAttributes, customAttributes }: UserPool): Arguments {
  return {
    schema: [
      ...requiredAttributes.map(requiredAttribute),
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
    mutable: true,
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
