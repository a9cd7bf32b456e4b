import { describe, expect, test } from "@jest/globals";
import { AppClients } from "../../../stacks/auth/app-clients";
import type { ClientInput } from "../../../configuration";
import { authTemplateWith } from "../../support/auth-template";
import { constructTemplate } from "../../support/construct-template";
import { environmentWith } from "../../support/environments";

const client = (web: ClientInput = {}) =>
  constructTemplate((scope) => {
    new AppClients(scope, "app-clients", {
      userPoolId: "eu-west-1_example",
      clients: environmentWith({ clients: { web } }).clients,
      after: [],
    });
  }).only("aws_cognito_user_pool_client");

describe("an app client by default", () => {
  const byDefault = client();

  test("is public and takes no password in the clear", () => {
    expect(byDefault).toMatchObject({
      generate_secret: false,
      explicit_auth_flows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
  });

  test("does not tell a stranger who has an account, and can revoke tokens", () => {
    expect(byDefault).toMatchObject({
      prevent_user_existence_errors: "ENABLED",
      enable_token_revocation: true,
    });
  });

  test("states every validity with its unit", () => {
    expect(byDefault).toMatchObject({
      access_token_validity: 1,
      id_token_validity: 1,
      refresh_token_validity: 30,
      token_validity_units: [{ access_token: "hours", id_token: "hours", refresh_token: "days" }],
    });
  });

  test("writes the required attributes and nothing that could carry authority", () => {
    expect(byDefault["write_attributes"]).toEqual(["email"]);
    expect(byDefault["read_attributes"]).toEqual(["email", "email_verified"]);
  });

  test("has no OAuth until it is asked for", () => {
    expect(byDefault).toMatchObject({ allowed_oauth_flows_user_pool_client: false });
    expect(byDefault).not.toHaveProperty("allowed_oauth_flows");
    expect(byDefault).not.toHaveProperty("callback_urls");
  });
});

test("an OAuth client uses the authorization code grant and leaves out empty lists", () => {
  const oauth = client({ oauth: { callbackUrls: ["https://app.example.com/callback"] } });
  expect(oauth).toMatchObject({
    allowed_oauth_flows_user_pool_client: true,
    allowed_oauth_flows: ["code"],
    allowed_oauth_scopes: ["openid", "email", "profile"],
    callback_urls: ["https://app.example.com/callback"],
  });
  expect(oauth).not.toHaveProperty("logout_urls");
});

test("the order of attributes in the configuration does not change the plan", () => {
  const one = client({ writeAttributes: ["email", "name", "family_name"] });
  const other = client({ writeAttributes: ["family_name", "email", "name"] });
  expect(one).toEqual(other);
});

test("each client has its settings and its id in the outputs", () => {
  const template = authTemplateWith({
    clients: {
      web: {},
      server: { generateSecret: true, authFlows: ["ADMIN_USER_PASSWORD_AUTH"] },
    },
  });
  expect(template.named("aws_cognito_user_pool_client", "server")).toMatchObject({
    generate_secret: true,
    explicit_auth_flows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  expect(template.output("client_ids")).toEqual({
    web: "${aws_cognito_user_pool_client.app-clients_web.id}",
    server: "${aws_cognito_user_pool_client.app-clients_server.id}",
  });
});

test("no client is there before the triggers may be invoked and may do their work", () => {
  const web = authTemplateWith().named("aws_cognito_user_pool_client", "web");
  expect(web["depends_on"]).toEqual([
    "aws_lambda_permission.triggers_post-confirmation-permission",
    "aws_iam_role_policy.triggers_post-confirmation_user-pool-policy",
  ]);
});
