import { expect, test } from "@jest/globals";
import type { JsonObject } from "../../../tools/review/model";
import { findingsOf } from "../../support/plan-json";

/** What of these a review finds when one side has nothing written. */
const findingsBetween = (type: string, before: JsonObject, after: JsonObject) =>
  findingsOf([{ type, before, after }]);

test.each<readonly [string, string, string | boolean | number]>([
  ["aws_apigatewayv2_route", "authorization_type", "NONE"],
  ["aws_cloudwatch_metric_alarm", "actions_enabled", true],
  ["aws_cognito_user_pool", "deletion_protection", "INACTIVE"],
  ["aws_appsync_graphql_api", "introspection_config", "ENABLED"],
  ["aws_iam_role", "max_session_duration", 3600],
])("%s: `%s` is its default when it is not written", async (type, name, value) => {
  expect(await findingsBetween(type, { [name]: null }, { [name]: value })).toEqual([]);
  expect(await findingsBetween(type, { [name]: value }, { [name]: null })).toEqual([]);
});

test.each<readonly [string, string, string | boolean | number, string]>([
  ["aws_cloudwatch_metric_alarm", "actions_enabled", false, "notice watching-weaker"],
  ["aws_cloudtrail", "enable_logging", false, "block restoring-weaker"],
  ["aws_cognito_user", "enabled", false, "block pool-member-changed"],
  ["aws_scheduler_schedule", "state", "DISABLED", "notice event-access-changed"],
])("%s: `%s` leaves a default that nobody has written", async (type, name, value, finding) => {
  expect(await findingsBetween(type, { [name]: null }, { [name]: value })).toContain(finding);
});
