/** @functions post-confirmation */
import { expect, test } from "@jest/globals";
import { Testing } from "cdktf";
import { AuthStack } from "../../../stacks/auth-stack";
import { keep } from "../../../stacks/keep";
import { authTemplateWith } from "../../support/auth-template";
import { coveringState, policiesOf } from "../../support/deploy-roles";
import { environmentWith } from "../../support/environments";
import type { Template } from "../../support/template";
import { resolveConfiguration } from "../../../configuration";
import { awsEnvironment } from "../../support/environments";

const userPoolId = "eu-west-1_AbCdEfGhI";
const arn = `arn:aws:cognito-idp:eu-west-1:111122223333:userpool/${userPoolId}`;
const referring = {
  existingUserPool: { userPoolId, ownerSetsTriggers: true },
  triggers: ["post-confirmation"],
  groups: [{ name: "Users", precedence: 1, description: "Everybody." }],
} as const;

test("no stack has a resource for a pool that stays somebody else's, and all else works on it", () => {
  const template = authTemplateWith(referring);
  for (const type of ["pool", "pool_domain"]) {
    expect(template.all(`aws_cognito_user_${type}`)).toEqual([]);
  }
  expect(template.all("aws_cognito_user_pool_client")).toMatchObject([
    { user_pool_id: userPoolId },
  ]);
  expect(template.all("aws_cognito_user_group")).toMatchObject([{ user_pool_id: userPoolId }]);
  expect(template.all("aws_cognito_identity_pool")).toMatchObject([
    {
      cognito_identity_providers: [
        { provider_name: `cognito-idp.eu-west-1.amazonaws.com/${userPoolId}` },
      ],
    },
  ]);
  expect(template.all("aws_lambda_permission")).toMatchObject([
    { principal: "cognito-idp.amazonaws.com", source_arn: arn },
  ]);
});

test("the owner of the pool is told what to set, and extend.ts that there is no pool to change", () => {
  const template = authTemplateWith(referring);
  expect(template.json.output?.["lambda_config"]).toMatchObject({
    value: {
      postConfirmation: expect.stringContaining("aws_lambda_function.triggers_post-confirmation"),
    },
  });
  const stack = new AuthStack(Testing.app(), environmentWith({ existingUserPool: { userPoolId } }));
  expect(() => stack.pool).toThrow(/dev has no pool of its own/);
  expect(stack.userPool).toEqual({
    id: userPoolId,
    arn,
    endpoint: `cognito-idp.eu-west-1.amazonaws.com/${userPoolId}`,
  });
});

test("deploy roles look after what is added to the pool, and cannot change the pool", () => {
  const [environment] = resolveConfiguration({
    project: "acme",
    github: { repository: "acme/users", repositoryId: "1" },
    environments: { dev: { ...awsEnvironment, ...referring } },
  });
  if (environment === undefined) throw new Error("The configuration has no environment.");
  const statements = policiesOf(coveringState(environment), "apply")
    .flatMap(({ policy }) => [policy.Statement ?? []].flat())
    .filter(({ Resource }) => [Resource].flat().includes(arn));
  const actions = statements.flatMap(({ Action }) => [Action].flat());
  expect(actions).toContain("cognito-idp:UpdateUserPoolClient");
  expect(actions.filter((action) => String(action).endsWith("UserPool"))).toEqual([]);
});

test("what is adopted is imported under the provider's ids, and kept as extend.ts says", () => {
  const environment = environmentWith({
    adopt: {
      userPoolId,
      clientIds: { web: "1example" },
      groups: ["Users"],
      resourceServers: ["orders"],
      domain: true,
      identityPoolId: "eu-west-1:0a-1b",
      identityPoolRoles: true,
    },
    clients: { web: { oauth: { callbackUrls: ["https://app.example.com/"] } } },
    resourceServers: { orders: { identifier: "https://orders", scopes: { read: "Read." } } },
    domain: { prefix: "acme-old" },
  });
  const stack = new AuthStack(Testing.app(), environment);
  keep(stack.pool, {
    name: "Old pool",
    username_configuration: undefined,
    schema: [{ name: "a" }],
  });
  expect(() => {
    keep(stack.clients["gone"], {});
  }).toThrow(/does not have/);
  const json = JSON.parse(Testing.synth(stack)) as Template["json"] & {
    import: readonly { readonly to: string; readonly id: string }[];
  };
  expect(Object.fromEntries(json.import.map(({ to, id }) => [to, id]))).toEqual({
    "aws_cognito_user_pool.user-directory_pool": userPoolId,
    "aws_cognito_user_pool_client.app-clients_web": `${userPoolId}/1example`,
    "aws_cognito_user_group.groups_Users": `${userPoolId}/Users`,
    "aws_cognito_resource_server.resource-servers_orders": `${userPoolId}|https://orders`,
    "aws_cognito_user_pool_domain.managed-login_domain": "acme-old",
    "aws_cognito_identity_pool.identity-access_pool": "eu-west-1:0a-1b",
    "aws_cognito_identity_pool_roles_attachment.identity-access_roles": "eu-west-1:0a-1b",
  });
  const pool = json.resource?.["aws_cognito_user_pool"]?.["user-directory_pool"];
  expect(pool).toMatchObject({ name: "Old pool", schema: [{ name: "a" }] });
  expect(pool).not.toHaveProperty("username_configuration");
});
