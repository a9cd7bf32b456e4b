import type { HttpApiInput } from "./http-api/input";
import type { AccessLogsInput } from "./access-logs";
import type { AlarmsInput } from "./alarms";
import type { GroupAccess, IdentityPoolInput } from "./access";
import type { ClientInput } from "./clients/input";
import type {
  AccountRecovery,
  DeviceTrackingInput,
  FirstAuthFactor,
  Mfa,
  SmsInput,
} from "./factors";
import type { DomainInput } from "./domain/input";
import type { EmailInput } from "./email/input";
import type { IdentityProvidersInput } from "./identity-providers/input";
import type { Region } from "./regions";
import type { ResourceServerInput } from "./resource-servers/input";
import type { CodeText, MessagesInput } from "./messages";
import type { ThreatProtectionInput } from "./threat-protection";
import type { TriggerName } from "./trigger-catalogue";
import type { StandardAttribute, UserAttribute } from "./user-attributes";
import type { WafInput } from "./waf/input";

export type {
  AccountRecovery,
  DeviceTrackingInput,
  FirstAuthFactor,
  Mfa,
  SmsInput,
} from "./factors";
export type {
  FileVerb,
  GroupAccess,
  IdentityPoolInput,
  RoleMapping,
  SignedInAccess,
} from "./access";
export type { EmailInput, SesIdentityInput } from "./email/input";
export type { CodeText, InvitationText, LinkText, MessagesInput } from "./messages";
export type { ThreatProtectionInput } from "./threat-protection";

/**
 * What a team writes in `environments.ts`.
 *
 * What the types can refuse, they refuse; {@link resolveConfiguration} refuses the rest.
 */
export interface ConfigurationInput {
  /** First part of every physical name: 2–20 lowercase letters, digits and single hyphens. */
  readonly project: string;
  /** Each environment by its name: 2–12 lowercase letters, digits and single hyphens. */
  readonly environments: Readonly<Record<string, EnvironmentInput>>;
  /** Lets GitHub Actions plan and apply without long-lived keys. Default: no role for it. */
  readonly github?: GitHubInput;
  /** In what environments may differ, for `npm run compare`. Default: in nothing but their names. */
  readonly expectedDifferences?: readonly ExpectedDifference[];
}

/**
 * The repository whose workflows may assume the deploy roles that `state-<environment>` makes.
 *
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export interface GitHubInput {
  /** `<owner>/<name>`. */
  readonly repository: string;
  /**
   * GitHub's number of it: `gh api repos/<owner>/<name> --jq .id`. A name can be given up and taken by
   * somebody else; a number cannot.
   *
   * @example "123456789"
   */
  readonly repositoryId: string;
  /** The branch that is deployed. Default: `main`. */
  readonly branch?: string;
  /** Accounts that have GitHub's OIDC provider already; an account has at most one. Default: none. */
  readonly accountsWithProvider?: readonly string[];
}

/** A difference between environments that is meant to be. */
export interface ExpectedDifference {
  /**
   * Where: `<address>.<attribute>`, as `npm run compare` prints it. `*` stands for anything without a
   * dot, `**` for anything.
   */
  readonly path: string;
  /** Why, for whoever reads the comparison: 10–500 characters. */
  readonly reason: string;
  /** The two environments that it is about. Default: any two. */
  readonly between?: readonly [string, string];
}

/** One environment: its place, then its parts. Everything but the place has a default. */
export type EnvironmentInput = (AwsPlace | LocalPlace) & EnvironmentParts;

/** An environment in an AWS account. */
export interface AwsPlace {
  readonly platform?: "aws";
  /** The only account that Terraform may touch, 12 digits (`allowed_account_ids`). */
  readonly accountId: string;
  readonly region: Region;
  readonly state: S3StateInput;
}

/**
 * An environment on the local AWS of `npm run local`. Its provider carries credentials that no
 * AWS account knows, so that it cannot be deployed anywhere else; its state is on disk.
 */
export interface LocalPlace {
  readonly platform: "local";
  readonly accountId?: never;
  readonly region?: Region;
  readonly state?: never;
}

/**
 * Where Terraform keeps the state.
 *
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
export interface S3StateInput {
  /**
   * `npm run bootstrap` makes it, unless another environment of this file, further up, has named it
   * before: that one makes it, and both keep their states in it.
   */
  readonly bucket: string;
  /** The bucket is there already, and somebody else looks after it. Default: false. */
  readonly existingBucket?: boolean;
  /** Folder of this environment's states in the bucket. Default: `<project>/<environment>`. */
  readonly keyPrefix?: string;
  /** The bucket's Region. Default: the environment's. */
  readonly region?: Region;
  /**
   * ARN of the KMS key that encrypts the state. Default: the bucket's own key, which bootstrap makes;
   * with `existingBucket`, the encryption that the bucket has.
   */
  readonly kmsKeyId?: string;
}

