import { existsSync, readdirSync } from "node:fs";
import { cp } from "node:fs/promises";
import path from "node:path";
import { dangerousChanges } from "./dangerous-changes";
import { writeForGood } from "./for-good";
import { writeForeignProject } from "./foreign-project";
import { harmlessChanges } from "./harmless-changes";
import { type Change, plansOf } from "./real-plans";
import { writeExamples } from "./rule-examples/write";
import type { WrittenProject } from "./without-aws";

/*
 * The plans that the review is tested with. Real Terraform has made each of them with the real AWS
 * provider, and `npm run record` keeps them in `__tests__/recorded-plans`, so that a test reads them in
 * milliseconds. There are three ways to add one:
 *
 * - A change of the base, an environment with users and what a team has added to it (`base.ts`), which
 *   is deployed to the local AWS: an entry of a list below, or a list more. Changes with the same
 *   `plan` are planned together, so let them touch resources apart: a plan takes seconds.
 * - What a rule speaks of, and what it lets pass: an entry of `rule-examples`. Every rule has both.
 * - Terraform as people write it by hand: a folder `hand-written/<name>/after`, beside it `before` when
 *   there is something already.
 *
 * Two more: one changes every attribute that is for good (`for-good.ts`), one is of a project with modules
 * (`foreign-project.ts`).
 *
 * All but the first need no AWS: what is there before is made up from Terraform's own plan of it
 * (`without-aws.ts`).
 *
 * Then `npm run record` makes what is new or out of date (`npm run record -- --check` only says what
 * is), and a test reads it with `recordedPlan("<list>/<plan>")`. A plan is out of date when what
 * Terraform reads has changed, or the provider's version; the code of functions does not count.
 */

/** Changes of the base, by list. */
const lists = { dangerous: dangerousChanges, harmless: harmlessChanges };

/** A plan to record: of the base with a change, or of a project that needs no AWS. */
export type RecordedPlan =
  | { readonly kind: "change"; readonly name: string; readonly change: Change }
  | ({ readonly kind: "written" } & WrittenProject);

const handWritten = path.join(__dirname, "hand-written");

/** Every plan to record, by `<list>/<plan>`, spaces as hyphens. */
export const corpus: readonly RecordedPlan[] = [
  ...Object.entries(lists).flatMap(([list, changes]) =>
    [...plansOf(changes)].map(([plan, change]): RecordedPlan => ({
      kind: "change",
      name: nameOf(list, plan),
      change,
    })),
  ),
  // Where they stand says what they are.
  ...(["dangerous", "harmless"] as const).map((list): RecordedPlan => ({
    kind: "written",
    name: nameOf(list, "rules"),
    write: (folder, when) =>
      writeExamples(folder, list === "dangerous" ? "blocked" : "passed", when),
  })),
  { kind: "written", name: nameOf("for-good", "changed"), write: writeForGood },
  {
    kind: "written",
    name: nameOf("foreign-project", "less"),
    write: (folder, when) => {
      writeForeignProject(folder, when);
      return Promise.resolve();
    },
  },
  ...readdirSync(handWritten, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }): RecordedPlan => ({
      kind: "written",
      name: nameOf("hand-written", name),
      write: async (folder, when) => {
        const source = path.join(handWritten, name, when);
        if (existsSync(source)) await cp(source, folder, { recursive: true });
      },
    })),
];

/** The name of a list's plan in the corpus. */
export function nameOf(list: string, plan: string): string {
  return `${list}/${plan.replaceAll(" ", "-")}`;
}
