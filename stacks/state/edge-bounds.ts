import type { Statement } from "../iam/policy-document";
import { arnOf, type Held } from "./coverage";
import type { deployedResources } from "./deployed-resources";
import type { Granted } from "./granted";

/** A function that CloudFront calls. It is in us-east-1, where the boundary knows no function of the environment's. */
export interface EdgeHolder {
  readonly kind: "edge";
  readonly name: string;
  readonly arn: string;
}

/** The function at the edge that has a role; `undefined` where the role is for anything else. */
export function edgeHolder(role: Held, held: readonly Held[]): EdgeHolder | undefined {
  if (!String(role.values["assume_role_policy"]).includes("edgelambda.amazonaws.com")) {
    return undefined;
  }
  const target = held.find(
    ({ type, values }) =>
      type === "aws_lambda_function" && String(values["role"]).startsWith(`\${${role.address}.`),
  );
  const arn = target && arnOf(target);
  return arn === undefined
    ? undefined
    : { kind: "edge", name: String(target?.values["function_name"]), arn };
}

/** Its logs: those of AWS where it runs, and its own for calls that come by no distribution. */
const edgeLog = /^arn:aws:logs:[^:]+:\d+:log-group:\/aws\/lambda\/(?:us-east-1\.)?([^:]+)(?::\*)?$/;

/**
 * Lets a function at the edge do what a function in the environment's own Region may, and this one function alone.
 *
 * @param inRegion the statement by which any other function may do it.
 */
export function boundAtEdge(
  granted: Granted,
  { name, arn }: EdgeHolder,
  { functions }: ReturnType<typeof deployedResources>,
  index: number,
  inRegion: (granted: Granted) => Statement | undefined,
): Statement | undefined {
  const { action, resource } = granted;
  if (resource === undefined) return undefined;
  const statement = {
    sid: `BoundedByGrant${index}`,
    actions: [action],
    resources: [resource],
    reason: "What a grant of a function at the edge names, and nothing else.",
  };
  if (action.startsWith("logs:") && edgeLog.exec(resource)?.[1] === name) return statement;
  const conditions = inRegion(granted)?.conditions;
  return (
    conditions && {
      ...statement,
      conditions: JSON.parse(
        JSON.stringify(conditions).replaceAll(functions, arn),
      ) as typeof conditions,
    }
  );
}
