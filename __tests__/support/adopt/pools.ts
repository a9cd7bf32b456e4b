import type {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommandInput,
  CreateUserPoolCommandInput,
  CreateGroupCommandInput,
  CreateResourceServerCommandInput,
  CreateIdentityProviderCommandInput,
  SetUserPoolMfaConfigCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  CreateGroupCommand,
  CreateIdentityProviderCommand,
  CreateResourceServerCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
  SetUserPoolMfaConfigCommand,
} from "@aws-sdk/client-cognito-identity-provider";

type WithoutPool<Input> = Omit<Input, "UserPoolId">;

/** A pool as somebody has made it without Terraform. */
export interface MadePool {
  readonly pool: CreateUserPoolCommandInput;
  readonly mfa?: WithoutPool<SetUserPoolMfaConfigCommandInput>;
  readonly clients?: readonly WithoutPool<CreateUserPoolClientCommandInput>[];
  readonly groups?: readonly WithoutPool<CreateGroupCommandInput>[];
  readonly servers?: readonly WithoutPool<CreateResourceServerCommandInput>[];
  readonly providers?: readonly WithoutPool<CreateIdentityProviderCommandInput>[];
  readonly domain?: string;
}

const role = "arn:aws:iam::123456789012:role/sends-text-messages";

/** Ten pools, each made as another tool or another person makes them. */
export const madePools: Readonly<Record<string, MadePool>> = {
  /** `aws cognito-idp create-user-pool --pool-name …`, and nothing else. */
  plain: {
    pool: { PoolName: "MyPool" },
    clients: [{ ClientName: "my app" }],
  },
  /** The console's first choice: an e-mail address as the username. */
  email: {
    pool: {
      PoolName: "User pool - 1abcde",
      UsernameAttributes: ["email"],
      AutoVerifiedAttributes: ["email"],
      UsernameConfiguration: { CaseSensitive: false },
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Name: "verified_email", Priority: 1 },
          { Name: "verified_phone_number", Priority: 2 },
        ],
      },
      Schema: [{ Name: "email", Required: true, Mutable: true }],
      DeletionProtection: "ACTIVE",
    },
    clients: [
      {
        ClientName: "web",
        ExplicitAuthFlows: [
          "ALLOW_USER_AUTH",
          "ALLOW_USER_PASSWORD_AUTH",
          "ALLOW_USER_SRP_AUTH",
          "ALLOW_REFRESH_TOKEN_AUTH",
        ],
        PreventUserExistenceErrors: "ENABLED",
      },
    ],
  },
  /** A username of one's own, with other names beside it. */
  aliases: {
    pool: {
      PoolName: "aliases",
      AliasAttributes: ["email", "preferred_username"],
      AutoVerifiedAttributes: ["email"],
      AdminCreateUserConfig: {
        AllowAdminCreateUserOnly: true,
        InviteMessageTemplate: {
          EmailSubject: "Come in",
          EmailMessage: "You are {username}, and your password is {####}.",
        },
      },
    },
    clients: [{ ClientName: "desk", GenerateSecret: true }],
  },
  /** Telephone numbers, with text messages. */
  phone: {
    pool: {
      PoolName: "phone",
      UsernameAttributes: ["phone_number"],
      AutoVerifiedAttributes: ["phone_number"],
      SmsConfiguration: { SnsCallerArn: role, ExternalId: "acme", SnsRegion: "eu-west-1" },
      SmsAuthenticationMessage: "Sign in with {####}",
      VerificationMessageTemplate: {
        DefaultEmailOption: "CONFIRM_WITH_CODE",
        SmsMessage: "Code {####}",
      },
    },
    clients: [
      { ClientName: "phone", ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] },
    ],
  },
  /** MFA for all, and devices that are remembered. */
  mfa: {
    pool: {
      PoolName: "mfa",
      UsernameAttributes: ["email"],
      AutoVerifiedAttributes: ["email"],
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true },
      Policies: {
        PasswordPolicy: {
          MinimumLength: 8,
          RequireLowercase: false,
          RequireNumbers: true,
          RequireSymbols: false,
          RequireUppercase: false,
          TemporaryPasswordValidityDays: 7,
        },
      },
    },
    mfa: { MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true } },
    clients: [
      {
        ClientName: "web",
        RefreshTokenValidity: 5,
        AccessTokenValidity: 15,
        TokenValidityUnits: { AccessToken: "minutes", IdToken: "hours", RefreshToken: "days" },
      },
    ],
  },
  /** The lowest tier, with what new pools do not have any more. */
  lite: {
    pool: {
      PoolName: "lite.old_pool",
      UserPoolTier: "LITE",
      EmailVerificationSubject: "Hello",
      EmailVerificationMessage: "Hello, your code is {####}",
      Policies: { PasswordPolicy: { MinimumLength: 6 } },
      AutoVerifiedAttributes: ["email"],
    },
    clients: [
      { ClientName: "old", ExplicitAuthFlows: ["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"] },
      { ClientName: "old", PreventUserExistenceErrors: "LEGACY", EnableTokenRevocation: false },
    ],
  },
  /** A domain, and users of other companies. */
  federated: {
    pool: {
      PoolName: "federated",
      UsernameAttributes: ["email"],
      AutoVerifiedAttributes: ["email"],
    },
    domain: "federated-acme",
    providers: [
      {
        ProviderName: "Okta",
        ProviderType: "OIDC",
        ProviderDetails: {
          client_id: "okta-client",
          client_secret: "okta-secret",
          oidc_issuer: "https://login.example.com",
          attributes_request_method: "GET",
          authorize_scopes: "openid email",
        },
        AttributeMapping: { email: "email", username: "sub" },
      },
      {
        ProviderName: "Partner",
        ProviderType: "SAML",
        ProviderDetails: { MetadataURL: "https://partner.example.com/metadata" },
        AttributeMapping: {
          email: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        },
        IdpIdentifiers: ["partner.example.com"],
      },
    ],
    clients: [
      {
        ClientName: "web",
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ["code", "implicit"],
        AllowedOAuthScopes: ["openid", "email"],
        CallbackURLs: ["https://app.example.com/callback"],
        LogoutURLs: ["https://app.example.com/"],
        SupportedIdentityProviders: ["COGNITO", "Okta", "Partner"],
      },
    ],
  },
  /** What Amplify Gen 2's template of `defineAuth({ loginWith: { email: true } })` asks for. */
  amplify: {
    pool: {
      PoolName: "amplifyAuthUserPool4BA7F805-x1",
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "verified_email", Priority: 1 }] },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      AutoVerifiedAttributes: ["email"],
      EmailVerificationMessage: "The verification code to your new account is {####}",
      EmailVerificationSubject: "Verify your new account",
      Policies: {
        PasswordPolicy: {
          MinimumLength: 8,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          RequireUppercase: true,
        },
      },
      Schema: [{ Name: "email", Required: true, Mutable: true }],
      SmsVerificationMessage: "The verification code to your new account is {####}",
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
      UsernameAttributes: ["email"],
      UsernameConfiguration: { CaseSensitive: false },
      UserPoolTags: { "amplify:deployment-type": "branch" },
      VerificationMessageTemplate: {
        DefaultEmailOption: "CONFIRM_WITH_CODE",
        EmailMessage: "The verification code to your new account is {####}",
        EmailSubject: "Verify your new account",
        SmsMessage: "The verification code to your new account is {####}",
      },
    },
    clients: [
      {
        ClientName: "amplifyAuthUserPoolAppClient",
        AllowedOAuthFlows: ["code"],
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthScopes: [
          "profile",
          "phone",
          "email",
          "openid",
          "aws.cognito.signin.user.admin",
        ],
        CallbackURLs: ["https://example.com"],
        ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        PreventUserExistenceErrors: "ENABLED",
        SupportedIdentityProviders: ["COGNITO"],
      },
    ],
    groups: [
      { GroupName: "ADMINS", Precedence: 0 },
      { GroupName: "EDITORS", Precedence: 1 },
    ],
  },
  /** What AWS CDK's `new UserPool(this, "Pool")` with `addClient` asks for. */
  cdk: {
    pool: {
      PoolName: "PoolD3F588B8-aBcDeF",
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Name: "verified_phone_number", Priority: 1 },
          { Name: "verified_email", Priority: 2 },
        ],
      },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      EmailVerificationMessage: "The verification code to your new account is {####}",
      EmailVerificationSubject: "Verify your new account",
      SmsVerificationMessage: "The verification code to your new account is {####}",
      VerificationMessageTemplate: {
        DefaultEmailOption: "CONFIRM_WITH_CODE",
        EmailMessage: "The verification code to your new account is {####}",
        EmailSubject: "Verify your new account",
        SmsMessage: "The verification code to your new account is {####}",
      },
    },
    clients: [
      {
        ClientName: "PoolClient8A3E5EB7",
        AllowedOAuthFlows: ["implicit", "code"],
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthScopes: [
          "profile",
          "phone",
          "email",
          "openid",
          "aws.cognito.signin.user.admin",
        ],
        CallbackURLs: ["https://example.com"],
        SupportedIdentityProviders: ["COGNITO"],
      },
    ],
  },
  /** Attributes of its own, groups, and an API that machines call. */
  rich: {
    pool: {
      PoolName: "rich",
      UsernameAttributes: ["email", "phone_number"],
      UsernameConfiguration: { CaseSensitive: true },
      Schema: [
        { Name: "email", Required: true, Mutable: false },
        { Name: "family_name", Required: true, Mutable: true },
        {
          Name: "plan",
          AttributeDataType: "String",
          Mutable: true,
          StringAttributeConstraints: { MinLength: "1", MaxLength: "20" },
        },
        {
          Name: "seats",
          AttributeDataType: "Number",
          Mutable: false,
          NumberAttributeConstraints: { MinValue: "0", MaxValue: "500" },
        },
        { Name: "trial", AttributeDataType: "Boolean", Mutable: true },
        { Name: "since", AttributeDataType: "DateTime", Mutable: true },
        { Name: "note", AttributeDataType: "String", Mutable: true },
      ],
    },
    servers: [
      {
        Identifier: "https://orders.example.com",
        Name: "Orders",
        Scopes: [{ ScopeName: "read", ScopeDescription: "Read orders" }],
      },
    ],
    clients: [
      {
        ClientName: "web",
        ReadAttributes: ["email", "custom:plan"],
        WriteAttributes: ["email", "family_name"],
      },
      {
        ClientName: "robot",
        GenerateSecret: true,
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ["client_credentials"],
        AllowedOAuthScopes: ["https://orders.example.com/read"],
      },
    ],
    domain: "rich-acme",
    groups: [
      { GroupName: "staff" },
      { GroupName: "admin", Precedence: 1, Description: "Administer.", RoleArn: role },
    ],
  },
};

