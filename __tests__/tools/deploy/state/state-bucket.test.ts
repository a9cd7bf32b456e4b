import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "@jest/globals";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { refusePlainMoto } from "../../../../tools/deploy/plain-moto";
import {
  explainBucket,
  findStateBucket,
  type S3State,
} from "../../../../tools/deploy/state/state-bucket";
import { startLocalAws } from "../../../../tools/local-aws/local-aws";
import { duringTests } from "../../../support/during-tests";
import { administrator } from "../../../support/administrator";

const environment = { environment: "one", accountId: "123456789012" };
const { signal } = new AbortController();
let endpoint: string;

duringTests(
  () => startLocalAws({ credentials: administrator }),
  (aws) => {
    ({ endpoint } = aws);
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
  },
);

function stateIn(bucket: string): S3State {
  const kmsKeyId = undefined;
  return {
    backend: "s3",
    bucket,
    keyPrefix: "acme",
    region: "us-east-1",
    kmsKeyId,
    bucketOf: "one",
  };
}

test("a bucket in another Region is told with that Region, and a missing one with how to make it", async () => {
  const s3 = new S3Client({ region: "eu-west-1" });
  const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
  await s3.send(new CreateBucketCommand({ Bucket: "acme-far", CreateBucketConfiguration }));
  s3.destroy();
  const explained = async (state: S3State) => {
    const found = await findStateBucket(environment, state, signal);
    return found.is === "there" ? found.is : explainBucket(environment, state, found);
  };
  expect(await explained(stateIn("acme-far"))).toContain("is in eu-west-1, not in us-east-1");
  expect(await explained(stateIn("acme-none"))).toContain("npm run bootstrap -- one");
});

test("a bootstrap refuses a moto_server by itself, and not the local AWS", async () => {
  await refusePlainMoto(endpoint, signal);
  await refusePlainMoto(undefined, signal);
  const moto = createServer((_request, response) => {
    response.writeHead(200, { server: "Werkzeug/3.1.8 Python/3.11.7" }).end();
  });
  await new Promise<void>((resolve) => moto.listen(0, "127.0.0.1", resolve));
  const { port } = moto.address() as AddressInfo;
  try {
    await expect(refusePlainMoto(`http://127.0.0.1:${port}`, signal)).rejects.toThrow(
      "Use the local AWS",
    );
  } finally {
    moto.closeAllConnections();
    moto.close();
  }
});
