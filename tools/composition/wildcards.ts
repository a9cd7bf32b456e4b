import { wildcardReason } from "../../stacks/iam/wildcards";
import type { Block } from "../../stacks/block";
import type { Broken } from "./broken";

/** A statement in any of the two ways in which Terraform takes one. */
interface AnyStatement {
  readonly sid: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly string[];
  /** `NotAction`, `NotResource` or `NotPrincipal`: all but what it names. */
  readonly allBut: boolean;
}

/** Where a policy allows more than it names, without a reason that somebody has written. */
export function wildcardsIn({ type, values }: Block): readonly Broken[] {
  const statements =
    type === "aws_iam_policy_document"
      ? many(values["statement"]).map(ofDataSource)
      : strings(values).flatMap(ofJson);
  return [
    ...statements.flatMap((statement) => {
      const wild = wildcardOf(statement);
      if (statement.effect === "Deny" || wild === undefined) return [];
      if (wildcardReason(statement.sid) !== undefined) return [];
      return [
        {
          rule: `the statement ${statement.sid || "without a Sid"} allows ${wild}, and nobody has said why`,
          fix: "name what it needs; or give the statement a `reason` (`policyDocument` takes it), or write `explainWildcard(<resource>, <reason>)`",
        },
      ];
    }),
    ...managedPolicies(type, values).map((arn) => ({
      rule: `${arn} is AWS's: it holds wildcards, and AWS may add to it`,
      fix: "write the statements that are needed; or `explainWildcard(<resource>, <reason>)`",
    })),
  ];
}

function wildcardOf({ actions, resources, principals, allBut }: AnyStatement): string | undefined {
  if (allBut) return "all but what it names";
  const wild = [...actions, ...resources].find((text) => /[*?]/.test(text));
  return wild ?? (principals.includes("*") ? "everybody" : undefined);
}

function managedPolicies(type: string, values: Block["values"]): readonly string[] {
  const arns =
    type === "aws_iam_role"
      ? texts(values["managed_policy_arns"])
      : type.endsWith("_policy_attachment")
        ? texts(values["policy_arn"])
        : [];
  return arns.filter((arn) => arn.startsWith("arn:aws:iam::aws:policy/"));
}

function ofDataSource(value: unknown): AnyStatement {
  const statement = value as Readonly<Record<string, unknown>>;
  const principals = many(statement["principals"]) as readonly Readonly<Record<string, unknown>>[];
  return {
    sid: texts(statement["sid"])[0] ?? "",
    effect: texts(statement["effect"])[0] ?? "Allow",
    actions: texts(statement["actions"]),
    resources: texts(statement["resources"]),
    principals: principals.flatMap(({ identifiers }) => texts(identifiers)),
    allBut: ["not_actions", "not_resources", "not_principals"].some(
      (name) => many(statement[name]).length > 0,
    ),
  };
}

function ofJson(text: string): readonly AnyStatement[] {
  const document = parsed(text);
  return many(document?.["Statement"]).map((value) => {
    const statement = value as Readonly<Record<string, unknown>>;
    const principal = statement["Principal"];
    return {
      sid: texts(statement["Sid"])[0] ?? "",
      effect: texts(statement["Effect"])[0] ?? "",
      actions: texts(statement["Action"]),
      resources: texts(statement["Resource"]),
      principals:
        typeof principal === "object" && principal !== null
          ? Object.values(principal).flatMap(texts)
          : texts(principal),
      allBut: ["NotAction", "NotResource", "NotPrincipal"].some((name) => name in statement),
    };
  });
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.includes('"Statement"')) return undefined;
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    // Terraform makes it of parts; those that are policies are looked at where they are made.
    return undefined;
  }
}

/** Every string in a value, however deep. */
function strings(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(strings);
}

/** Terraform and IAM take one for a list of one. */
function many(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function texts(value: unknown): readonly string[] {
  return many(value).filter((item) => typeof item === "string");
}
