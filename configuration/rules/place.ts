import { defaultKeyPrefix } from "../defaults";
import type { Rule, WideRule } from "./rule";

export const placeIsComplete: Rule = (environment, { path }) => {
  if (environment.platform === "local") {
    return (["accountId", "state"] as const)
      .filter((field) => environment[field] !== undefined)
      .map((field) => ({
        path: `${path}.${field}`,
        value: environment[field],
        rule: "a local environment has no account and no remote state: it runs on this computer",
        fix: `remove ${field}, or \`platform: "local"\``,
      }));
  }
  return (["accountId", "region", "state"] as const)
    .filter((field) => !(field in environment))
    .map((field) => ({
      path: `${path}.${field}`,
      value: undefined,
      rule: `an environment on AWS names its ${field}`,
      fix: `add ${field}, or \`platform: "local"\` if it is to run on this computer`,
    }));
};

export const protectionHasAReason: Rule = ({ protection }, { path }) =>
  protection?.enabled === false && protection.reason === undefined
    ? [
        {
          path: `${path}.protection.reason`,
          value: undefined,
          rule: "protection goes off only for a written reason: without it, one apply can delete every user",
          fix: 'add `reason: "…"`, or leave `protection` out',
        },
      ]
    : [];

/** Who may read an environment's folder may read all folders in it, so none lies within another. */
export const sharedStates: WideRule = ({ environments }) => {
  const folders: { readonly bucket: string; readonly prefix: string; readonly of: string }[] = [];
  return environments.flatMap(({ input: { state }, place }) => {
    if (state?.bucket === undefined) return [];
    const { bucket, keyPrefix = defaultKeyPrefix(place.project, place.environment) } = state;
    const prefix = `${keyPrefix}/`;
    const other = folders.find(
      (one) =>
        one.bucket === bucket && (one.prefix.startsWith(prefix) || prefix.startsWith(one.prefix)),
    );
    folders.push({ bucket, prefix, of: place.environment });
    if (other === undefined) return [];
    return [
      {
        path: `${place.path}.state`,
        value: { bucket, keyPrefix },
        rule:
          other.prefix === prefix
            ? `each environment has a state of its own, and this one is ${other.of}'s: an apply here would destroy what is there`
            : `each environment has a folder of its own, and this one's and ${other.of}'s lie one within the other: who deploys the one could read the other's state`,
        fix: "give it another bucket or another keyPrefix",
      },
    ];
  });
};
