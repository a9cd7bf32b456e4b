import { expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { startLocalAws } from "../../../tools/local-aws/local-aws";
import { localFolder } from "../../../tools/project/project";
import { prepareProviders } from "../../../tools/terraform/providers";
import { requiredProviders } from "../../../tools/terraform/required-provider";
import { findTerraform } from "../../../tools/terraform/terraform-binary";
import { statefulResource } from "../../../tools/review/stateful-resources";
import { temporaryFolders } from "../../support/temporary-folder";
import { administrator } from "../../support/administrator";

const temporaryFolder = temporaryFolders();
const minutes = 60_000;

interface PlannedChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

const ofPool = (name: string) => `\${aws_cognito_user_pool.${name}.id}`;
const table = { billing_mode: "PAY_PER_REQUEST", hash_key: "id" };
const key = (name: string) => ({ name, type: "S" });

/** Resources that differ, from one edition to the next, in every attribute that is for good. */
function resources(edition: "first" | "changed") {
  const isFirst = edition === "first";
  const one = isFirst ? "one" : "two";
  const user_pool_id = isFirst ? ofPool("pool") : ofPool("other");
  return {
    aws_cognito_user_pool: {
      pool: { name: "pool" },
      other: { name: "other" },
      name: { name: one },
      username: { name: "u", username_attributes: isFirst ? ["email"] : ["phone_number"] },
      alias: { name: "a", alias_attributes: isFirst ? ["email"] : ["preferred_username"] },
      case: { name: "c", username_configuration: { case_sensitive: isFirst } },
      // The construct was renamed; below a `moved` block says so.
      [isFirst ? "people" : "directory"]: { name: "moved" },
    },
    aws_cognito_user_pool_client: {
      client: { name: "client", user_pool_id, generate_secret: !isFirst },
    },
    aws_cognito_user_group: { group: { name: one, user_pool_id } },
    aws_cognito_user_pool_domain: { domain: { domain: one, user_pool_id } },
    aws_cognito_resource_server: { server: { name: "server", identifier: one, user_pool_id } },
    aws_cognito_identity_provider: {
      provider: {
        provider_name: isFirst ? "Google" : "Other",
        provider_type: isFirst ? "Google" : "OIDC",
        user_pool_id,
        provider_details: { client_id: "x", client_secret: "y", authorize_scopes: "openid" },
      },
    },
    aws_cognito_user: { user: { username: one, user_pool_id } },
    aws_cognito_user_in_group: {
      member: { username: one, group_name: one, user_pool_id, depends_on: dependencies },
    },
    aws_cognito_identity_pool: {
      name: { identity_pool_name: one },
      provider: { identity_pool_name: "p", developer_provider_name: one },
    },
    aws_dynamodb_table: {
      name: { ...table, name: one, attribute: [key("id")] },
      hash: { ...table, name: "hash", hash_key: one, attribute: [key(one)] },
      range: {
        ...table,
        name: "range",
        attribute: [key("id"), ...(isFirst ? [] : [key("at")])],
        ...(!isFirst && { range_key: "at" }),
      },
      index: {
        ...table,
        name: "index",
        range_key: "at",
        attribute: [key("id"), key("at"), ...(isFirst ? [] : [key("z")])],
        ...(!isFirst && {
          local_secondary_index: [{ name: "z", range_key: "z", projection_type: "ALL" }],
        }),
      },
    },
    aws_s3_bucket: {
      name: { bucket: `acme-${one}` },
      prefix: { bucket_prefix: `acme-${one}` },
      lock: { bucket: "acme-lock", object_lock_enabled: !isFirst },
    },
    aws_kms_key: {
      use: {
        key_usage: isFirst ? "ENCRYPT_DECRYPT" : "SIGN_VERIFY",
        customer_master_key_spec: isFirst ? "SYMMETRIC_DEFAULT" : "RSA_2048",
      },
      regions: { multi_region: !isFirst },
      store: { ...(!isFirst && { custom_key_store_id: "cks-1234567890abcdef0" }) },
    },
    aws_secretsmanager_secret: { name: { name: one }, prefix: { name_prefix: one } },
  };
}

const dependencies = ["aws_cognito_user.user", "aws_cognito_user_group.group"];

/** What plans as an update that AWS refuses, and what the provider does not notice. */
const notReplaced = new Set(["aws_cognito_user_pool.schema", "aws_dynamodb_table.attribute"]);

test(
  "real Terraform replaces a resource for each attribute that is for good, and none that a `moved` block renames",
  async () => {
    const folder = temporaryFolder();
    const write = (edition: "first" | "changed") => {
      const stack = {
        terraform: { required_providers: { aws: { source: "aws", version: "5.100.0" } } },
        provider: {
          aws: {
            region: "eu-west-1",
            access_key: administrator.accessKeyId,
            secret_key: administrator.secretAccessKey,
          },
        },
        resource: resources(edition),
        ...(edition === "changed" && {
          moved: [{ from: "aws_cognito_user_pool.people", to: "aws_cognito_user_pool.directory" }],
        }),
      };
      writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify(stack));
    };
    write("first");
    const aws = await startLocalAws({ credentials: administrator });
    try {
      const binary = await findTerraform(process.env);
      const providers = await prepareProviders({
        terraform: binary,
        required: await requiredProviders(folder, binary.registryHost),
        projectMirror: path.join(localFolder, "providers"),
        runFolder: path.join(folder, "run"),
        userEnvironment: process.env,
      });
      const terraform = async (...args: string[]): Promise<string> => {
        const child = spawn(binary.command, [...args, "-no-color"], {
          cwd: folder,
          env: { ...process.env, ...providers.environment, AWS_ENDPOINT_URL: aws.endpoint },
        });
        const ended = new Promise((resolve) => child.once("close", resolve));
        const [said, problems] = await Promise.all([text(child.stdout), text(child.stderr)]);
        if ((await ended) !== 0) throw new Error(problems);
        return said;
      };
      await terraform("init");
      await terraform("apply", "-auto-approve");
      write("changed");
      await terraform("plan", "-out=plan");
      const { resource_changes: changes } = JSON.parse(
        await terraform("show", "-json", "plan"),
      ) as { readonly resource_changes: readonly PlannedChange[] };

      const replaced = new Set(
        changes.flatMap(({ type, change }) =>
          (change.replace_paths ?? []).map((attribute) => `${type}.${written(attribute)}`),
        ),
      );
      const expected = Object.keys(resources("first")).flatMap((type) =>
        (statefulResource(type)?.forGood ?? []).map(({ attribute }) => `${type}.${attribute}`),
      );
      expect([...replaced].sort()).toEqual(
        expected.filter((attribute) => !notReplaced.has(attribute)).sort(),
      );
      expect(
        changes.find(({ address }) => address === "aws_cognito_user_pool.directory"),
      ).toMatchObject({
        previous_address: "aws_cognito_user_pool.people",
        change: { actions: ["no-op"] },
      });
    } finally {
      await aws.stop();
    }
  },
  10 * minutes,
);

/** `username_configuration[0].case_sensitive`. */
function written(attribute: readonly (string | number)[]): string {
  return attribute
    .map((key) => (typeof key === "number" ? `[${key}]` : key))
    .join(".")
    .replaceAll(".[", "[");
}
