import type { Json, ResourceChange } from "../model";
import { isList, isObject } from "./values";

/** Attributes that AWS changes by itself, by type. Nobody has touched these resources. */
const changesByItself: Readonly<Record<string, readonly string[]>> = {
  aws_cognito_user_pool: ["estimated_number_of_users", "last_modified_date"],
  aws_cognito_user_pool_domain: ["aws_account_id", "cloudfront_distribution_arn", "version"],
  aws_cognito_identity_provider: ["last_modified_date"],
  aws_cognito_user: ["last_modified_date", "status"],
  aws_dynamodb_table: ["stream_arn", "stream_label"],
  aws_lambda_function: [
    "last_modified",
    "qualified_arn",
    "qualified_invoke_arn",
    "source_code_size",
    "version",
  ],
  aws_lambda_event_source_mapping: ["last_modified", "last_processing_result", "state"],
  // Each role that has it counts, whichever stack's it is; what is attached is looked at itself.
  aws_iam_policy: ["attachment_count"],
  aws_iam_role: ["role_last_used"],
  aws_secretsmanager_secret: ["last_accessed_date", "last_changed_date"],
};

/** Arguments within blocks that the provider reads as 0 where nobody has set them, by type and block. */
const readAsZero: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_cloudwatch_metric_alarm: { metric_query: "period" },
};

/** The drift of a resource without what AWS, or the provider's reading, changes by itself. */
export function withoutOwnChanges(change: ResourceChange): ResourceChange {
  const { before, after, type } = change;
  const names = own(changesByItself, type) ?? [];
  const blocks = own(readAsZero, type) ?? {};
  if (names.length === 0 && Object.keys(blocks).length === 0) return change;
  const within = (name: string, value: Json): Json => {
    const argument = own(blocks, name);
    if (argument === undefined || !isList(value)) return value;
    return value.map((block) =>
      isObject(block) && block[argument] === 0 ? { ...block, [argument]: null } : block,
    );
  };
  const without = (side: typeof before) =>
    side &&
    Object.fromEntries(
      Object.entries(side)
        .filter(([name]) => !names.includes(name))
        .map(([name, value]) => [name, within(name, value ?? null)]),
    );
  // Unless it is gone: then all of it counts.
  return after === null ? change : { ...change, before: without(before), after: without(after) };
}

function own<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