/** What an environment is made of. */
export interface EnvironmentParts {
  /** Added to every resource, beside `project`, `environment` and `managed-by`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Deletion protection and `prevent_destroy` of whatever holds users. Default: on. */
  readonly protection?: Protection;
  readonly userPool?: UserPoolInput;
  /** App clients by name. Default: one public client, `web`. */
  readonly clients?: Readonly<Record<string, ClientInput>>;
  /** Where users come from who have an account elsewhere. Default: from nowhere. */
  readonly identityProviders?: IdentityProvidersInput;
  /** APIs of yours that tokens carry scopes for, by a name of your choice. Default: none. */
  readonly resourceServers?: Readonly<Record<string, ResourceServerInput>>;
  /** Where managed login is. Default: a prefix, where a client has `oauth`; else none. */
  readonly domain?: DomainInput;
  /** Default: `Admins`, `Managers`, `Users`. */
  readonly groups?: readonly GroupInput[];
  readonly signUp?: SignUpInput;
  readonly identityPool?: IdentityPoolInput;
  readonly attachments?: AttachmentsInput;
  readonly userTable?: UserTableInput;
  /** The functions under `functions/` that the user pool calls. Default: `post-confirmation`. */
  readonly triggers?: readonly TriggerName[];
  /** Settings of the recipes that ship under `functions/`. */
  readonly recipes?: RecipesInput;
  readonly functions?: FunctionsInput;
  readonly httpApi?: HttpApiInput;
  /** GraphQL over the users: the stack `api-<environment>`. Default: none. */
  readonly graphql?: GraphqlInput;
  /** Who is told of trouble. Default: alarms where `protection` is on, and nobody who is told. */
  readonly alarms?: AlarmsInput;
  /** S3's access logs of the environment's buckets. Default: where `protection` is on. */
  readonly accessLogs?: AccessLogsInput;
  /**
   * Whether Parameter Store has the outputs, for programs that do not read Terraform's states:
   * `/<project>/<environment>/user_pool_id`, and of a map one for each key, such as
   * `/<project>/<environment>/client_ids/web`. Default: false.
   */
  readonly outputParameters?: boolean;
  /** How plans of this environment are reviewed. */
  readonly review?: ReviewInput;
}

/** How `npm run plan` reviews an environment. */
export interface ReviewInput {
  /**
   * Whether real users sign in here: a callback URL that is new is blocked there. Default: whether
   * `protection` is on.
   */
  readonly production?: boolean;
  /** What may be done although a review blocks it. Default: nothing. */
  readonly allow?: readonly AllowanceInput[];
}

/** A blocked change that is meant to be. */
export interface AllowanceInput {
  /** The resource's address in the plan: `aws_cognito_user_pool.user-directory_pool`. */
  readonly address: string;
  /** The one rule to allow, as the review names it: `stateful-resource-deleted`. */
  readonly rule: string;
  /** Why, for whoever reads the plan: 10–500 characters. */
  readonly reason: string;
  /** The last day, UTC, on which it holds: `2026-12-31`. */
  readonly until: string;
}

/** Protection is on, or it is off for a reason that a reviewer can read. */
export type Protection =
  { readonly enabled: true } | { readonly enabled: false; readonly reason: string };

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html */
export type UserPoolTier = "LITE" | "ESSENTIALS" | "PLUS";

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html */
export interface PasswordPolicyInput {
  /** 6–99 characters. Default: 12. */
  readonly minimumLength?: number;
  readonly requireLowercase?: boolean;
  readonly requireUppercase?: boolean;
  readonly requireNumbers?: boolean;
  readonly requireSymbols?: boolean;
  /** Former passwords that may not be used again, 0–24. Needs ESSENTIALS or PLUS. Default: 5, or 0. */
  readonly historySize?: number;
  /** How long an administrator's temporary password is valid, 1–365 days. Default: 3. */
  readonly temporaryPasswordValidityDays?: number;
}

/** A custom attribute (`custom:<name>`). It can be added to a pool, never changed or removed. */
export type CustomAttributeInput =
  | {
      readonly type: "String";
      /** 0–2048 characters. */
      readonly minLength: number;
      /** 0–2048 characters. */
      readonly maxLength: number;
      /** Default: true. */
      readonly mutable?: boolean;
    }
  | {
      readonly type: "Number";
      readonly min: number;
      readonly max: number;
      /** Default: true. */
      readonly mutable?: boolean;
    }
  | { readonly type: "Boolean" | "DateTime"; /** Default: true. */ readonly mutable?: boolean };

