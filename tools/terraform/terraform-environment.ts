import { devNull } from "node:os";

type Environment = Readonly<Record<string, string>>;

const needed = ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL"];

/**
 * Terraform and its providers live for seconds. The AWS provider reads 1,500 resource types as it
 * starts; with Go collecting garbage less often than it does by default (100), `terraform validate`
 * takes four fifths of the processor time, and a tenth more memory.
 * https://pkg.go.dev/runtime#hdr-Environment_Variables
 */
export const garbageCollection = { GOGC: "400" };

/**
 * What Terraform gets in every local run: how to find programs and folders, and no more. Settings
 * from the user's shell or AWS profile (`TF_CLI_ARGS`, `TF_WORKSPACE`, `AWS_PROFILE`, an
 * `endpoint_url` in `~/.aws/config`, ...) could otherwise send a local run to a real account.
 * https://developer.hashicorp.com/terraform/cli/config/environment-variables
 */
export function isolatedEnvironment(userEnvironment: NodeJS.ProcessEnv): Environment {
  return {
    ...garbageCollection,
    ...pick(userEnvironment, (name) => needed.includes(name)),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
  };
}

/**
 * What Terraform gets where it works on a team's own account: all that the user has set up, since
 * credentials come by profile, SSO, role or variables. Only what would lead it to another state, or
 * to a part of the stack, is left out; of Terraform's arguments, all but how long it is to wait for a
 * lock (`TF_CLI_ARGS_apply=-lock-timeout=10m`).
 */
export function usersEnvironment(userEnvironment: NodeJS.ProcessEnv): Environment {
  return {
    ...garbageCollection,
    ...pick(userEnvironment, (name, value) =>
      name.startsWith("TF_CLI_ARGS")
        ? /^\s*-lock-timeout=\w+\s*$/.test(value)
        : !/^TF_(WORKSPACE|DATA_DIR|VAR_.*)$/.test(name),
    ),
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

function pick(
  from: NodeJS.ProcessEnv,
  wanted: (name: string, value: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(from).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && wanted(entry[0], entry[1]),
    ),
  );
}
