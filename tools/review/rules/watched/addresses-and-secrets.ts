import { changes, watchRule } from "../watch";

/** Names that lead users somewhere, and values that others rely on. */
export const addressesAndSecrets = watchRule(
  {
    id: "value-changed",
    title: "A name leads elsewhere, or a value that others rely on changes.",
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
      level: "notice",
      effect: "Whatever reads the parameter fails.",
      instead: "Make sure that nothing reads it.",
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
);