/** The user pool. What says "for good" cannot change without losing every user. */
export interface UserPoolInput {
  /**
   * What a user signs in with: an e-mail address, a telephone number, one of both; or `[]` for a username
   * of their choice. Default: `["email"]`. For good.
   */
  readonly usernameAttributes?: readonly ("email" | "phone_number")[];
  /** With a username of their choice: what else they may sign in with. For good. */
  readonly aliasAttributes?: readonly ("email" | "phone_number" | "preferred_username")[];
  /** What Cognito verifies by itself at sign-up. Default: `["email"]`. */
  readonly autoVerifiedAttributes?: readonly ("email" | "phone_number")[];
  /** Where the code for a new password goes. Default: `["verified_email"]`. */
  readonly accountRecovery?: AccountRecovery;
  /** Whether people may sign themselves up. Default: true. */
  readonly selfSignUp?: boolean;
  /** What a sign-up must carry. Default: `["email"]`. For good. */
  readonly requiredAttributes?: readonly StandardAttribute[];
  /** Which of those a user can never change. Default: none. For good. */
  readonly immutableAttributes?: readonly StandardAttribute[];
  /** By name, without `custom:`; 50 at most. Each for good. */
  readonly customAttributes?: Readonly<Record<string, CustomAttributeInput>>;
  /**
   * Default: ESSENTIALS, or PLUS where something here needs it; synth says what. A stated one that is too
   * low is refused.
   */
  readonly tier?: UserPoolTier;
  readonly passwordPolicy?: PasswordPolicyInput;
  /** Default: a password. More need a client with `USER_AUTH`, which clients have by default then. */
  readonly allowedFirstAuthFactors?: readonly [FirstAuthFactor, ...(readonly FirstAuthFactor[])];
  /** Default: optional, with an authenticator app. */
  readonly mfa?: Mfa;
  /** Text messages. Default: there where something is sent by one. */
  readonly sms?: SmsInput;
  /** Default: no device is remembered. */
  readonly deviceTracking?: DeviceTrackingInput;
  /** Threat protection. `AUDIT` and `ENFORCED` need PLUS. Default: OFF. */
  readonly advancedSecurityMode?: "OFF" | "AUDIT" | "ENFORCED";
  /** What threat protection does. Default: Cognito's own settings. */
  readonly threatProtection?: ThreatProtectionInput;
  /** Default: Cognito's own sender. */
  readonly email?: EmailInput;
  /** The e-mail that carries the code: `message` holds `{####}`. */
  readonly verificationEmail?: {
    readonly subject: string;
    readonly message: CodeText;
  };
  /** All other texts. Default: short English ones. */
  readonly messages?: MessagesInput;
  /** AWS WAF in front of managed login and of users' calls: `{}` makes a web ACL. Default: none. */
  readonly waf?: WafInput;
}

/** A group, and with it an IAM role for its members. */
export interface GroupInput {
  /** 1–128 characters: letters, digits and `_+=,.@-`. */
  readonly name: string;
  /** The lowest number wins when a user is in several groups; no two groups share one. */
  readonly precedence: number;
  readonly description: string;
  /** What its members may do beside what everybody may who has signed in. Default: nothing. */
  readonly access?: GroupAccess;
}

/** Where a new user goes. */
export interface SignUpInput {
  /** Default: `Users`. */
  readonly defaultGroup?: string;
  /**
   * Lets a custom attribute name the group instead. A client that may write the attribute lets
   * anybody choose: only groups that anybody may be in belong on the list.
   */
  readonly groupAttribute?: {
    readonly attribute: `custom:${string}`;
    readonly allowedGroups: readonly [string, ...(readonly string[])];
  };
}

/** The bucket of the users' own files. */
export interface AttachmentsInput {
  /** Origins whose pages may read and write: `https://app.example.com`. Default: none. */
  readonly allowedOrigins?: readonly string[];
  /**
   * Days that a file is kept after it was overwritten or deleted, 1–3650. Default: 90. Terraform
   * takes a minute to make the rule.
   */
  readonly keepReplacedFiles?: number | "for good";
}

/** The user table. */
export interface UserTableInput {
  /** User attributes that are copied to the row at sign-up, beside `email`. Default: none. */
  readonly attributes?: readonly UserAttribute[];
}

/**
 * GraphQL over the users. Its schema and its resolvers are in `graphql/`.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/what-is-appsync.html
 */
