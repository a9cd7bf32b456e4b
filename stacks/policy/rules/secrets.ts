import { hasPart, type PolicyRule } from "../rule";

/** What is asked of places for secrets and settings. */
export const secretRules: readonly PolicyRule[] = [
  {
    ids: ["CKV2_AWS_34", "CKV_AWS_337"],
    asks: "parameters that a key of your own encrypts",
    types: ["aws_ssm_parameter"],
    holds: ({ values }) => values["type"] === "SecureString" && values["key_id"] !== undefined,
    skips: [
      {
        of: ({ values }) => values["type"] === "String" || values["type"] === "StringList",
        reason:
          "It holds a name or an id for others to find, and no secret: Terraform keeps its value in the state anyway.",
      },
    ],
  },
  {
    ids: ["CKV_AWS_149", "AVD-AWS-0098"],
    asks: "secrets that a key of your own encrypts",
    types: ["aws_secretsmanager_secret"],
    holds: ({ values }) => values["kms_key_id"] !== undefined,
  },
  {
    ids: ["SecretsManager.1", "CKV2_AWS_57"],
    asks: "secrets that turn over by themselves",
    types: ["aws_secretsmanager_secret"],
    holds: hasPart("aws_secretsmanager_secret_rotation"),
  },
];
