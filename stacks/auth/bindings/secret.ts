import { Token } from "cdktf";
import type { Environment } from "../../../configuration";
import type { Statement } from "../../iam/policy-document";
import type { Binding } from "../../lambda/binding";

/** Where secrets are: in the account and the Region of the environment. */
type Place = Pick<Environment, "accountId" | "region">;

/** A secret that a function reads while it runs. */
export interface SecretProps {
  /** The variable that tells the function where the secret is: `CRM_KEY_ARN`. It never holds the secret. */
  readonly variable: string;
  /**
   * Its ARN, or its name: `acme/dev/crm-key`. In `extend.ts` also that of a resource: `crmKey.arn`.
   * A name is looked for in the environment's own account and Region.
   */
  readonly secretId: string;
  /** ARN of the key that encrypts it. Default: AWS's own key, which asks for no permission. */
  readonly kmsKeyArn?: string;
}

/**
 * Lets a function read one secret of Secrets Manager: the variable that names it, and
 * `secretsmanager:GetSecretValue` on exactly it, with `kms:Decrypt` where it has a key of its own. The
 * function reads it by `secretValue` of `functions/shared/secrets`.
 *
 * @throws Error when a secret stands there, or anything else that is no name and no ARN.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
 */
export function secret(
  { accountId, region }: Place,
  { variable, secretId, kmsKeyArn }: SecretProps,
): Binding {
  const isName = !Token.isUnresolved(secretId) && !secretId.startsWith("arn:");
  if (isName && !/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(secretId)) {
    throw new Error(
      `The secretId of ${variable} is neither a secret's name nor its ARN: Secrets Manager takes letters, digits and /_+=.@-, 512 at most.`,
    );
  }
  if (!isName && !Token.isUnresolved(secretId)) expectArn(variable, secretId, secretArn);
  return {
    environment: { [variable]: secretId },
    statements: [
      {
        sid: sidOf("ReadSecret", variable),
        actions: ["secretsmanager:GetSecretValue"],
        // AWS puts a hyphen and six characters behind a name: as many `?` match no other secret.
        resources: [
          isName
            ? `arn:aws:secretsmanager:${region}:${accountId}:secret:${secretId}-??????`
            : secretId,
        ],
        ...(isName && {
          reason: "AWS ends a secret's ARN with six characters of its own; no other secret fits.",
        }),
      },
      ...decrypting("secretsmanager", regionIn(secretId) ?? region, variable, kmsKeyArn),
    ],
  };
}

/** A parameter that a function reads while it runs. */
export interface ParameterProps {
  /** The variable that tells the function which it is: `CRM_KEY_PARAMETER`. It never holds the value. */
  readonly variable: string;
  /** Its name, with all folders: `/acme/dev/crm-key`. In `extend.ts` also that of a resource. */
  readonly name: string;
  /** ARN of the key that encrypts it. Default: AWS's own key, which asks for no permission. */
  readonly kmsKeyArn?: string;
}

/**
 * Lets a function read one parameter of Parameter Store, a `SecureString` as a rule: the variable that
 * names it, and `ssm:GetParameter` on exactly it, with `kms:Decrypt` where it has a key of its own. The
 * function reads it by `parameterValue` of `functions/shared/secrets`.
 *
 * @throws Error when the name is none.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
 */
export function parameter(
  { accountId, region }: Place,
  { variable, name, kmsKeyArn }: ParameterProps,
): Binding {
  if (!Token.isUnresolved(name) && !/^(\/[\w.-]+)+$|^[\w.-]+$/.test(name)) {
    throw new Error(
      `The name of ${variable} is no parameter's: write all of it, with a slash before each part, such as /acme/dev/crm-key.`,
    );
  }
  return {
    environment: { [variable]: name },
    statements: [
      {
        sid: sidOf("ReadParameter", variable),
        actions: ["ssm:GetParameter"],
        // The slash that a name begins with is the ARN's own.
        resources: [`arn:aws:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, "")}`],
      },
      ...decrypting("ssm", region, variable, kmsKeyArn),
    ],
  };
}

const secretArn = /^arn:aws[\w-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+$/;
const keyArn = /^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;

/** An ARN's Region; a name has none. */
function regionIn(secretId: string): string | undefined {
  return /^arn:[^:]+:secretsmanager:([^:]+):/.exec(secretId)?.[1];
}

function expectArn(variable: string, arn: string, pattern: RegExp): void {
  if (pattern.test(arn)) return;
  throw new Error(`${variable}: ${arn} is not an ARN of the kind that is needed here.`);
}

/** The use of a customer's key, through the service that keeps the secret alone. */
function decrypting(
  service: "secretsmanager" | "ssm",
  region: string,
  variable: string,
  kmsKeyArn: string | undefined,
): readonly Statement[] {
  if (kmsKeyArn === undefined) return [];
  if (!Token.isUnresolved(kmsKeyArn)) expectArn(variable, kmsKeyArn, keyArn);
  return [
    {
      sid: sidOf("Decrypt", variable),
      actions: ["kms:Decrypt"],
      resources: [kmsKeyArn],
      conditions: { StringEquals: { "kms:ViaService": `${service}.${region}.amazonaws.com` } },
    },
  ];
}

/** `ReadSecretCrmKeyArn`: a Sid is letters and digits, and stands once in a policy. */
function sidOf(verb: string, variable: string): string {
  const words = variable.split("_").map((word) => word.charAt(0) + word.slice(1).toLowerCase());
  return verb + words.join("");
}