export interface GraphqlInput {
  /** Groups whose members see and change every user. Default: `["Admins"]`. */
  readonly administrators?: readonly string[];
  /** Groups whose members see every user and change none. Default: none. */
  readonly readers?: readonly string[];
  /**
   * Fields of the row that a user may change. Each stands in `UpdateMeInput` of
   * `graphql/schema.graphql`. None is copied from the user pool. Default: none.
   */
  readonly ownFields?: readonly string[];
  /** Whether clients may ask for the schema. Default: where `protection` is off. */
  readonly introspection?: boolean;
  /** How deep a document may be, 1–75; 0 is no limit. Default: 6, or 0 where `protection` is off. */
  readonly queryDepthLimit?: number;
  /** Resolvers in one request, 1–10,000; 0 is AppSync's own limit. Default: 500. */
  readonly resolverCountLimit?: number;
  /** AWS WAF in front of the API: `{}` makes a web ACL. Default: none. */
  readonly waf?: WafInput;
}

/** Settings of the recipes under `functions/`, each used by the function that it is named after. */
export interface RecipesInput {
  readonly preSignUp?: PreSignUpInput;
  readonly userMigration?: UserMigrationInput;
  readonly preTokenGeneration?: PreTokenGenerationInput;
  readonly customMessage?: CustomMessageInput;
  /** Of `define-`, `create-` and `verify-auth-challenge-response`. */
  readonly oneTimeCode?: OneTimeCodeInput;
  readonly customEmailSender?: SesSenderInput;
  readonly customSmsSender?: CustomSmsSenderInput;
  readonly reconcileUsers?: ReconcileUsersInput;
}

/** Who may sign up. */
export interface PreSignUpInput {
  /**
   * Domains of e-mail addresses that may sign up: `example.com`. Of federated users only a verified
   * address counts, so the provider's `email_verified` must be mapped. Default: any.
   */
  readonly allowedEmailDomains?: readonly [string, ...(readonly string[])];
  /**
   * What becomes of an address that has a user already, whichever way came first. A first federated
   * sign-in with a verified address: `link` makes it one more way for that user to sign in, `block`
   * refuses it, `allow` makes a second user. A sign-up with the verified address of a federated user:
   * `link` and `block` refuse it, since nobody has proven the address yet. Default: `block`.
   */
  readonly federatedExistingUser?: "link" | "block" | "allow";
}

/** Where users who are not in the pool yet come from. */
export interface UserMigrationInput {
  readonly from:
    | {
        readonly kind: "user-pool";
        /** In the same account; its Region may be another. */
        readonly userPoolArn: string;
        /** A client of that pool, without a secret, with `ADMIN_USER_PASSWORD_AUTH`. */
        readonly clientId: string;
      }
    | {
        readonly kind: "https";
        /** Is sent `{"username","password"}`; see `functions/user-migration`. */
        readonly url: string;
      };
}

/** What tokens say beside what Cognito says. */
export interface PreTokenGenerationInput {
  /** V1_0: ID token only. V2_0: both. V3_0: those of machines too. Default: V2_0, V1_0 with LITE. */
  readonly version?: "V1_0" | "V2_0" | "V3_0";
  /** Claims by name, each with the field of the user's row that it copies. Default: none. */
  readonly claims?: Readonly<Record<string, string>>;
  /** Scopes of the access token: those that a field of the row lists, if they are allowed. */
  readonly scopes?: {
    readonly field: string;
    readonly allowed: readonly [string, ...(readonly string[])];
  };
  /**
   * What becomes of sign-ins and refreshes when the user's row cannot be read. `issue` gives tokens
   * without claims and scopes of the row, to suspended users too. Default: `refuse`.
   */
  readonly whenTableIsDown?: WhenTableIsDown;
}

/** Tokens wait for the table, or they are given without it for a reason that a reviewer can read. */
export type WhenTableIsDown =
  { readonly tokens: "refuse" } | { readonly tokens: "issue"; readonly reason: string };

/** The texts of messages, whichever of `functions/` sends them. */
export interface CustomMessageInput {
  /** The user attribute that names a language, such as `de` or `de-AT`. Default: `locale`. */
  readonly languageAttribute?: UserAttribute;
  /** For users who name none, or one that has no texts. Default: `en`. */
  readonly defaultLanguage?: string;
  /** Stands in the texts for `{brand}`. Default: the project's name. */
  readonly brand?: string;
}

/** An address of yours in Amazon SES. */
export interface SesSenderInput {
  /** `no-reply@example.com`, or `Example <no-reply@example.com>`. */
  readonly from: string;
  /** ARN of the SES identity that the address belongs to. */
  readonly sourceArn: string;
}

