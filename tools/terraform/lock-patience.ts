/** Long enough for a plan or a small deploy to end, short enough not to be taken for a hang. */
export const LOCK_TIMEOUT_SECONDS = 60;

/** The commands that take a state's lock. */
const locking = ["plan", "apply", "destroy", "refresh"] as const;

/**
 * Lets Terraform wait for whoever holds a state's lock, instead of failing at once; unless the user
 * has said how long it is to wait.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_cli_args-and-tf_cli_args_name
 */
export function lockPatience(
  userEnvironment: NodeJS.ProcessEnv,
  seconds: number,
): Readonly<Record<string, string>> {
  if (userEnvironment["TF_CLI_ARGS"]?.includes("-lock")) return {};
  return Object.fromEntries(
    locking.flatMap((command) => {
      const name = `TF_CLI_ARGS_${command}`;
      const own = userEnvironment[name] ?? "";
      return own.includes("-lock") ? [] : [[name, `${own} -lock-timeout=${seconds}s`.trim()]];
    }),
  );
}
