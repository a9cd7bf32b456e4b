import type { HttpApi } from "./http-api/defaults";
import type { Waf } from "./waf/defaults";
import type { AccessLogs } from "./access-logs";
import type { Alarms } from "./alarms";
import type { IdentityPool } from "./access";
import type { Client } from "./clients/defaults";
import type { IdentityProvidersInput } from "./identity-providers/input";
import type { ResourceServerInput } from "./resource-servers/input";
import type { Domain } from "./domain/defaults";
import type { Email } from "./email/defaults";
import type {
  AccountRecovery,
  AttachmentsInput,
  CustomAttributeInput,
  CustomMessageInput,
  CustomSmsSenderInput,
  DeviceTrackingInput,
  FirstAuthFactor,
  FunctionsInput,
  GraphqlInput,
  GroupInput,
  Mfa,
  OneTimeCodeInput,
  PasswordPolicyInput,
  PreSignUpInput,
  PreTokenGenerationInput,
  Protection,
  ReconcileUsersInput,
  ReviewInput,
  SesSenderInput,
  SignUpInput,
  SmsInput,
  ThreatProtectionInput,
  UserMigrationInput,
  UserPoolInput,
  UserPoolTier,
  UserTableInput,
} from "./input";
import type { Messages } from "./messages";
import type { Region } from "./regions";
import type { TierFeature } from "./tier";
import type { TriggerName } from "./trigger-catalogue";
import type { StandardAttribute } from "./user-attributes";

/** An environment, checked, with every default filled in. Constructs get parts of it. */
export interface Environment {
  readonly project: string;
  readonly environment: string;
  readonly platform: "aws" | "local";
  readonly accountId: string;
  readonly region: Region;
  readonly state: State;
  readonly tags: Readonly<Record<string, string>>;
  readonly protection: Protection;
  readonly userPool: UserPool;
  readonly clients: Readonly<Record<string, Client>>;
  readonly identityProviders: IdentityProvidersInput;
  readonly resourceServers: Readonly<Record<string, ResourceServerInput>>;
  /** `undefined` where no client has `oauth`. */
  readonly domain: Domain | undefined;
  readonly groups: readonly GroupInput[];
  readonly signUp: Required<Pick<SignUpInput, "defaultGroup">> & SignUpInput;
  readonly identityPool: IdentityPool;
  readonly attachments: Required<AttachmentsInput>;
  readonly userTable: Required<UserTableInput>;
  readonly triggers: readonly TriggerName[];
  readonly recipes: Recipes;
  readonly functions: Functions;
  readonly httpApi: HttpApi;
  /** `undefined` where there is no API. */
  readonly graphql: Graphql | undefined;
  readonly alarms: Alarms;
  readonly accessLogs: AccessLogs;
  /** Whether Parameter Store has the outputs. */
  readonly outputParameters: boolean;
  readonly review: Required<ReviewInput>;
  /** What is asked for that not every tier of Cognito has. */
  readonly tierFeatures: readonly TierFeature[];
  /** `undefined` where no workflow deploys it. */
  readonly github: GitHub | undefined;
}

/** {@link FunctionsInput}, with what every function has. */
export type Functions = FunctionsInput &
  Required<Pick<FunctionsInput, "logRetentionDays" | "memorySize" | "architecture" | "runtime">>;

/** The repository whose workflows deploy an environment. */
export interface GitHub {
  /** `<owner>/<name>`. */
  readonly repository: string;
  /** GitHub's number of it. */
  readonly repositoryId: string;
  readonly branch: string;
  /** Whether this environment's `state` stack makes the account's OIDC provider. */
  readonly makesProvider: boolean;
}

/** Settings of the recipes, complete; `undefined` where a recipe needs one that was not given. */
export interface Recipes {
  readonly preSignUp: {
    readonly allowedEmailDomains: readonly string[];
    readonly federatedExistingUser: Required<PreSignUpInput>["federatedExistingUser"];
  };
  readonly userMigration: UserMigrationInput | undefined;
  readonly preTokenGeneration: {
    readonly version: Required<PreTokenGenerationInput>["version"];
    readonly claims: Readonly<Record<string, string>>;
    readonly scopes: PreTokenGenerationInput["scopes"];
    readonly whenTableIsDown: Required<PreTokenGenerationInput>["whenTableIsDown"];
  };
  readonly customMessage: Required<CustomMessageInput>;
  readonly oneTimeCode: Required<OneTimeCodeInput> | undefined;
  readonly customEmailSender: SesSenderInput | undefined;
  readonly customSmsSender: CustomSmsSenderInput;
  readonly reconcileUsers: Required<Omit<ReconcileUsersInput, "removeRows">> &
    Pick<ReconcileUsersInput, "removeRows">;
}

/** Where Terraform keeps the states of an environment's stacks. */
export type State =
  | { readonly backend: "local" }
  | {
      readonly backend: "s3";
      readonly bucket: string;
      readonly keyPrefix: string;
      readonly region: Region;
      /** ARN of the key, or of its alias; `undefined` for the bucket's own encryption. */
      readonly kmsKeyId: string | undefined;
      /** The environment whose `state` stack makes the bucket; `undefined` if none does. */
      readonly bucketOf: string | undefined;
    };

/** {@link UserPoolInput}, complete. */
export interface UserPool {
  readonly usernameAttributes: Required<UserPoolInput>["usernameAttributes"];
  readonly aliasAttributes: Required<UserPoolInput>["aliasAttributes"];
  readonly autoVerifiedAttributes: Required<UserPoolInput>["autoVerifiedAttributes"];
  readonly accountRecovery: AccountRecovery;
  readonly selfSignUp: boolean;
  readonly requiredAttributes: readonly StandardAttribute[];
  readonly immutableAttributes: readonly StandardAttribute[];
  readonly customAttributes: Readonly<Record<string, CustomAttributeInput>>;
  readonly tier: UserPoolTier;
  readonly passwordPolicy: Required<PasswordPolicyInput>;
  readonly allowedFirstAuthFactors: readonly FirstAuthFactor[];
  readonly mfa: Mfa;
  /** `undefined` where Cognito has no text messages to send. */
  readonly sms: Required<SmsInput> | undefined;
  readonly deviceTracking: DeviceTrackingInput | undefined;
  readonly advancedSecurityMode: Required<UserPoolInput>["advancedSecurityMode"];
  readonly threatProtection: ThreatProtectionInput | undefined;
  readonly email: Email;
  readonly verificationEmail: { readonly subject: string; readonly message: string };
  readonly messages: Messages;
  readonly waf: Waf | undefined;
}

/** The GraphQL API over the users. */
export type Graphql = Required<Omit<GraphqlInput, "waf">> & { readonly waf: Waf | undefined };
