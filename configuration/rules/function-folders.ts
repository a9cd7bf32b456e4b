import { closest, distance } from "fastest-levenshtein";
import { triggerNames } from "../trigger-catalogue";
import { defaultReconcileSchedule } from "../defaults";
import type { Problem } from "../problem";
import type { PlacedEnvironment } from "./rule";
import { namedTriggers } from "./triggers";

/** The function that a schedule calls, and no trigger. */
const scheduled = "reconcile-users";

/**
 * What the environments name must be there, and what is there must be named: `folders` are the names
 * of the folders under `functions/` that hold an `index.ts`, and so a function.
 */
export function functionFolders(
  environments: readonly PlacedEnvironment[],
  folders: readonly string[],
): readonly Problem[] {
  return [
    ...environments.flatMap((environment) => missingFolders(environment, folders)),
    ...folders.flatMap((folder) => strayFolder(folder, environments)),
  ];
}

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
      fix: `create it and export \`handler\` from it, or remove "${name}" from triggers`,
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

function strayFolder(
  folder: string,
  environments: readonly PlacedEnvironment[],
): readonly Problem[] {
  const at = { path: `functions/${folder}`, value: `functions/${folder}/index.ts` };
  if (folder === scheduled) return [];
  if (!(triggerNames as readonly string[]).includes(folder)) {
    const likeliest = closest(folder, [...triggerNames]);
    return [
      {
        ...at,
        rule: `a folder with an index.ts is a function, and ${folder} is no trigger of a user pool`,
        fix:
          distance(folder, likeliest) <= 4
            ? `did you mean ${JSON.stringify(likeliest)}?`
            : `rename it to one of ${triggerNames.join(", ")}; if it is no function, rename its index.ts`,
      },
    ];
  }
  // A name that is misspelt is a problem of its own, and this folder may be what was meant.
  if (environments.some(({ input }) => input.triggers?.includes(undefined))) return [];
  if (
    environments.some(({ input }) => (namedTriggers(input) as readonly string[]).includes(folder))
  )
    return [];
  return [
    {
      ...at,
      rule: "a function that is there is in use, and no environment names this one",
      fix: `add "${folder}" to the triggers of an environment, or delete the folder`,
    },
  ];
}
