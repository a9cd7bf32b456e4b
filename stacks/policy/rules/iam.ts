import { wildcardReason } from "../../iam/wildcards";
import type { PolicyRule, Values } from "../rule";

const policies = ["aws_iam_role_policy", "aws_iam_policy"] as const;

/** What is asked of roles and policies. */
export const iamRules: readonly PolicyRule[] = [
  {
    ids: ["IAM.1", "IAM.21", "CKV_AWS_62", "CKV_AWS_63", "CKV2_AWS_40", "AVD-AWS-0345"],
    asks: "no policy that allows every action, of AWS or of one service",
    types: policies,
    holds: ({ values }) =>
      allowed(values).every(({ actions }) =>
        actions.every((action) => !/^(?:[\w-]+:)?\*$/.test(action)),
      ),
  },
  {
    ids: [
      "KMS.1",
      "KMS.2",
      "CKV_AWS_286",
      "CKV_AWS_287",
      "CKV_AWS_288",
      "CKV_AWS_289",
      "CKV_AWS_290",
      "CKV_AWS_355",
      "AVD-AWS-0057",
      "AVD-AWS-0342",
      "AwsSolutions-IAM5",
    ],
    asks: "no wildcard in what a policy allows",
    types: policies,
    holds: ({ values }) => wild(values).length === 0,
    skips: [
      {
        of: ({ values }) => wild(values).every((sid) => wildcardReason(sid) !== undefined),
        reason: ({ values }) =>
          [...new Set(wild(values).map((sid) => `${sid}: ${wildcardReason(sid) ?? ""}`))].join(" "),
      },
    ],
  },
  {
    ids: ["CKV_AWS_60", "CKV_AWS_61", "CKV_AWS_393"],
    asks: "a role that one service or one provider may assume, of a provider's users some",
    types: ["aws_iam_role"],
    holds: ({ values }) =>
      statements(values["assume_role_policy"]).every(
        ({ principal, condition }) =>
          !JSON.stringify(principal ?? "*").includes('"*"') &&
          (!JSON.stringify(principal).includes('"Federated"') || condition !== undefined),
      ),
  },
  {
    ids: ["AwsSolutions-IAM4", "CKV_AWS_274", "CKV2_AWS_56"],
    asks: "no policy of AWS's own",
    types: ["aws_iam_role_policy_attachment", "aws_iam_role"],
    holds: ({ values }) =>
      [values["policy_arn"], values["managed_policy_arns"]]
        .flat()
        .every((arn) => !String(arn).startsWith("arn:aws:iam::aws:")),
  },
];

interface PolicyStatement {
  readonly sid: string;
  readonly effect: unknown;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principal: unknown;
  readonly condition: unknown;
}

/** The statements of a policy; one that allows everything where it cannot be read. */
function statements(policy: unknown): readonly PolicyStatement[] {
  let document: { readonly Statement?: unknown };
  try {
    document = JSON.parse(String(policy)) as { readonly Statement?: unknown };
  } catch {
    document = { Statement: { Effect: "Allow", Action: "*", Resource: "*", Principal: "*" } };
  }
  return [document.Statement ?? []].flat().map((value) => {
    const statement = value as Readonly<Record<string, unknown>>;
    const texts = (name: string) => [statement[name] ?? []].flat().map(String);
    return {
      sid: texts("Sid")[0] ?? "",
      effect: statement["Effect"],
      actions: [...texts("Action"), ...(statement["NotAction"] === undefined ? [] : ["*"])],
      resources: [...texts("Resource"), ...(statement["NotResource"] === undefined ? [] : ["*"])],
      principal: statement["Principal"],
      condition: statement["Condition"],
    };
  });
}

function allowed(values: Values): readonly PolicyStatement[] {
  return statements(values["policy"]).filter(({ effect }) => effect !== "Deny");
}

/** The Sids of statements that allow with a wildcard; an empty one for a statement without a Sid. */
function wild(values: Values): readonly string[] {
  return allowed(values)
    .filter(({ actions, resources }) =>
      [...actions, ...resources].some((text) =>
        /[*?]/.test(text.replaceAll(/\$?\$\{[^}]*\}/g, "")),
      ),
    )
    .map(({ sid }) => sid);
}
