import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Environment } from "../../configuration";
import { providerList } from "../../configuration/identity-providers/provider-list";

/** What stands for a secret that only a provider and AWS know. */
const placeholder = "a-secret-of-the-local-aws";

/** How to reach the local AWS. */
interface LocalClient {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * Puts something where an environment's identity providers have their secrets: Terraform reads them, and
 * a local AWS is empty when it starts.
 */
export async function putPlaceholderSecrets(
  { identityProviders }: Environment,
  config: LocalClient,
): Promise<void> {
  const references = providerList(identityProviders).flatMap(({ secrets }) =>
    Object.values(secrets),
  );
  const parameters = new Set(references.flatMap(({ parameter }) => parameter ?? []));
  const ssm = new SSMClient(config);
  for (const Name of parameters) {
    await ssm.send(new PutParameterCommand({ Name, Value: placeholder, Type: "SecureString" }));
  }
  const secrets = new Set(references.flatMap(({ secret }) => secret ?? []));
  const manager = new SecretsManagerClient(config);
  for (const Name of secrets) {
    const keys = references.flatMap((each) =>
      each.secret === Name && each.key !== undefined ? [each.key] : [],
    );
    const SecretString =
      keys.length === 0
        ? placeholder
        : JSON.stringify(Object.fromEntries(keys.map((key) => [key, placeholder])));
    await manager.send(new CreateSecretCommand({ Name, SecretString }));
  }
}
