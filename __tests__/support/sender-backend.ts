import { buildEncrypt } from "@aws-crypto/encrypt-node";
import { KmsKeyringNode } from "@aws-crypto/kms-keyring-node";
import { CommitmentPolicy } from "@aws-crypto/material-management-node";
import { KMS } from "@aws-sdk/client-kms";
import { afterAll, afterEach, beforeAll, beforeEach } from "@jest/globals";
import { startGateway, type Gateway } from "../../tools/local-aws/gateway";
import { Upstream } from "../../tools/local-aws/upstream";
import { duringTests } from "./during-tests";
import { USER_POOL_ID } from "./events/trigger-event";
import { startFakeServices, type FakeServices } from "./fake-services";
import { keptMoto } from "./kept-moto";

/** What a custom sender works with: SES and SNS are fakes, KMS is moto's. */
export interface SenderBackend {
  /** New with each test. */
  readonly services: FakeServices;
  /** The pool's key. */
  readonly keyArn: string;
  /** Makes another key; returns its ARN. */
  createKey(): Promise<string>;
  /** Encrypts as Cognito does, without key commitment, for the events' pool by the pool's key. */
  encrypt(
    secret: string,
    other?: { readonly keyArn?: string; readonly userPoolId?: string },
  ): Promise<string>;
}

const { encrypt } = buildEncrypt(CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT);

/** Starts a sender's backend for the tests of a file. Call once, outside of tests. */
export function senderBackend(): SenderBackend {
  let gateway: Gateway;
  let kms: KMS;
  let poolsKey: string;
  let services: FakeServices;

  duringTests(startServices, (started) => {
    ({ gateway } = started);
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    kms = new KMS({ endpoint: gateway.endpoint, region: "eu-west-1", credentials });
  });
  const createKey = async () => (await kms.createKey({})).KeyMetadata?.Arn ?? "";
  beforeAll(async () => {
    poolsKey = await createKey();
  });
  afterAll(() => {
    kms.destroy();
  });
  beforeEach(async () => {
    services = await startFakeServices(gateway.endpoint);
  });
  afterEach(() => services.close());

  return {
    get services() {
      return services;
    },
    get keyArn() {
      return poolsKey;
    },
    createKey,
    async encrypt(secret, { keyArn = poolsKey, userPoolId = USER_POOL_ID } = {}) {
      // The SDK's own types say undefined where the other's say missing.
      const clientProvider = (() => kms) as never;
      const keyring = new KmsKeyringNode({ generatorKeyId: keyArn, clientProvider });
      const encryptionContext = { "userpool-id": userPoolId };
      // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the SDK's types lose that one extends the other
      const { result } = await encrypt(keyring, secret, { encryptionContext });
      return result.toString("base64");
    },
  };
}

/** moto behind a gateway that closes none of its gaps: senders need only its KMS. */
async function startServices() {
  const moto = await keptMoto();
  const upstream = new Upstream(moto.socket);
  const gateway = await startGateway({
    forward: (request) => upstream.forward(request),
    region: "eu-west-1",
  });
  return {
    gateway,
    async stop() {
      await gateway.close();
      upstream.close();
    },
  };
}