/** Sign-in with a code that is sent by e-mail, in place of a password. */
export interface OneTimeCodeInput extends SesSenderInput {
  /** How long a code is good for, 60–900 seconds. Default: 300. */
  readonly validitySeconds?: number;
}

/** Text messages through Amazon SNS. */
export interface CustomSmsSenderInput {
  /** 1–11 letters and digits, at least one letter, where the country allows it. Default: none. */
  readonly senderId?: string;
}

/** The scheduled search for users that no trigger has seen. */
export interface ReconcileUsersInput {
  /** EventBridge's `rate(…)` or `cron(…)`, or `off`. Default: `rate(1 day)`. */
  readonly schedule?: string;
  /** Whether it repairs what it finds, or only logs it. Default: `heal`. */
  readonly mode?: "heal" | "report";
  /** Calls of Cognito a second, 1–25: the account shares its quota with sign-ups. Default: 10. */
  readonly requestsPerSecond?: number;
  /**
   * Removes the rows of users who were deleted from the pool. A row is noted as missing its user first
   * (`missingSince`) and removed by a later run, `afterDays` (1–3650) days after. Default: rows stay.
   */
  readonly removeRows?: {
    readonly afterDays: number;
    /** Why, for a reviewer: 10–500 characters. */
    readonly reason: string;
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
export const functionRuntimes = ["nodejs18.x", "nodejs20.x", "nodejs22.x"] as const;

/** How esbuild takes a file that is imported, by its extension. */
export const bundleLoaders = ["text", "json", "base64", "binary", "dataurl", "empty"] as const;

/** Settings of a function, for all or for one. */
export interface FunctionSettingsInput {
  /** MB, 128–10,240; processor time comes with it. Default: 512. */
  readonly memorySize?: number;
  /** Default: `arm64`. */
  readonly architecture?: "arm64" | "x86_64";
  /** Of those that the AWS provider knows. Default: `nodejs22.x`. */
  readonly runtime?: (typeof functionRuntimes)[number];
  /**
   * Seconds, 1–900, for a function that Cognito does not wait for: a sender, `reconcile-users`, or one of
   * your own. Default: 30, and 900 for `reconcile-users`. Cognito gives triggers 5 seconds.
   */
  readonly timeoutSeconds?: number;
  /**
   * Variables beside those that a function has by itself. No secrets, which `synth` refuses: a function is
   * handed a secret's name in its `grants.ts`, by `secret` or `parameter` (docs/functions.md).
   */
  readonly environment?: Readonly<Record<string, string>>;
  /** Executions at once that are kept for the function, 0 for none at all. Default: not reserved. */
  readonly reservedConcurrency?: number;
  /** ARNs of layer versions, 5 at most. Default: none. */
  readonly layers?: readonly string[];
  /** A VPC to run in. It needs a way to Cognito, DynamoDB and whatever else the function calls. */
  readonly vpc?: {
    readonly subnetIds: readonly [string, ...(readonly string[])];
    readonly securityGroupIds: readonly [string, ...(readonly string[])];
  };
  /** Packages that are not bundled, because a layer or the runtime has them. Default: none. */
  readonly external?: readonly string[];
  /** What esbuild makes of files by extension: `{ ".html": "text" }`. Default: esbuild's own. */
  readonly loader?: Readonly<Record<string, (typeof bundleLoaders)[number]>>;
  /** `esm` allows `await` at the top level. Default: `cjs`. */
  readonly format?: "cjs" | "esm";
}

/** Settings of one function. */
export interface OneFunctionInput extends FunctionSettingsInput {
  /**
   * Whether the environment has a function that declares itself in a `function.ts`. Default: yes, but for
   * those that are made only where an environment asks, such as `admin-users`.
   */
  readonly deploy?: boolean;
}

/** All functions. */
export interface FunctionsInput extends FunctionSettingsInput {
  /** What one function has otherwise, by the name of its folder. Variables come beside those of all. */
  readonly each?: Readonly<Record<string, OneFunctionInput>>;
  /** Days that CloudWatch Logs keeps a function's log. Default: 90. */
  readonly logRetentionDays?: LogRetentionDays;
  /**
   * ARN of a KMS key that encrypts the logs of functions and APIs; its policy lets CloudWatch Logs use it.
   * Default: a key of CloudWatch Logs' own.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly logKmsKeyArn?: string;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

/** A retention that CloudWatch Logs knows. */
export type LogRetentionDays = (typeof logRetentionDays)[number];
