import { triggerCatalogue, type TriggerName } from "../trigger-catalogue";
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

function isWaitedFor(name: string): boolean {
  return (
    Object.hasOwn(triggerCatalogue, name) &&
    triggerCatalogue[name as TriggerName].invocation === "synchronous"
  );
}
