import { parameterName } from "../../configuration/output-parameters";
import type { Block } from "../block";
import type { DeployedEnvironment } from "./deployed-resources";
import type { StatedActions } from "./http-api-statements";

/**
 * A parameter, by its name. Those of an output's map are allowed by the map: an environment may have
 * hundreds of clients, and a policy has a size.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export function parameterStatements(
  environment: DeployedEnvironment,
  { name }: Block["values"],
): StatedActions {
  const { region, accountId } = environment;
  const own = `${parameterName(environment)}/`;
  const named = String(name);
  const [, map] = named.startsWith(own)
    ? (/^([^/]+)\/[^/]+$/.exec(named.slice(own.length)) ?? [])
    : [];
  const path = map === undefined ? named : `${own}${map}/*`;
  const resources = [`arn:aws:ssm:${region}:${accountId}:parameter/${path.replace(/^\//, "")}`];
  const reason = "The entries of one output of this environment's.";
  return {
    read: [
      {
        sid: "ReadParameters",
        actions: ["ssm:GetParameter", "ssm:ListTagsForResource"],
        resources,
        reason,
      },
      {
        sid: "FindParameters",
        actions: ["ssm:DescribeParameters"],
        resources: ["*"],
        reason: "It takes no resource, and tells names and no values.",
      },
    ],
    write: [
      {
        sid: "WriteParameters",
        actions: [
          "ssm:AddTagsToResource",
          "ssm:DeleteParameter",
          "ssm:PutParameter",
          "ssm:RemoveTagsFromResource",
        ],
        resources,
        reason,
      },
    ],
  };
}
