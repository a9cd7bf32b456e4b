import type { TerraformElement } from "cdktf";
import type { Block } from "../../stacks/block";
import { lossReasonOf } from "../../stacks/loss";
import { statefulResource } from "../review/stateful-resources";
import { heldData } from "../review/data-holders";
import type { Broken } from "./broken";

/** Parts of a pool or of a table. The lock keeps them; what they are parts of is protected. */
const parts: readonly string[] = [
  "aws_cognito_identity_provider",
  "aws_cognito_resource_server",
  "aws_cognito_user",
  "aws_cognito_user_group",
  "aws_cognito_user_in_group",
  "aws_cognito_user_pool_client",
  "aws_dynamodb_global_table",
  "aws_dynamodb_table_replica",
];

/** In an environment with `protection`: what could be deleted with the data in it. */
export function unprotected(
  resource: TerraformElement,
  { type, values }: Block,
): readonly Broken[] {
  const argument = protectingArgument(resource);
  const held = parts.includes(type) ? undefined : heldData(type);
  if (held === undefined && argument === undefined) return [];
  // Whoever writes one of these says that nothing in it needs keeping.
  if (values["force_destroy"] === true || values["force_delete"] === true) return [];
  if (statefulResource(type) === undefined && lossReasonOf(resource) !== undefined) return [];
  const noun = held?.noun ?? type;
  const on = type === "aws_cognito_user_pool" ? "ACTIVE" : true;
  const lifecycle = values["lifecycle"] as { readonly prevent_destroy?: boolean } | undefined;
  return [
    ...(lifecycle?.prevent_destroy === true
      ? []
      : [
          {
            rule: `\`protection\` is on, and Terraform would delete this ${noun} when it is taken out`,
            fix: `write \`lifecycle: { preventDestroy: environment.protection.enabled }\`${wayOut(resource, type)}`,
          },
        ]),
    ...(argument === undefined || values[argument] === on
      ? []
      : [
          {
            rule: `\`protection\` is on, and AWS would let this ${noun} be deleted`,
            fix: `set its argument ${argument} to ${JSON.stringify(on)} while \`environment.protection.enabled\``,
          },
        ]),
  ];
}

/** The argument by which AWS refuses to delete a resource, where its type has one: then it holds something. */
function protectingArgument(resource: TerraformElement): string | undefined {
  if ("deletionProtection" in resource) return "deletion_protection";
  return "deletionProtectionEnabled" in resource ? "deletion_protection_enabled" : undefined;
}

function wayOut(resource: TerraformElement, type: string): string {
  const how =
    "forceDestroy" in resource
      ? "`forceDestroy: true`"
      : "forceDelete" in resource
        ? "`forceDelete: true`"
        : statefulResource(type) === undefined
          ? "`explainLoss(resource, reason)` of stacks/loss.ts"
          : undefined;
  return how === undefined ? "" : `, or ${how} if nobody misses what it holds`;
}
