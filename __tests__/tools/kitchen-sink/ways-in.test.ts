import { beforeAll, expect, test } from "@jest/globals";
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import type { Jwks } from "aws-jwt-verify/jwk";
import { App } from "cdktf";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { resolveConfiguration } from "../../../configuration";
import { AuthStack } from "../../../stacks/auth-stack";
import { readProjectFile } from "../../../stacks/project-file";
import { startLocalAws, type LocalAws } from "../../../tools/local-aws/local-aws";
import { localFolder } from "../../../tools/project/project";
import { prepareProviders } from "../../../tools/terraform/providers";
import { requiredProviders } from "../../../tools/terraform/required-provider";
import { Terraform } from "../../../tools/terraform/terraform";
import { findTerraform } from "../../../tools/terraform/terraform-binary";
import { administrator } from "../../support/administrator";
import { duringTests } from "../../support/during-tests";
import { configuration } from "../../support/example-ways-in";
import { lastingFolder } from "../../support/lasting-folder";

const minutes = 60_000;
const secret = "not-in-the-repository";
const folder = lastingFolder();
let aws: LocalAws;
duringTests(
  () => startLocalAws({ credentials: administrator, region: "eu-west-1" }),
  (started) => {
    aws = started;
  },
);

interface Deployed {
  readonly terraform: Terraform;
  readonly outputs: Readonly<Record<string, unknown>>;
}

const deployed = new Map<string, Deployed>();

/** Not applied: Terraform would wait a minute for its records. */
const onlyValid = ["auth-zone"];

async function deploy(stack: string): Promise<Deployed> {
  const stackFolder = path.join(folder, "stacks", stack);
  writeFileSync(
    path.join(stackFolder, "backend_override.tf.json"),
    JSON.stringify({ terraform: { backend: { local: {} } } }),
  );
  const binary = await findTerraform(process.env);
  const runFolder = path.join(folder, "terraform", stack);
  mkdirSync(runFolder, { recursive: true });
  const { environment } = await prepareProviders({
    terraform: binary,
    required: await requiredProviders(stackFolder, binary.registryHost),
    projectMirror: path.join(localFolder, "providers"),
    runFolder,
    userEnvironment: process.env,
  });
  const terraform = new Terraform({
    binary,
    folder: stackFolder,
    environment: {
      ...environment,
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: administrator.accessKeyId,
      AWS_SECRET_ACCESS_KEY: administrator.secretAccessKey,
    },
  });
  await terraform.init();
  await terraform.validate();
  if (onlyValid.includes(stack)) return { terraform, outputs: {} };
  await terraform.apply();
  return { terraform, outputs: await terraform.outputs() };
}

/** What the configuration names and never holds. */
async function putSecrets(): Promise<void> {
  const client = { endpoint: aws.endpoint, region: "eu-west-1", credentials: administrator };
  await new SSMClient(client).send(
    new PutParameterCommand({ Name: "/acme/prefix/provider", Value: secret, Type: "SecureString" }),
  );
  await new SecretsManagerClient(client).send(
    new CreateSecretCommand({
      Name: "acme/prefix/providers",
      SecretString: JSON.stringify({ amazon: secret }),
    }),
  );
}

beforeAll(async () => {
  await putSecrets();
  const app = new App({ outdir: folder });
  const stacks = resolveConfiguration(configuration, undefined, readProjectFile).map(
    (environment) => new AuthStack(app, environment).node.id,
  );
  app.synth();
  for (const stack of stacks) deployed.set(stack, await deploy(stack));
}, 10 * minutes);

function outputsOf(stack: string): Readonly<Record<string, unknown>> {
  return deployed.get(stack)?.outputs ?? {};
}

test.each(["auth-prefix", "auth-name"])(
  "after the apply of %s Terraform finds nothing to change",
  async (stack) => {
    expect(await deployed.get(stack)?.terraform.plan()).toEqual({ hasChanges: false });
  },
  2 * minutes,
);

test("each client's addresses are on the pool's domain", () => {
  const { client_ids: ids, user_pool_endpoint: endpoint } = outputsOf("auth-prefix");
  const { web } = ids as Record<string, string>;
  expect(outputsOf("auth-prefix")).toMatchObject({
    user_pool_domain: expect.stringMatching(
      /^acme-prefix-[0-9a-f]{8}\.auth\.eu-west-1\.amazoncognito\.com$/,
    ),
    sign_in_urls: { web: expect.stringContaining(`/oauth2/authorize?client_id=${web}&`) },
    sign_out_urls: { web: expect.stringContaining(`/logout?client_id=${web}&`) },
    discovery_urls: { web: `https://${String(endpoint)}/.well-known/openid-configuration` },
  });
});

test("a machine gets a token for its scopes, which aws-jwt-verify takes, and no other scope", async () => {
  const { client_ids: ids, user_pool_id: pool, user_pool_domain: host } = outputsOf("auth-prefix");
  const [userPoolId, clientId] = [String(pool), (ids as Record<string, string>)["reports"] ?? ""];
  const client = { endpoint: aws.endpoint, region: "eu-west-1", credentials: administrator };
  const { UserPoolClient } = await new CognitoIdentityProviderClient(client).send(
    new DescribeUserPoolClientCommand({ UserPoolId: userPoolId, ClientId: clientId }),
  );
  const basic = Buffer.from(`${clientId}:${UserPoolClient?.ClientSecret ?? ""}`).toString("base64");
  const [domain = ""] = String(host).split(".");
  const ask = (scope: string) =>
    fetch(`${aws.managedLoginEndpoint}/${domain}/oauth2/token`, {
      method: "POST",
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: "client_credentials", scope }),
    });
  const scope = "https://orders.example.com/write";
  const answer = await ask(scope);
  const { access_token: token } = (await answer.json()) as { readonly access_token: string };
  const verifier = CognitoJwtVerifier.create({ userPoolId, tokenUse: "access", clientId, scope });
  const keys = await fetch(`${aws.endpoint}/${userPoolId}/.well-known/jwks.json`);
  verifier.cacheJwks((await keys.json()) as Jwks);
  expect(await verifier.verify(token)).toMatchObject({ client_id: clientId, scope });
  const other = CognitoJwtVerifier.create({ userPoolId, tokenUse: "access", clientId: "another" });
  other.cacheJwks((await (await fetch(keys.url)).json()) as Jwks);
  await expect(other.verify(token)).rejects.toThrow(/Client ID not allowed/);
  const refused = await ask("https://orders.example.com/delete");
  expect([refused.status, await refused.json()]).toEqual([400, { error: "invalid_scope" }]);
});
