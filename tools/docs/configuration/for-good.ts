import { statefulResources } from "../../review/stateful-resources";

type Stateful = typeof statefulResources;

/** What the lock holds of a resource, as the configuration calls it. */
export interface ForGoodOption {
  readonly path: string;
  readonly type: keyof Stateful;
  readonly attribute: string;
}

/** Settings that are for good, each with what `gatehouse.lock.json` holds of them. */
export const forGoodOptions: readonly ForGoodOption[] = [
  ...(
    [
      ["usernameAttributes", "username_attributes"],
      ["aliasAttributes", "alias_attributes"],
      ["requiredAttributes", "schema"],
      ["immutableAttributes", "schema"],
      ["customAttributes", "schema"],
    ] as const
  ).map(([name, attribute]) => ({
    path: `environments.<name>.userPool.${name}`,
    type: "aws_cognito_user_pool" as const,
    attribute,
  })),
  {
    path: "environments.<name>.clients.<name>.generateSecret",
    type: "aws_cognito_user_pool_client",
    attribute: "generate_secret",
  },
  {
    path: "environments.<name>.groups[].name",
    type: "aws_cognito_user_group",
    attribute: "name",
  },
  {
    path: "environments.<name>.resourceServers.<name>.identifier",
    type: "aws_cognito_resource_server",
    attribute: "identifier",
  },
  ...["prefix", "name"].map((name) => ({
    path: `environments.<name>.domain.${name}`,
    type: "aws_cognito_user_pool_domain" as const,
    attribute: "domain",
  })),
];

/** What becomes of users when a setting changes; `undefined` for one that may. */
export function effectOfChange(path: string): string | undefined {
  const option = forGoodOptions.find((one) => one.path === path);
  if (option === undefined) return undefined;
  const attributes: readonly { readonly attribute: string; readonly effect: string }[] =
    statefulResources[option.type].forGood;
  return attributes.find(({ attribute }) => attribute === option.attribute)?.effect;
}
