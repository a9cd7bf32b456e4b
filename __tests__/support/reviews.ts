import type {
  AllowanceUse,
  AttributeChange,
  ChangeCounts,
  Finding,
  Review,
  ReviewedChange,
  ShownValue,
} from "../../tools/review/model";

export const noChanges: ChangeCounts = {
  create: 0,
  update: 0,
  replace: 0,
  delete: 0,
  forget: 0,
  import: 0,
  move: 0,
  drift: 0,
  "no-op": 0,
};

export function value(text: string): ShownValue {
  return { kind: "value", text };
}

export function attribute(
  path: string,
  difference: Partial<AttributeChange> = {},
): AttributeChange {
  return { path, before: value("1"), after: value("2"), forcesReplacement: false, ...difference };
}

export function change(address: string, difference: Partial<ReviewedChange> = {}): ReviewedChange {
  return {
    address,
    previousAddress: undefined,
    type: "aws_cognito_user_pool",
    kind: "update",
    attributes: [],
    ...difference,
  };
}

export function finding(address: string, difference: Partial<Finding> = {}): Finding {
  return {
    rule: "stateful-resource-replaced",
    address,
    level: "block",
    cause: "replaced because of `schema`",
    effect: "Every user is lost.",
    instead: "Add an attribute beside it.",
    details: [],
    allowed: undefined,
    ...difference,
  };
}

export function allowance(address: string, difference: Partial<AllowanceUse> = {}): AllowanceUse {
  return {
    address,
    rule: undefined,
    reason: "The pool is empty, and the owners agree.",
    until: undefined,
    from: "command line",
    state: "used",
    ...difference,
  };
}

/** A review with counts that fit its changes, and a verdict that fits its findings. */
export function review(difference: Partial<Review> = {}): Review {
  const { changes = [], findings = [] } = difference;
  const counts = { ...noChanges, "no-op": 12 };
  for (const { kind } of changes) counts[kind] += 1;
  const blocks = findings.some(({ level, allowed }) => level === "block" && !allowed);
  return {
    formatVersion: "1",
    mode: "plan",
    stack: "auth-prod",
    environment: "prod",
    terraformVersion: "1.11.4",
    verdict: blocks ? "blocked" : changes.length > 0 ? "safe" : "no changes",
    lookedAt: { changes: changes.length, unknownTypes: [] },
    counts,
    changes,
    outputs: [],
    findings,
    allowances: [],
    ...difference,
  };
}

const pool = "aws_cognito_user_pool.user-directory_pool";
const client = 'aws_cognito_user_pool_client.app-clients["web"]';
const policy = "aws_iam_role_policy.triggers_post-confirmation_policy";

/** A change of everything that a report can speak of. */
export function eventfulReview(): Review {
  const allowed = allowance("aws_cognito_user_group.groups_Interns", {
    reason: "Nobody is in it since May; see the decision of the board.",
    until: "2026-12-31",
    from: "environments.ts",
  });
  return review({
    changes: [
      change("aws_cloudwatch_log_group.log", { kind: "move", previousAddress: "aws_x.old" }),
      change("aws_cognito_user_group.groups_Interns", { kind: "delete" }),
      change(pool, {
        kind: "replace",
        attributes: [
          attribute("schema[1].string_attribute_constraints[0].max_length", {
            before: value('"20"'),
            after: value('"30"'),
            forcesReplacement: true,
          }),
          attribute("arn", {
            before: value('"arn:aws:cognito-idp:eu-west-1:222222222222:userpool/eu-west-1_a"'),
            after: { kind: "unknown" },
          }),
          attribute("sms_configuration", { before: { kind: "absent" }, after: value("{}") }),
        ],
      }),
      change(client, {
        attributes: [
          attribute("client_secret", {
            before: { kind: "sensitive" },
            after: { kind: "sensitive" },
          }),
        ],
      }),
      change("aws_dynamodb_table.user-table", { kind: "create", type: "aws_dynamodb_table" }),
      change(policy, {
        type: "aws_iam_role_policy",
        attributes: [attribute("policy", { before: value('{"a":1}'), after: value('{"a":2}') })],
      }),
    ],
    outputs: ["client_ids", "user_pool_id"],
    findings: [
      finding(pool, {
        effect: "Every user is lost: a new pool is empty, and passwords cannot be copied.",
        instead: "Add a custom attribute beside this one, and leave this one as it is.",
      }),
      finding(policy, {
        rule: "iam-widened",
        cause: "`policy` allows more than before",
        effect: "Whoever gets into this function can do it too.",
        instead: "Name the actions and the resources that the function needs.",
        details: ["Allow dynamodb:Scan on arn:aws:dynamodb:eu-west-1:222222222222:table/users"],
      }),
      finding("aws_cognito_user_group.groups_Interns", {
        rule: "stateful-resource-deleted",
        cause: "deleted, for it is not in the configuration any more",
        effect: "Its members are in the group no more.",
        instead: "Keep the group.",
        allowed,
      }),
      finding(client, {
        rule: "callback-url-removed",
        level: "notice",
        cause: "`callback_urls` has one less",
        effect: "Sign-in from that page ends with an error.",
        instead: "Remove the page first.",
      }),
    ],
    allowances: [
      allowed,
      allowance("aws_s3_bucket.old", { state: "not needed", rule: "stateful-resource-deleted" }),
      allowance("aws_s3_bucket.older", {
        state: "expired",
        until: "2026-01-31",
        from: "environments.ts",
      }),
    ],
  });
}

/** What somebody has changed by hand. */
export function driftedReview(): Review {
  return review({
    mode: "drift",
    changes: [
      change(pool, {
        kind: "drift",
        attributes: [
          attribute("password_policy[0].minimum_length", {
            before: value("12"),
            after: value("6"),
          }),
        ],
      }),
      change("aws_cognito_user_group.groups_Interns", { kind: "delete" }),
    ],
    findings: [
      finding("aws_cognito_user_group.groups_Interns", {
        rule: "stateful-resource-deleted",
        cause: "deleted outside of Terraform",
      }),
    ],
  });
}

/** A review in which every text that a plan or a person can write is `text`. */
export function reviewSaying(text: string): Review {
  const allowed = allowance(text, { reason: text, rule: text, until: text });
  return review({
    stack: text,
    environment: text,
    changes: [
      change(text, {
        kind: "replace",
        previousAddress: text,
        type: text,
        attributes: [
          attribute(text, { before: value(text), after: value(text), forcesReplacement: true }),
        ],
      }),
      change(text, {
        attributes: [attribute(text), attribute(text, { after: { kind: "unknown" } })],
      }),
    ],
    outputs: [text, text],
    findings: [
      finding(text, {
        rule: text,
        cause: text,
        effect: text,
        instead: text,
        details: [text],
        paste: ["moved {", `  from = a[${text}]`, text, "}"],
      }),
      finding(text, { rule: text, cause: text, allowed }),
      finding(text, { rule: text, level: "notice", cause: `because of \`${text}\`` }),
    ],
    allowances: [allowed, { ...allowed, state: "expired" }, { ...allowed, state: "not needed" }],
  });
}
