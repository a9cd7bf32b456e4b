import { both, isOwn, valueAt, type PolicyRule, type Question } from "../rule";

const pool = ["aws_cognito_user_pool"] as const;
const own = isOwn("user-directory");

const hasLength: Question = ({ values }) =>
  Number(valueAt(values, "password_policy", "minimum_length")) >= 8;
const hasKinds: Question = ({ values }) =>
  ["lowercase", "uppercase", "numbers", "symbols"].every(
    (kind) => valueAt(values, "password_policy", `require_${kind}`) === true,
  );

/** What is asked of user pools and identity pools. */
export const cognitoRules: readonly PolicyRule[] = [
  {
    ids: ["Cognito.3", "AwsSolutions-COG1"],
    asks: "passwords of 8 characters or more, of every kind",
    types: pool,
    holds: both(hasLength, hasKinds),
    skips: [
      {
        of: both(own, hasLength),
        reason:
          "The configuration asks for fewer kinds of characters, as NIST SP 800-63B advises; the length is 8 or more.",
      },
    ],
  },
  {
    ids: ["Cognito.6"],
    asks: "deletion protection",
    types: pool,
    holds: ({ values }) => values["deletion_protection"] === "ACTIVE",
    skips: [
      {
        of: both(own, ({ values }) => valueAt(values, "lifecycle", "prevent_destroy") !== true),
        reason:
          "The environment's `protection` is off, for a reason that stands in environments.ts.",
      },
    ],
  },
  {
    ids: ["Cognito.5", "AwsSolutions-COG2"],
    asks: "MFA for everybody",
    types: pool,
    holds: ({ values }) => values["mfa_configuration"] === "ON",
    skips: [
      {
        of: own,
        reason:
          'Whether people must have a second factor is the product\'s decision: `userPool.mfa: { mode: "ON", … }`. By default they may.',
      },
    ],
  },
  {
    ids: ["Cognito.1", "AwsSolutions-COG3"],
    asks: "threat protection, enforced",
    types: pool,
    holds: ({ values }) =>
      valueAt(values, "user_pool_add_ons", "advanced_security_mode") === "ENFORCED",
    skips: [
      {
        of: own,
        reason:
          'It needs the tier PLUS, whose price for each active user is higher: `userPool.advancedSecurityMode: "ENFORCED"`.',
      },
    ],
  },
  {
    ids: ["Cognito.4"],
    asks: "threat protection of custom sign-in, enforced",
    types: pool,
    holds: ({ values }) =>
      valueAt(
        values,
        "user_pool_add_ons",
        "advanced_security_additional_flows",
        "custom_auth_mode",
      ) === "ENFORCED",
    skips: [
      {
        of: own,
        reason:
          'It needs the tier PLUS, and says something only where triggers sign people in: `userPool.threatProtection.customAuthMode: "ENFORCED"`.',
      },
    ],
  },
  {
    ids: ["AwsSolutions-COG8"],
    asks: "the tier PLUS",
    types: pool,
    holds: ({ values }) => values["user_pool_tier"] === "PLUS",
    skips: [
      {
        of: own,
        reason:
          "The tier follows from what the configuration asks for, since it is paid by the user.",
      },
    ],
  },
  {
    ids: ["Cognito.2", "AwsSolutions-COG7", "CKV_AWS_366"],
    asks: "no guests in an identity pool",
    types: ["aws_cognito_identity_pool"],
    holds: ({ values }) => values["allow_unauthenticated_identities"] !== true,
    skips: [
      {
        of: isOwn("identity-access"),
        reason:
          "The configuration lets guests in (`identityPool.guests`), and says what they may do (`guestAccess`): by default nothing.",
      },
    ],
  },
];
