import { CreateAliasCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { findKeys, possibleImports } from "../../../../tools/deploy/bootstrap/existing-resources";
import { type LocalAws, startLocalAws } from "../../../../tools/local-aws/local-aws";
import type { S3State } from "../../../../tools/deploy/state/state-bucket";
import { duringTests } from "../../../support/during-tests";
import { administrator } from "../../../support/administrator";

const alias = "alias/acme-one-state";
const description = "Encrypts Terraform's states.";
const tags = { project: "acme", environment: "one", "managed-by": "gatehouse" };
const state: S3State = {
  backend: "s3",
  bucket: "acme-states",
  keyPrefix: "acme/one",
  region: "us-east-1",
  kmsKeyId: undefined,
  bucketOf: "one",
};
const stack = {
  aws_kms_key: { state_key: { description } },
  aws_kms_alias: { state_alias: { name: alias, target_key_id: "${aws_kms_key.state_key.key_id}" } },
};

const { env } = process;
let kms: KMSClient;

duringTests(
  () => startLocalAws({ credentials: administrator }),
  ({ endpoint, region }: LocalAws) => {
    Object.assign(env, {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    kms = new KMSClient({ region });
  },
);

beforeAll(async () => {
  // What looks like it and is not: another environment's, and one without any tags.
  await makeKey({ ...tags, environment: "two" });
  await makeKey({});
});

afterAll(() => {
  kms.destroy();
});

async function makeKey(ofTags: Record<string, string>): Promise<string> {
  const Tags = Object.entries(ofTags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: description, Tags }));
  return KeyMetadata?.KeyId ?? "";
}

async function imports(...known: string[]) {
  const keys = await findKeys(stack, { tags }, state, new Set(known), new AbortController().signal);
  const environment = { accountId: "123456789012" };
  return possibleImports(stack, environment, new Set(known), { hasBucket: false, keys });
}

test("a key that a killed bootstrap has made and not named is taken over; no other is", async () => {
  expect(await imports()).toEqual([]);
  const id = await makeKey(tags);
  expect(await imports()).toEqual([{ to: "aws_kms_key.state_key", id }]);
  expect(await imports("aws_kms_key.state_key")).toEqual([]);

  await kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: id }));
  expect(await imports()).toEqual([
    { to: "aws_kms_alias.state_alias", id: alias },
    { to: "aws_kms_key.state_key", id },
  ]);
});
