import { triggerCatalogue, type TriggerName } from "../trigger-catalogue";
import type { Problem } from "../problem";
import type { Rule } from "./rule";

/** Only functions that nobody waits for have a time of their own. */
export const cognitoSetsTheTime: Rule = ({ functions }, { path }) => {
  const rule = "Cognito waits 5 seconds for a trigger, and no setting changes that";
  return [
    ...(functions?.timeoutSeconds === undefined
      ? []
      : [
          {
            path: `${path}.functions.timeoutSeconds`,
            value: functions.timeoutSeconds,
            rule,
            fix: "set it for the one function that needs it: `functions.each.<name>.timeoutSeconds`",
          },
        ]),
    ...Object.entries(functions?.each ?? {}).flatMap(([name, settings]) =>
      settings?.timeoutSeconds !== undefined && isWaitedFor(name)
        ? [
            {
              path: `${path}.functions.each.${name}.timeoutSeconds`,
              value: settings.timeoutSeconds,
              rule,
              fix: "remove it; do slow work in a function that this one calls asynchronously",
            },
          ]
        : [],
    ),
  ];
};

/** Lambda takes a layer from its own Region, and one version of it. */
export const layersFit: Rule = ({ functions, region }, { path }) =>
  [
    { at: `${path}.functions`, layers: functions?.layers },
    ...Object.entries(functions?.each ?? {}).map(([name, settings]) => ({
      at: `${path}.functions.each.${name}`,
      layers: settings?.layers,
    })),
  ].flatMap(({ at, layers = [] }) => {
    const parts = layers.map((layer = "") => layer.split(":"));
    const before = new Set<string>();
    return parts.flatMap(([, , , its, account, , name], index): readonly Problem[] => {
      const layer = [account, name].join(":");
      const isSecond = before.has(layer);
      before.add(layer);
      const place = { path: `${at}.layers[${index}]`, value: layers[index] };
      return [
        ...(isSecond
          ? [
              {
                ...place,
                rule: "Lambda takes one version of a layer, and another version stands before it",
                fix: "keep the version that is wanted",
              },
            ]
          : []),
        ...(region !== undefined && its !== undefined && its !== region
          ? [
              {
                ...place,
                rule: `Lambda takes layers from its own Region, which is ${region}`,
                fix: `write the ARN of the same layer in ${region}`,
              },
            ]
          : []),
      ];
    });
  });

function isWaitedFor(name: string): boolean {
  return (
    Object.hasOwn(triggerCatalogue, name) &&
    triggerCatalogue[name as TriggerName].invocation === "synchronous"
  );
}