/** Makes a pool as it is described. */
export async function makePool(
  cognito: CognitoIdentityProviderClient,
  { pool, mfa, clients = [], groups = [], servers = [], providers = [], domain }: MadePool,
): Promise<{ readonly userPoolId: string; readonly clientIds: readonly string[] }> {
  const { UserPool } = await cognito.send(new CreateUserPoolCommand(pool));
  const UserPoolId = UserPool?.Id ?? "";
  if (mfa) await cognito.send(new SetUserPoolMfaConfigCommand({ UserPoolId, ...mfa }));
  if (domain !== undefined) {
    await cognito.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain: domain }));
  }
  for (const one of groups) await cognito.send(new CreateGroupCommand({ UserPoolId, ...one }));
  for (const one of servers) {
    await cognito.send(new CreateResourceServerCommand({ UserPoolId, ...one }));
  }
  for (const one of providers) {
    await cognito.send(new CreateIdentityProviderCommand({ UserPoolId, ...one }));
  }
  const clientIds: string[] = [];
  for (const one of clients) {
    const command = new CreateUserPoolClientCommand({ UserPoolId, ...one });
    clientIds.push((await cognito.send(command)).UserPoolClient?.ClientId ?? "");
  }
  return { userPoolId: UserPoolId, clientIds };
}
