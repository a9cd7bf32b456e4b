import {
  type ConfigurationInput,
  type Environment,
  type EnvironmentInput,
  type EnvironmentParts,
  resolveConfiguration,
} from "../../configuration";

/** An environment on AWS with nothing but its place. */
export const awsEnvironment = {
  accountId: "111122223333",
  region: "eu-west-1",
  state: { bucket: "acme-terraform-state" },
} as const satisfies EnvironmentInput;

/** A configuration with one environment, `dev`, on AWS. A test shows only what it adds. */
export function configurationWith(parts: EnvironmentParts = {}): ConfigurationInput {
  return { project: "acme", environments: { dev: { ...awsEnvironment, ...parts } } };
}

/** That environment, checked and complete. */
export function environmentWith(parts: EnvironmentParts = {}): Environment {
  const [environment] = resolveConfiguration(configurationWith(parts));
  if (environment === undefined) throw new Error("The configuration has no environment.");
  return environment;
}
