import { coverageOf } from "./coverage";
import { changesOnlyJudged } from "./judged-arguments";
import type { ChangeKind, LookedAt, ResourceChange } from "./model";
import { differenceAt } from "./plan-json/values";
import { isHarmlessProvider } from "./whole-plan/unknown-provider";

/** What says nothing of what a resource does. */
const labels = new Set(["tags", "tags_all", "description", "comment"]);

/** Which changes rules have looked at, so that no verdict speaks of more. */
export class LookedAtChanges {
  private lookedAt = 0;
  private readonly unknown = new Set<string>();

  add(change: ResourceChange, kind: ChangeKind): void {
    if (isLookedAt(change, kind)) this.lookedAt += 1;
    else this.unknown.add(change.type);
  }

  get isAll(): boolean {
    return this.unknown.size === 0;
  }

  summary(): LookedAt {
    return { changes: this.lookedAt, unknownTypes: [...this.unknown].sort() };
  }
}

function isLookedAt(change: ResourceChange, kind: ChangeKind): boolean {
  if (kind === "move") return true;
  if (!change.type.startsWith("aws_")) return isHarmlessProvider(change.provider);
  switch (coverageOf(change.type)) {
    case "covered":
      return changesOnlyJudged(change);
    case "harmless":
      return true;
    case "deletion only":
      // What is new loses nothing; what it says of itself no rule has read.
      return kind !== "create" && kind !== "update" ? true : onlyLabels(change);
    case "unknown":
      return onlyLabels(change);
  }
}

function onlyLabels(change: ResourceChange): boolean {
  const { before, after } = change;
  if (before === null || after === null || change.actions.join() !== "update") return false;
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].every((name) => labels.has(name) || differenceAt(change, [name]) === undefined);
}
