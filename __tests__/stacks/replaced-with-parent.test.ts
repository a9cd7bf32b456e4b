import { expect, test } from "@jest/globals";
import { resolveConfiguration } from "../../configuration";
import { authTemplate } from "../support/auth-template";
import { awsEnvironment } from "../support/environments";
import { everyTrigger } from "../support/every-trigger";

const [environment] = resolveConfiguration({
  project: "acme",
  environments: { prod: { ...awsEnvironment, ...everyTrigger } },
});
if (environment === undefined) throw new Error("The configuration has no environment.");
const resources = authTemplate(environment).json.resource ?? {};

test.each([
  ["aws_lambda_permission", "function_name"],
  ["aws_lambda_function_event_invoke_config", "function_name"],
  ["aws_iam_role_policy", "role"],
  ["aws_cloudwatch_event_target", "rule"],
])("a %s goes and comes with what it names, and with no update of it", (type, argument) => {
  const all = Object.values(resources[type] ?? {}) as Record<string, unknown>[];
  expect(all).not.toEqual([]);
  for (const its of all) {
    const parent = /^\$\{(.+)\.\w+\}$/.exec(String(its[argument]))?.[1];
    expect(its["lifecycle"]).toEqual({ replace_triggered_by: [`${parent}.id`] });
  }
});
