import type { Problem } from "../problem";
import type { CheckedConfiguration } from "../schema";
import type { NamedRule, Project, Sound } from "./rule";

/** What breaks `rules`: first environment by environment, then what concerns several of them. */
export function brokenRules(
  rules: readonly NamedRule[],
  configuration: Sound<CheckedConfiguration>,
  project: Project,
): readonly Problem[] {
  const environments = Object.entries(configuration.environments ?? {}).flatMap(
    ([environment, input]) =>
      input
        ? [
            {
              input,
              place: {
                project: configuration.project ?? "",
                environment,
                path: `environments.${environment}`,
              },
            },
          ]
        : [],
  );
  return [
    ...environments.flatMap(({ input, place }) =>
      rules.flatMap((rule) => ("within" in rule ? rule.within(input, place) : [])),
    ),
    ...rules.flatMap((rule) =>
      "across" in rule ? rule.across({ ...project, configuration, environments }) : [],
    ),
  ];
}
