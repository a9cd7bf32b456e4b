import { createReadStream } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Review } from "../../../tools/review/model";
import { reviewPlan } from "../../../tools/review/review-plan";
import { production } from "../../support/plan-json";

/** Plans of projects that are not ours, as the real provider has made them. */
const reviews = new Map<string, Promise<Review>>();

function reviewOf(name: string): Promise<Review> {
  const known = reviews.get(name);
  if (known !== undefined) return known;
  const file = path.join(__dirname, "plans", `${name}.json`);
  const review = reviewPlan(createReadStream(file), production);
  reviews.set(name, review);
  return review;
}

async function blocksOf(name: string): Promise<readonly string[]> {
  const { findings } = await reviewOf(name);
  return findings
    .filter(({ level }) => level === "block")
    .map(({ address, rule }) => `${address}: ${rule}`);
}

describe("blocks", () => {
  test.each([
    [
      "an API's authorizer that takes another audience",
      "aws_apigatewayv2_authorizer.jwt: api-opened",
    ],
    ["a route that asks for nothing any more", "aws_apigatewayv2_route.me: api-opened"],
    ["a schema whose directives are gone", "aws_appsync_graphql_api.graph: graphql-opened"],
    ["backups that are kept for less long", "aws_backup_plan.nightly: restoring-weaker"],
    ["a stack within the stack", "aws_cloudformation_stack.hidden: runs-code"],
    ["events from anybody", "aws_cloudwatch_event_permission.anybody: event-access-changed"],
    [
      "a token that is not checked any more",
      "aws_cognito_identity_pool.files: identity-source-changed",
    ],
    [
      "a tag that users write themselves",
      "aws_cognito_identity_pool_provider_principal_tag.tags: principal-tags-changed",
    ],
    [
      "guests with a role from elsewhere",
      "aws_cognito_identity_pool_roles_attachment.laundered: iam-identity-pool-roles",
    ],
    [
      "a role that users choose by an attribute of theirs",
      "aws_cognito_identity_pool_roles_attachment.roles: iam-identity-pool-roles",
    ],
    ["an issuer that moves", "aws_cognito_identity_provider.company: identity-provider-changed"],
    ["a provider more", "aws_cognito_identity_provider.other: identity-provider-changed"],
    ["a scope less", "aws_cognito_resource_server.orders: client-access-changed"],
    ["a user's other address", "aws_cognito_user.boss: pool-member-changed"],
    ["a user more in a group", "aws_cognito_user_in_group.boss: pool-member-changed"],
    ["codes that are not sent any more", "aws_cognito_user_pool.users: codes-changed"],
    ["a trigger of another account", "aws_cognito_user_pool.users: trigger-added"],
    [
      "a client of a pool whose id is handed on",
      "aws_cognito_user_pool_client.odd: callback-url-added",
    ],
    ["tokens in addresses", "aws_cognito_user_pool_client.web: client-access-changed"],
    ["a stream that is off", "aws_dynamodb_table.users: restoring-weaker"],
    [
      "trust for everybody under a condition that all meet",
      "aws_iam_role.strong: iam-trust-widened",
    ],
    ["a role that is near an administrator's", "aws_iam_role_policy.strong: iam-widened"],
    ["a policy on a role whose name is handed on", "aws_iam_role_policy.laundered: iam-widened"],
    [
      "a managed policy on a role whose name is handed on",
      "aws_iam_role_policy_attachment.laundered: iam-policy-attached",
    ],
    ["a member more of a group", "aws_iam_user_group_membership.ann: iam-group-membership"],
    ["a grant of a key whose id is handed on", "aws_kms_grant.laundered: iam-key-grant"],
    ["somebody else's layer", "aws_lambda_function.confirm: function-code-changed"],
    [
      "a URL of a function whose name is handed on",
      "aws_lambda_function_url.laundered: iam-function-url",
    ],
    ["a call of a function", "aws_lambda_invocation.call: runs-code"],
    ["any bucket that may invoke", "aws_lambda_permission.any_bucket: iam-function-callers"],
    ["a type that nobody understands", "aws_rolesanywhere_trust_anchor.x: type-not-understood"],
    [
      "an account whose buckets can be public",
      "aws_s3_account_public_access_block.account: restoring-weaker",
    ],
    ["a bucket's policy for everybody who uses TLS", "aws_s3_bucket_policy.laundered: iam-widened"],
    ["a schedule with another role", "aws_scheduler_schedule.nightly: acts-with-another-role"],
    ["a schedule that calls AWS itself", "aws_scheduler_schedule.nightly: event-access-changed"],
    ["a rule that only counts", "aws_wafv2_web_acl.front: web-acl-weaker"],
    ["a pool without its web ACL", "aws_wafv2_web_acl_association.users: web-acl-weaker"],
    ["a provisioner", "terraform_data.name: runs-code"],
  ])("%s", async (_what, expected) => {
    expect(await blocksOf("week-of-attacks")).toContain(expected);
  });

  test("a function that is replaced while its permission is left alone", async () => {
    const { findings } = await reviewOf("replaced-function");
    const [found] = findings.filter(({ level }) => level === "block");
    expect(found?.rule).toBe("lost-with-parent");
    expect(found?.details.join()).toContain("aws_lambda_permission.cognito");
  });
});

test("says safe of what a team changes in an ordinary week", async () => {
  expect(await blocksOf("ordinary-week")).toEqual([]);
  expect((await reviewOf("ordinary-week")).verdict).toBe("safe");
});

test("never blocks a first deploy of modules, and names the policies that nobody has seen", async () => {
  expect(await blocksOf("first-deploy-of-modules")).toEqual([]);
  const { verdict, lookedAt } = await reviewOf("first-deploy-of-modules");
  expect(verdict).toBe("no objection");
  expect(lookedAt.unknownTypes).toEqual(["aws_iam_role.assume_role_policy"]);
});
