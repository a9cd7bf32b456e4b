import { devNull } from "node:os";

type Environment = Readonly<Record<string, string>>;

const needed = ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL"];

/**
 * What Terraform gets in every local run: how to find programs and folders, and no more. Settings
 * from the user's shell or AWS profile (`TF_CLI_ARGS`, `TF_WORKSPACE`, `AWS_PROFILE`, an
 * `endpoint_url` in `~/.aws/config`, ...) could otherwise send a local run to a real account.
 * https://developer.hashicorp.com/terraform/cli/config/environment-variables
 */
export function isolatedEnvironment(userEnvironment: NodeJS.ProcessEnv): Environment {
  return {
    ...pick(userEnvironment, (name) => needed.includes(name)),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
  };
}

const network = /^(https?_proxy|no_proxy|SSL_CERT_(FILE|DIR)|TF_TOKEN_.+|TF_REGISTRY_.+)$/i;

/** What a download of providers needs on top: proxies, certificates and registry tokens. */
export function networkEnvironment(userEnvironment: NodeJS.ProcessEnv): Environment {
  return pick(userEnvironment, (name) => network.test(name));
}

function pick(from: NodeJS.ProcessEnv, wanted: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(from).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && wanted(entry[0]),
    ),
  );
}
