import { distance } from "fastest-levenshtein";
import { type TriggerName, triggerNames } from "../trigger-catalogue";
import { defaultReconcileSchedule } from "../defaults";
import type { Problem } from "../problem";
import type { PlacedEnvironment, WideRule } from "./rule";
import { namedTriggers } from "./triggers";

/** The function that a schedule calls, and no trigger. */
const scheduled = "reconcile-users";

/** A folder that nobody names is no mistake. */
export const functionFolders: WideRule = ({ environments, functions }) =>
  functions === undefined
    ? []
    : environments.flatMap((environment) => [
        ...missingFolders(environment, functions),
        ...settingsOfNothing(environment, functions),
      ]);

function missingFolders(
  { input, place: { path } }: PlacedEnvironment,
  folders: readonly string[],
): readonly Problem[] {
  const problems: Problem[] = namedTriggers(input)
    .filter((name) => !folders.includes(name))
    .map((name) => ({
      path: input.triggers
        ? `${path}.triggers[${input.triggers.indexOf(name)}]`
        : `${path}.triggers`,
      value: name,
      rule: `a trigger has its function in functions/${name}, and there is no functions/${name}/index.ts`,
      fix: `${renamedFolder(name, folders)}create it and export \`handler\` from it, or remove "${name}" from triggers`,
    }));
  const schedule = input.recipes?.reconcileUsers?.schedule ?? defaultReconcileSchedule;
  if (schedule !== "off" && !folders.includes(scheduled)) {
    problems.push({
      path: `${path}.recipes.reconcileUsers.schedule`,
      value: schedule,
      rule: `the schedule calls functions/${scheduled}, and there is no functions/${scheduled}/index.ts`,
      fix: 'bring it back, or set `schedule: "off"`',
    });
  }
  return problems;
}

/** Settings of a function that is not there are a mistake: they would do nothing. */
function settingsOfNothing(
  { input, place: { path } }: PlacedEnvironment,
  folders: readonly string[],
): readonly Problem[] {
  return Object.entries(input.functions?.each ?? {})
    .filter(([name]) => !folders.includes(name))
    .map(([name, settings]) => ({
      path: `${path}.functions.each.${name}`,
      value: settings,
      rule: `these are the settings of functions/${name}, and there is no functions/${name}/index.ts`,
      fix: `correct the name, or remove it; there are: ${folders.join(", ")}`,
    }));
}

/** A folder whose name is a few letters away from the trigger's, and no other trigger's. */
function renamedFolder(name: TriggerName, folders: readonly string[]): string {
  const others = folders.filter((folder) => !(triggerNames as readonly string[]).includes(folder));
  const folder = others.find((other) => distance(other, name) <= 4);
  return folder === undefined ? "" : `rename functions/${folder} if that is it; or `;
}
