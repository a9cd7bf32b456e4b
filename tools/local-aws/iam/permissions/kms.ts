import { isJsonObject, readJson } from "../../json-protocol";
import { arn, ask, type Inquiry, type Permission, type Permissions } from "./inquiry";

const keyOperations = new Set([
  "Decrypt",
  "DescribeKey",
  "Encrypt",
  "GenerateDataKey",
  "GenerateDataKeyWithoutPlaintext",
  "GetPublicKey",
  "Sign",
  "Verify",
]);

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/policy-conditions.html */
export async function kms(inquiry: Inquiry): Promise<Permissions> {
  const { operation = "" } = inquiry.request;
  if (!keyOperations.has(operation)) return undefined;
  const { KeyId, CiphertextBlob, EncryptionContext } = readJson(inquiry.request);
  // moto's ciphertext begins with the id of the key that made it, in 36 characters.
  const keyId =
    typeof KeyId === "string"
      ? KeyId
      : Buffer.from(String(CiphertextBlob), "base64").subarray(0, 36).toString("latin1");
  const encryptionContext = Object.entries(
    isJsonObject(EncryptionContext) ? EncryptionContext : {},
  );
  const alias = /(?:^|:)(alias\/.+)$/.exec(keyId)?.[1];
  return [
    {
      action: `kms:${operation}`,
      // Policies name the key, even where the caller names an alias of it.
      resources: [alias === undefined ? keyArn(inquiry, keyId) : await keyBehind(inquiry, keyId)],
      context: {
        "kms:CallerAccount": inquiry.accountId,
        "kms:EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        ...(alias !== undefined && { "kms:RequestAlias": alias }),
        ...(encryptionContext.length > 0 && {
          "kms:EncryptionContextKeys": encryptionContext.map(([name]) => name),
        }),
        ...Object.fromEntries(
          encryptionContext.map(([name, value]) => [
            `kms:EncryptionContext:${name}`,
            String(value),
          ]),
        ),
      },
    },
  ];
}

function keyArn(inquiry: Inquiry, keyId: string): string {
  return keyId.startsWith("arn:") ? keyId : arn(inquiry, `key/${keyId}`);
}

async function keyBehind(inquiry: Inquiry, alias: string): Promise<string> {
  const answer = await ask(inquiry, "TrentService.DescribeKey", { KeyId: alias });
  const { KeyMetadata } = answer;
  const found = isJsonObject(KeyMetadata) ? KeyMetadata["Arn"] : undefined;
  return typeof found === "string" ? found : keyArn(inquiry, alias);
}

/**
 * What a service does with a key in the caller's name. AWS's own keys let everybody of the account in
 * who comes through their service, so that no policy has to name them.
 */
export async function usingKey(
  { request, ...rest }: Inquiry,
  action: "Decrypt" | "GenerateDataKey",
  key: unknown,
  encryptionContext: Readonly<Record<string, string>>,
): Promise<readonly Permission[]> {
  if (typeof key !== "string" || /(^|:)alias\/aws\//.test(key)) return [];
  const inquiry = { ...rest, request: { ...request, service: "kms" } };
  const resource = key.includes("alias/") ? await keyBehind(inquiry, key) : keyArn(inquiry, key);
  const context = {
    "kms:ViaService": `${request.service}.${request.region}.amazonaws.com`,
    "kms:CallerAccount": inquiry.accountId,
    ...Object.fromEntries(
      Object.entries(encryptionContext).map(([name, value]) => [
        `kms:EncryptionContext:${name}`,
        value,
      ]),
    ),
  };
  return [{ action: `kms:${action}`, resources: [resource], context }];
}
