import type {
  AttachmentsInput,
  AuthFlow,
  CustomAttributeInput,
  EmailInput,
  FunctionsInput,
  GroupInput,
  IdentityPoolInput,
  Mfa,
  OAuthInput,
  PasswordPolicyInput,
  Protection,
  SignUpInput,
  StandardAttribute,
  UserAttribute,
  UserPoolInput,
  UserPoolTier,
  UserTableInput,
  Validity,
} from "./input";
import type { Region } from "./regions";
import type { TriggerName } from "./triggers";

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
  readonly groups: readonly GroupInput[];
  readonly signUp: Required<Pick<SignUpInput, "defaultGroup">> & SignUpInput;
  readonly identityPool: Required<IdentityPoolInput>;
  readonly attachments: Required<AttachmentsInput>;
  readonly userTable: Required<UserTableInput>;
  readonly triggers: readonly TriggerName[];
  readonly functions: Required<FunctionsInput>;
}

/** Where Terraform keeps the states of an environment's stacks. */
export type State =
  | { readonly backend: "local" }
  | {
      readonly backend: "s3";
      readonly bucket: string;
      readonly keyPrefix: string;
      readonly region: Region;
      readonly kmsKeyId: string | undefined;
    };

/** {@link UserPoolInput}, complete. */
export interface UserPool {
  readonly usernameAttributes: readonly "email"[];
  readonly aliasAttributes: readonly ("email" | "preferred_username")[];
  readonly autoVerifiedAttributes: readonly "email"[];
  readonly selfSignUp: boolean;
  readonly requiredAttributes: readonly StandardAttribute[];
  readonly customAttributes: Readonly<Record<string, CustomAttributeInput>>;
  readonly tier: UserPoolTier;
  readonly passwordPolicy: Required<PasswordPolicyInput>;
  readonly mfa: Mfa;
  readonly advancedSecurityMode: Required<UserPoolInput>["advancedSecurityMode"];
  readonly email: EmailInput;
  readonly verificationEmail: Required<UserPoolInput>["verificationEmail"];
}

/** An app client, complete. */
export interface Client {
  readonly generateSecret: boolean;
  readonly authFlows: readonly AuthFlow[];
  readonly accessTokenValidity: Validity;
  readonly idTokenValidity: Validity;
  readonly refreshTokenValidity: Validity;
  readonly authSessionValidityMinutes: number;
  readonly readAttributes: readonly UserAttribute[];
  readonly writeAttributes: readonly UserAttribute[];
  readonly oauth: Required<OAuthInput> | undefined;
}
