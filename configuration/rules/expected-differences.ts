import type { WideRule } from "./rule";

export const differencesAreBetweenEnvironments: WideRule = ({
  configuration: { expectedDifferences, environments = {} },
}) =>
  (expectedDifferences ?? []).flatMap((difference, index) =>
    (difference?.between ?? []).flatMap((name, side) =>
      name === undefined || Object.hasOwn(environments, name)
        ? []
        : [
            {
              path: `expectedDifferences[${index}].between[${side}]`,
              value: name,
              rule: "a difference is between two of the environments",
              fix: `name one of ${Object.keys(environments).join(", ")}`,
            },
          ],
    ),
  );
