import { describe, expect, test } from "@jest/globals";
import { Testing } from "cdktf";
import { configuration } from "../../environments";
import { resolveConfiguration } from "../../configuration";
import { UserGroups } from "../../stacks/auth/user-groups";
import { synthesizedProject } from "../support/synthesized-project";
import { Template } from "../support/template";

/*
 * An example of tests of your own: copy this file, and say what must hold for your project. There are
 * two ways: one construct in an empty stack, with cdktf's `Testing.synthScope`; or a whole stack, as
 * `npm run synth` writes it, with what `extend.ts` adds.
 */

const environments = resolveConfiguration(configuration);

describe.each(environments)("the groups of $environment", ({ groups, signUp }) => {
  const template = new Template(
    Testing.synthScope((scope) => {
      new UserGroups(scope, "groups", {
        userPoolId: "eu-west-1_example",
        groups,
        roleArns: Object.fromEntries(
          groups.map(({ name }) => [name, `arn:aws:iam::111111111111:role/${name}`]),
        ),
      });
    }),
  );

  test("have the one that new users come into", () => {
    const group = template.named("aws_cognito_user_group", signUp.defaultGroup);
    expect(group["role_arn"]).toBe(`arn:aws:iam::111111111111:role/${signUp.defaultGroup}`);
  });
});

const stacks = synthesizedProject();

test.each(environments)("whoever signs out of $environment is signed out everywhere", (its) => {
  const { template } = stacks.find(({ name }) => name === `auth-${its.environment}`) ?? {};
  const clients = template?.all("aws_cognito_user_pool_client") ?? [];
  expect(clients).toHaveLength(Object.keys(its.clients).length);
  for (const client of clients) expect(client["enable_token_revocation"]).toBe(true);
});
