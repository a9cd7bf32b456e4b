import type { Problem } from "../problem";
import type { CheckedConfiguration } from "../schema";
import type { Sound } from "./rule";

/** A difference is expected between environments that are there. */
export function differencesAreBetweenEnvironments({
  expectedDifferences,
  environments = {},
}: Sound<CheckedConfiguration>): readonly Problem[] {
  return (expectedDifferences ?? []).flatMap((difference, index) =>
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
}
