import type { Binding } from "../../lambda/binding";
import type { CodesKey } from "../codes-key";

/**
 * What a sender needs to read the codes and passwords that Cognito has encrypted: `CODES_KEY_ARN`, and
 * `kms:Decrypt` for what was encrypted in the name of a user pool of the Region, as Cognito does.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html
 */
export function decryptCodes(key: CodesKey): Binding {
  return {
    environment: { CODES_KEY_ARN: key.arn },
    statements: [
      {
        sid: "DecryptCodes",
        actions: ["kms:Decrypt"],
        resources: [key.arn],
        conditions: { StringLike: { "kms:EncryptionContext:userpool-id": `${key.region}_*` } },
      },
    ],
  };
}
