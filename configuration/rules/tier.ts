import { isBelow, tierFeatures, tierOf } from "../tier";
import type { Rule } from "./rule";

export const tierHasTheFeatures: Rule = (environment, { path }) => {
  const tier = tierOf(environment);
  return tierFeatures(environment)
    .filter(({ needs }) => isBelow(tier, needs))
    .map(({ feature, needs, path: at, value, without }) => ({
      path: `${path}.${at}`,
      value,
      rule: `${feature} needs the tier ${needs === "PLUS" ? "PLUS" : "ESSENTIALS or PLUS"}, and this pool is ${tier}`,
      fix: `remove \`tier\`, which is worked out, or set \`tier: "${needs}"\`; or ${without}`,
    }));
};
