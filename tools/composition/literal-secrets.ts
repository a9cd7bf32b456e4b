import type { Block } from "../../stacks/block";
import type { Broken } from "./broken";
import { variablesIn } from "./variables";

/** What a variable is called that holds a secret, and not where one is. */
const namedAsSecret =
  /(?:^|_)(?:SECRET|SECRETS|PASSWORD|PASSPHRASE|PASSWD|PWD|TOKEN|CREDENTIALS?|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|SECRET_?KEY)$/i;

/** What a value looks like that is a secret, whatever its variable is called. */
const shapedAsSecret = new RegExp(
  [
    "-----BEGIN [A-Z ]*PRIVATE KEY-----",
    // AWS, GitHub, GitLab, Stripe, Slack, Google, SendGrid, npm.
    String.raw`\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`,
    String.raw`\b(?:gh[oprsu]_|github_pat_|glpat-|npm_)\w{20,}`,
    String.raw`\b[rs]k_(?:live|test)_\w{10,}`,
    String.raw`\bxox[abeoprs]-[\w-]{10,}`,
    String.raw`\bAIza[\w-]{35}\b`,
    String.raw`\bSG\.[\w-]{16,}\.[\w-]{16,}`,
    // A signed token, and an address with a password.
    String.raw`\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]+`,
    String.raw`://[^\s/:@]+:[^\s/:@$]+@`,
  ].join("|"),
);

/** References that Terraform would replace by a secret: its state would hold it, too. */
const referredTo =
  /aws_secretsmanager_secret_version\.[\w-]+\.secret_|aws_secretsmanager_random_password\.|aws_ssm_parameter\.[\w-]+\.value\b|random_password\.|\.client_secret\b/;

/** A function's variables that hold a secret as it stands. The message never says what it is. */
export function literalSecrets(block: Block): readonly Broken[] {
  return secretsAtEdge(variablesIn(block));
}

/** The same of a function at the edge, whose variables lie in its archive. */
export function secretsAtEdge(variables: Readonly<Record<string, unknown>>): readonly Broken[] {
  return Object.entries(variables).flatMap(([name, value]) => secretIn(name, value));
}

function secretIn(name: string, value: unknown): readonly Broken[] {
  if (typeof value !== "string" || !isSecret(name, value)) return [];
  return [
    {
      rule: `the variable ${name} holds a secret as it stands: whoever reads the repository, Terraform's state or Lambda's console has it`,
      fix: "put it into Secrets Manager or Parameter Store, and hand the function its name: `secret` or `parameter` of stacks/auth/bindings/secret.ts, see docs/functions.md",
    },
  ];
}

function isSecret(name: string, value: string): boolean {
  if (value === "") return false;
  const isReference = value.includes("${") || value.startsWith("arn:");
  return (
    shapedAsSecret.test(value) ||
    referredTo.test(value) ||
    (namedAsSecret.test(name) && !isReference)
  );
}
