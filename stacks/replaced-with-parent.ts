import { type IAspect, TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { blockOf } from "./block";

/** The argument by which a resource names another, within which AWS keeps it. */
const namesParentBy: Readonly<Record<string, string>> = {
  aws_cloudwatch_event_target: "rule",
  aws_cloudwatch_log_metric_filter: "log_group_name",
  aws_cloudwatch_log_subscription_filter: "log_group_name",
  aws_dynamodb_table_item: "table_name",
  aws_iam_role_policy: "role",
  aws_iam_role_policy_attachment: "role",
  aws_lambda_alias: "function_name",
  aws_lambda_event_source_mapping: "function_name",
  aws_lambda_function_event_invoke_config: "function_name",
  aws_lambda_function_url: "function_name",
  aws_lambda_permission: "function_name",
  aws_lambda_provisioned_concurrency_config: "function_name",
  aws_s3_bucket_acl: "bucket",
  aws_s3_bucket_cors_configuration: "bucket",
  aws_s3_bucket_lifecycle_configuration: "bucket",
  aws_s3_bucket_logging: "bucket",
  aws_s3_bucket_notification: "bucket",
  aws_s3_bucket_ownership_controls: "bucket",
  aws_s3_bucket_policy: "bucket",
  aws_s3_bucket_public_access_block: "bucket",
  aws_s3_bucket_server_side_encryption_configuration: "bucket",
  aws_s3_bucket_versioning: "bucket",
  aws_s3_object: "bucket",
};

/** A name that stays the same when its resource is made anew; ids and ARNs are unknown then. */
const nameOfResource = /^\$\{(aws_\w+\.[\w-]+)\.(?:name|function_name|bucket)\}$/;

/**
 * Has Terraform replace what AWS deletes along with a function, a role, a rule or a bucket. These name
 * their parent, and a parent that is made anew with the same name changes nothing in them: without
 * this, Terraform finds out at the next plan that a permission or a policy is gone.
 *
 * It refers to the parent's `id`, not to the parent: any update of it would replace them too.
 *
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#replace_triggered_by
 */
export class ReplacedWithParent implements IAspect {
  visit(node: IConstruct): void {
    if (!TerraformResource.isTerraformResource(node)) return;
    const argument = namesParentBy[node.terraformResourceType];
    const value = argument === undefined ? undefined : blockOf(node)?.values[argument];
    const parent = typeof value === "string" ? nameOfResource.exec(value)?.[1] : undefined;
    if (parent === undefined) return;
    const { replaceTriggeredBy = [], ...its } = node.lifecycle ?? {};
    node.lifecycle = { ...its, replaceTriggeredBy: [...replaceTriggeredBy, `${parent}.id`] };
  }
}
