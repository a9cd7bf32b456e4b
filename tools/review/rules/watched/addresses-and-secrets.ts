import { changes, differs, grows, leavesAccount, watchRule } from "../watch";

const object = "aws_s3_object";
const secret = "aws_secretsmanager_secret";
const rotation = "aws_secretsmanager_secret_rotation";

const otherKey = {
  when: changes,
  level: "notice",
  effect: "Who may use the other key, and nobody else, can read the value from now on.",
  instead: "See who may use that key, and give it to what reads the value.",
} as const;

/** Names that lead users somewhere, and values that others rely on. */
export const addressesAndSecrets = watchRule(
  {
    id: "value-changed",
    title: "A name leads elsewhere, or a value that others rely on changes or is laid open.",
    why: "Whoever reads the name or the value gets another one at once.",
    fix: "Change what reads it in the same release.",
    see: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/welcome-dns-service.html",
  },
  [
    ...["records", "alias", "type"].map((name) => ({
      type: "aws_route53_record",
      path: [name],
      when: changes,
      level: "notice" as const,
      effect: "Whoever asks for the name is led elsewhere: to another sign-in page, or nowhere.",
      instead: "See that what it leads to is yours, and up.",
    })),
    ...["secret_string", "secret_binary"].map((name) => ({
      type: "aws_secretsmanager_secret_version",
      path: [name],
      when: changes,
      level: "notice" as const,
      effect: "Whatever signs in with the secret uses the other one from its next read.",
      instead: "Make sure that the other side knows it.",
    })),
    ...["value", "insecure_value"].map((name) => ({
      type: "aws_ssm_parameter",
      path: [name],
      when: changes,
      level: "notice" as const,
      effect: "Whatever reads the parameter works with another value.",
      instead: "Make sure that it is one that works.",
    })),
    ...["content", "content_base64", "source", "source_hash", "etag"].map((name) => ({
      type: object,
      path: [name],
      when: changes,
      level: "notice" as const,
      effect: "Whoever reads the file gets another one: a page, a setting or a function's code.",
      instead: "Read what has changed in it.",
    })),
    { type: secret, path: ["kms_key_id"], ...otherKey },
    { type: "aws_ssm_parameter", path: ["key_id"], ...otherKey },
    { type: object, path: ["kms_key_id"], ...otherKey },
    {
      type: secret,
      path: ["replica"],
      when: changes,
      level: "notice",
      effect: "Whatever reads the secret in another Region may not find it any more.",
      instead: "Keep the copies until nothing reads them.",
    },
    {
      type: rotation,
      path: ["rotation_rules", 0, "automatically_after_days"],
      when: grows,
      level: "notice",
      effect: "A secret that has got out works for longer.",
      instead: "Keep the shorter time.",
    },
    {
      type: rotation,
      path: ["rotation_lambda_arn"],
      when: leavesAccount,
      level: "block",
      effect: "Somebody else's function makes the secret, and knows it.",
      instead: "Keep the function in your own account.",
    },
    {
      type: rotation,
      path: ["rotation_lambda_arn"],
      when: differs,
      level: "notice",
      effect: "Another function makes the secret, and knows it.",
      instead: "See whose function it is.",
    },
    {
      type: "aws_acm_certificate",
      path: ["domain_name"],
      when: changes,
      level: "notice",
      effect: "What uses the certificate has another name.",
      instead: "Make the new one before the old one goes.",
    },
  ],
  [
    {
      type: "aws_route53_record",
      level: "notice",
      effect: "The name leads nowhere; what it pointed to may be claimed by somebody else.",
      instead: "Make sure that nobody uses the name, and delete what it points to.",
    },
    {
      type: "aws_ssm_parameter",
      when: ({ type }) => type !== "SecureString",
      level: "notice",
      effect: "Whatever reads the parameter fails.",
      instead: "Make sure that nothing reads it.",
    },
    {
      type: "aws_ssm_parameter",
      when: ({ type }) => type === "SecureString",
      level: "block",
      effect:
        "The secret is gone at once: Systems Manager keeps nothing of it, and whatever reads it fails.",
      instead: "Make sure that nothing reads it, and that the secret stands elsewhere too.",
    },
    {
      type: object,
      level: "notice",
      effect: "The file is gone, but for the versions that the bucket keeps.",
      instead: "Make sure that nothing reads it.",
      partOf: { type: "aws_s3_bucket", attribute: "bucket", from: "bucket" },
    },
    {
      type: "aws_secretsmanager_secret_version",
      level: "notice",
      effect: "Whatever reads the secret fails, or gets an older one.",
      instead: "Make sure that nothing reads it.",
      partOf: { type: "aws_secretsmanager_secret", attribute: "id", from: "secret_id" },
    },
    {
      type: "aws_acm_certificate",
      level: "notice",
      effect: "What still uses the certificate cannot be reached by its name.",
      instead: "Make sure that nothing uses it.",
    },
  ],
  [
    {
      type: "aws_route53_record",
      cause: "`allow_overwrite` lets it take the place of a record that is there",
      when: ({ allow_overwrite }) => allow_overwrite === true,
      level: "notice",
      effect: "Whoever asks for the name is led elsewhere: to another sign-in page, or nowhere.",
      instead: "Import the record, so that a plan shows what changes.",
      of: { type: "aws_route53_zone", attribute: "zone_id", by: "zone_id" },
    },
    {
      type: "aws_ssm_parameter",
      cause: "`overwrite` lets it take the place of a parameter that is there",
      when: ({ overwrite }) => overwrite === true,
      level: "notice",
      effect: "Whatever reads the parameter works with another value.",
      instead: "Import the parameter, so that a plan shows what changes.",
    },
    {
      type: "aws_secretsmanager_secret_version",
      cause: "the secret gets a value",
      level: "notice",
      effect: "Whatever signs in with the secret uses this one from its next read.",
      instead: "Make sure that the other side knows it.",
      of: { type: secret, attribute: "id", by: "secret_id" },
    },
    {
      type: rotation,
      cause: "a function makes the secret from now on",
      level: "notice",
      effect: "It gets to know the secret, and puts another one in its place.",
      instead: "See whose function it is.",
      of: { type: secret, attribute: "id", by: "secret_id" },
    },
  ],
);
