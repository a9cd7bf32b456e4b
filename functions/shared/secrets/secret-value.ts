import {
  GetSecretValueCommand,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from "@aws-sdk/client-secrets-manager";
import { clientDefaults } from "../aws/client-defaults";
import { deadline } from "../aws/deadline";
import { kept, type ReadValue } from "./kept-value";

/**
 * Reads a secret of Secrets Manager, and keeps it for five minutes. Make it once, outside of the handler.
 * Needs what `secret` of `stacks/auth/bindings` grants.
 *
 * @param secretId its ARN or name, from the variable that `secret` sets.
 * @throws Error of the returned function when there is no secret, it holds no text, or AWS does not
 *   answer in time. It never says what the secret is.
 */
export function secretValue(
  secretId: string,
  config: SecretsManagerClientConfig = clientDefaults(),
): ReadValue {
  const [, region] = /^arn:[\w-]+:secretsmanager:([\w-]+):/.exec(secretId) ?? [];
  const client = new SecretsManagerClient({ ...config, ...(region !== undefined && { region }) });
  client.middlewareStack.use(deadline());
  return kept(async (signal) => {
    const get = new GetSecretValueCommand({ SecretId: secretId });
    const { SecretString } = await client.send(get, { abortSignal: signal });
    if (SecretString === undefined) throw new Error(`The secret ${secretId} holds no text`);
    return SecretString;
  });
}
