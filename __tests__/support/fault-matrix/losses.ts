import { readFileSync } from "node:fs";
import path from "node:path";
import { triggerCatalogue, type TriggerName } from "../../../configuration/trigger-catalogue";

/** A failure of the fault matrix that loses something. */
export interface Loss {
  readonly trigger: TriggerName;
  readonly source: string;
  readonly fault: string;
  /** Whether somebody waits for the function. */
  readonly invocation: string;
}

const file = path.join(__dirname, "../../../docs/fault-matrix.md");

/**
 * What `docs/fault-matrix.md` calls a loss: the user, the row, the groups or the messages are not those of the
 * event that goes well.
 */
export function losses(): readonly Loss[] {
  const found: Loss[] = [];
  let [trigger, source] = ["", ""];
  let well: readonly string[] | undefined;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    trigger = /^## (.*)$/.exec(line)?.[1] ?? trigger;
    const next = /^### `(.*)`$/.exec(line)?.[1];
    if (next !== undefined) [source, well] = [next, undefined];
    const cells = line.split("|").map((cell) => cell.trim());
    const [, fault = "", , ...stood] = cells;
    if (stood.length < 4 || /^(?:Fault|-+)$/.test(fault)) continue;
    if (fault === "ok") well = stood;
    else if (well !== undefined && isWorse(stood, well)) {
      const { invocation } = triggerCatalogue[trigger as TriggerName];
      found.push({ trigger: trigger as TriggerName, source, fault, invocation });
    }
  }
  return found;
}

function isWorse(stood: readonly string[], well: readonly string[]): boolean {
  const number = (cells: readonly string[]) => Number.parseInt(cells[3] ?? "", 10);
  return stood.slice(0, 3).join() !== well.slice(0, 3).join() || number(stood) < number(well);
}
