import { expect, test } from "@jest/globals";
import type { Environment } from "../../configuration";
import { circles, dependencyGraph } from "./dependency-graph";
import type { Block, Template } from "./template";

/** What other stacks, scripts and front ends read of every auth stack. */
export const outputNames = [
  "authenticated_role_arn",
  "client_ids",
  "group_role_arns",
  "identity_pool_id",
  "protected_resources",
  "region",
  "user_pool_arn",
  "user_pool_endpoint",
  "user_pool_id",
  "user_table_arn",
  "user_table_name",
];

/**
 * Tests what holds for the auth stack of every environment, whatever a team writes in
 * `environments.ts` and adds in `extend.ts`. That nothing has a wildcard without a reason, and that
 * what holds users is kept, synth itself sees to. Call inside of `describe`.
 */
export function testAuthStackInvariants(environment: Environment, template: Template): void {
  test("has the outputs that other stacks and scripts rely on", () => {
    const names = Object.keys(template.json.output ?? {});
    expect(names).toEqual(expect.arrayContaining(outputNames));
  });

  test("can touch no other account and tags all it makes", () => {
    expect(template.json.provider?.["aws"]).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          region: environment.region,
          allowed_account_ids: [environment.accountId],
          default_tags: [{ tags: environment.tags }],
        }),
      ]),
    );
  });

  test("lists what it keeps, so that a later plan tells where protection was taken off", () => {
    const kept = template
      .resources()
      .filter(({ block }) => (block["lifecycle"] as Block | undefined)?.["prevent_destroy"])
      .map(({ address }) => address);
    expect(template.output("protected_resources")).toEqual(kept.sort());
  });

  test("has no circle", () => {
    expect(circles(dependencyGraph(template))).toEqual([]);
  });

  test("gives no trigger the pool's id: the event carries it", () => {
    for (const { address, block: lambda } of template.resources()) {
      if (!address.startsWith("aws_lambda_function.triggers_")) continue;
      expect(JSON.stringify(lambda["environment"])).not.toContain("aws_cognito");
    }
  });
}
