import type { Environment } from "../../../configuration";
import { statePlace } from "../../../stacks/environment-stack";
import { policyDocument } from "../../../stacks/iam/policy-document";
import { readOneStateStatements } from "../../../stacks/state/state-statements";

/** What another project's Terraform reads a stack's outputs by. */
export interface RemoteState {
  /** In Terraform's language. */
  readonly dataSource: string;
  /** What whoever runs it may do: JSON, as IAM takes it. */
  readonly policy: string;
}

/**
 * How another project of the same account reads the outputs of a stack, and the policy that lets it: this one
 * state, and nothing is written.
 *
 * @throws Error for a local environment, whose state is a file on this computer.
 * @see https://developer.hashicorp.com/terraform/language/state/remote-state-data
 */
export function remoteState(environment: Environment, part: string): RemoteState {
  const { state } = environment;
  const { backend, place } = statePlace(part, environment);
  if (state.backend === "local" || backend === "local") {
    throw new Error(
      `${environment.environment} has its state on this computer: no other project can read it.`,
    );
  }
  const { bucket, key, region } = place;
  const policy = policyDocument(readOneStateStatements({ ...environment, state }, part));
  return {
    dataSource: [
      `data "terraform_remote_state" "${part}" {`,
      '  backend = "s3"',
      "  config = {",
      `    bucket = "${bucket}"`,
      `    key    = "${key}"`,
      `    region = "${region}"`,
      "  }",
      "}",
    ].join("\n"),
    policy: JSON.stringify(JSON.parse(policy), null, 2),
  };
}
