import { buildDecrypt } from "@aws-crypto/decrypt-node";
import { KmsKeyringNode } from "@aws-crypto/kms-keyring-node";
import { CommitmentPolicy } from "@aws-crypto/material-management-node";
import { DecryptCommand, type DecryptCommandInput, type KMSClient } from "@aws-sdk/client-kms";
import { deadline } from "../aws/deadline";
import type { CodeDecrypter } from "./code-decrypter";

/** Cognito's messages are of the format that does not commit to its key, so it must be allowed. */
const { decrypt } = buildDecrypt(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);

/**
 * The AWS Encryption SDK with one symmetric KMS key. Needs `kms:Decrypt` on the key; a message of any
 * other key is refused before KMS is asked.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html
 */
export class KmsCodeDecrypter implements CodeDecrypter {
  constructor(
    private readonly client: KMSClient,
    private readonly keyArn: string,
  ) {
    client.middlewareStack.use(deadline());
  }

  async decrypt(code: string, userPoolId: string, signal: AbortSignal): Promise<string> {
    const { plaintext, messageHeader } = await decrypt(
      // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the SDK's types lose that one extends the other
      this.keyring(signal),
      Buffer.from(code, "base64"),
    );
    // Bound to the ciphertext: nobody can bring a code of another pool that shares the key.
    if (messageHeader.encryptionContext["userpool-id"] !== userPoolId) {
      throw new Error("The code was encrypted for another user pool");
    }
    return plaintext.toString("utf8");
  }

  /** A keyring can decrypt only, and only while the signal lets it. */
  private keyring(signal: AbortSignal): KmsKeyringNode {
    const decryptOnly = {
      decrypt: async (input: DecryptCommandInput) => {
        const decrypted = await this.client.send(new DecryptCommand(input), {
          abortSignal: signal,
        });
        const { KeyId = "", Plaintext = new Uint8Array() } = decrypted;
        return { KeyId, Plaintext };
      },
      encrypt: () => Promise.reject(new Error("A sender encrypts nothing")),
      generateDataKey: () => Promise.reject(new Error("A sender encrypts nothing")),
    };
    return new KmsKeyringNode({ keyIds: [this.keyArn], clientProvider: () => decryptOnly });
  }
}
