import type { Statement } from "../iam/policy-document";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";

/** Reading an environment's states. No lock: a plan writes nothing, and what is cut off leaves none. */
export function readStateStatements(environment: DeployedEnvironment): readonly Statement[] {
  const of = deployedResources(environment);
  const { keyPrefix } = environment.state;
  return [
    {
      sid: "ListStates",
      actions: ["s3:ListBucket"],
      resources: [of.stateBucket],
      conditions: {
        // If it exists: without leave to list, S3 answers 403 for a state that is not there yet, and
        // asks that without a prefix. `env:/` is where Terraform looks for workspaces.
        StringLikeIfExists: { "s3:prefix": [`${keyPrefix}/*`, "env:/"] },
      },
    },
    { sid: "ReadStates", actions: ["s3:GetObject"], resources: [of.states] },
    ...useStateKey(environment, "ReadWithStateKey", ["kms:Decrypt"]),
  ];
}

/** Reading the state of one stack, for another project of the account: of the bucket nothing else. */
export function readOneStateStatements(
  environment: DeployedEnvironment,
  part: string,
): readonly Statement[] {
  const { stateBucket } = deployedResources(environment);
  return [
    {
      // Where Terraform looks for workspaces before it reads a state. There are none.
      sid: "ListWorkspaces",
      actions: ["s3:ListBucket"],
      resources: [stateBucket],
      conditions: { StringEquals: { "s3:prefix": "env:/" } },
    },
    {
      sid: "ReadState",
      actions: ["s3:GetObject"],
      resources: [`${stateBucket}/${environment.state.keyPrefix}/${part}.tfstate`],
    },
    ...useStateKey(environment, "ReadWithStateKey", ["kms:Decrypt"]),
  ];
}

/** The key of the states, for S3 alone. */
export function useStateKey(
  environment: DeployedEnvironment,
  sid: string,
  actions: readonly string[],
): readonly Statement[] {
  const { stateKey } = deployedResources(environment);
  if (stateKey === undefined) return [];
  return [
    {
      sid,
      actions,
      resources: [stateKey.resource],
      conditions: {
        StringEquals: { "kms:ViaService": `s3.${environment.state.region}.amazonaws.com` },
        ...stateKey.conditions,
      },
    },
  ];
}

/** Locking and writing the states of the stacks that workflows apply. */
export function writeStateStatements(environment: DeployedEnvironment): readonly Statement[] {
  const { stateFiles, ownStateFile, locks } = deployedResources(environment);
  return [
    { sid: "LockStates", actions: ["s3:PutObject", "s3:DeleteObject"], resources: [locks] },
    ...useStateKey(environment, "WriteWithStateKey", ["kms:GenerateDataKey"]),
    { sid: "WriteStates", actions: ["s3:PutObject"], resources: [stateFiles] },
    {
      sid: "KeepStateOfTheRoles",
      effect: "Deny",
      actions: ["s3:PutObject"],
      resources: [ownStateFile],
    },
  ];
}
