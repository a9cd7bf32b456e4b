import type { Variables } from "../aws/environment-variables";

/** The key that codes are encrypted with. */
export interface CodesKeySettings {
  readonly keyArn: string;
  /** The key's Region. */
  readonly region: string;
}

/**
 * Reads `CODES_KEY_ARN`.
 *
 * @throws Error when it is no key's ARN. An alias will not do: messages name the key itself.
 */
export function readCodesKey(variables: Variables): CodesKeySettings {
  const keyArn = variables["CODES_KEY_ARN"] ?? "";
  const [, region] = /^arn:[\w-]+:kms:([\w-]+):\d{12}:key\/[\w-]+$/.exec(keyArn) ?? [];
  if (region === undefined) {
    throw new Error(`Environment variable CODES_KEY_ARN is not the ARN of a KMS key: ${keyArn}`);
  }
  return { keyArn, region };
}
