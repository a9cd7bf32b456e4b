import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { buildEncrypt } from "@aws-crypto/encrypt-node";
import { KmsKeyringNode } from "@aws-crypto/kms-keyring-node";
import { CommitmentPolicy } from "@aws-crypto/material-management-node";
import { z } from "zod";
import { readJson } from "../../json-protocol";
import { ownRequest } from "../../own-request";
import type { MotoClient } from "../moto/moto-client";

/**
 * Cognito's messages are of the first format, without key commitment: a function that insists on
 * commitment cannot read them. AWS's own example allows both.
 */
const { encrypt } = buildEncrypt(CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT);

const dataKey = z.object({
  KeyId: z.string(),
  Plaintext: z.base64().transform((text) => Buffer.from(text, "base64")),
  CiphertextBlob: z.base64().transform((text) => Buffer.from(text, "base64")),
});

/**
 * Encrypts a code as Cognito does for a custom sender: with the AWS Encryption SDK, under the pool's
 * KMS key, bound to the pool by the encryption context `userpool-id`. An event that was published
 * with its code (of eu-west-1) has this context and this algorithm.
 *
 * @returns the message in base64.
 * @throws Error as KMS refused, or when the pool names no key.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html
 */
export async function encryptSecret(
  moto: MotoClient,
  pool: UserPoolType,
  secret: string,
): Promise<string> {
  const generatorKeyId = pool.LambdaConfig?.KMSKeyID;
  if (!generatorKeyId) throw new Error("The user pool has no KMSKeyID.");
  const keyring = new KmsKeyringNode({
    generatorKeyId,
    clientProvider: () => keyService(moto, pool),
  });
  const encryptionContext = { "userpool-id": pool.Id ?? "" };
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the SDK's types lose that one extends the other
  const { result } = await encrypt(keyring, secret, { encryptionContext });
  return result.toString("base64");
}

/** What the Encryption SDK needs of KMS. To encrypt under one key, it asks for a data key only. */
function keyService(moto: MotoClient, pool: UserPoolType) {
  const region = pool.Id?.split("_")[0] ?? "";
  const notAsked = (): never => {
    throw new Error("Cognito only generates data keys.");
  };
  return {
    async generateDataKey(input: object) {
      const response = await moto.forward(
        ownRequest({
          service: "kms",
          region,
          target: "TrentService.GenerateDataKey",
          body: JSON.stringify(input),
        }),
      );
      if (response.status === 200) return dataKey.parse(readJson(response));
      throw new Error(`KMS answered ${response.status}: ${response.body.toString("utf8")}`);
    },
    encrypt: notAsked,
    decrypt: notAsked,
  };
}
