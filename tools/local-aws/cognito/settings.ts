/** The settings of one thing that the API makes. */
export interface Settings {
  /** E.g. `user pool`. */
  readonly of: string;
  /** The operations whose input they are. */
  readonly operations: readonly string[];
  /** Acted upon, but for those parts that stand in {@link storedOnly}. */
  readonly done: readonly string[];
  /** Kept and shown again; a part is named with its path. */
  readonly storedOnly: readonly string[];
}

/** Every setting that the API takes, and what the local AWS makes of it. */
export const settings: readonly Settings[] = [
  {
    of: "user pool",
    operations: ["CreateUserPool", "UpdateUserPool", "SetUserPoolMfaConfig"],
    done: [
      "AccountRecoverySetting",
      "AdminCreateUserConfig",
      "AliasAttributes",
      "AutoVerifiedAttributes",
      "DeletionProtection",
      "DeviceConfiguration",
      "EmailMfaConfiguration",
      "EmailVerificationMessage",
      "EmailVerificationSubject",
      "LambdaConfig",
      "MfaConfiguration",
      "Policies",
      "PoolName",
      "Schema",
      "SmsAuthenticationMessage",
      "SmsMfaConfiguration",
      "SmsVerificationMessage",
      "SoftwareTokenMfaConfiguration",
      "UserAttributeUpdateSettings",
      "UserPoolTags",
      "UserPoolTier",
      "UsernameAttributes",
      "UsernameConfiguration",
      "VerificationMessageTemplate",
      "WebAuthnConfiguration",
    ],
    storedOnly: [
      "AdminCreateUserConfig.UnusedAccountValidityDays",
      "EmailConfiguration",
      "IssuerConfiguration",
      "KeyConfiguration",
      "LambdaConfig.InboundFederation",
      "SmsConfiguration",
      "SmsMfaConfiguration.SmsConfiguration",
      "UserPoolAddOns",
      "WebAuthnConfiguration.FactorConfiguration",
    ],
  },
  {
    of: "app client",
    operations: ["CreateUserPoolClient", "UpdateUserPoolClient"],
    done: [
      "AccessTokenValidity",
      "AllowedOAuthFlows",
      "AllowedOAuthFlowsUserPoolClient",
      "AllowedOAuthScopes",
      "AuthSessionValidity",
      "CallbackURLs",
      "ClientName",
      "ClientSecret",
      "DefaultRedirectURI",
      "EnableTokenRevocation",
      "ExplicitAuthFlows",
      "GenerateSecret",
      "IdTokenValidity",
      "LogoutURLs",
      "PreventUserExistenceErrors",
      "ReadAttributes",
      "RefreshTokenRotation",
      "RefreshTokenValidity",
      "SupportedIdentityProviders",
      "TokenValidityUnits",
      "WriteAttributes",
    ],
    storedOnly: ["AnalyticsConfiguration", "EnablePropagateAdditionalUserContextData"],
  },
  {
    of: "domain",
    operations: ["CreateUserPoolDomain", "UpdateUserPoolDomain"],
    done: ["Domain"],
    storedOnly: ["CustomDomainConfig", "ManagedLoginVersion", "Routing"],
  },
  {
    of: "identity provider",
    operations: ["CreateIdentityProvider", "UpdateIdentityProvider"],
    done: ["AttributeMapping", "IdpIdentifiers", "ProviderDetails", "ProviderName", "ProviderType"],
    storedOnly: [],
  },
  {
    of: "resource server",
    operations: ["CreateResourceServer", "UpdateResourceServer"],
    done: ["Identifier", "Name", "Scopes"],
    storedOnly: [],
  },
  {
    of: "group",
    operations: ["CreateGroup", "UpdateGroup"],
    done: ["Description", "GroupName", "Precedence", "RoleArn"],
    storedOnly: [],
  },
];
