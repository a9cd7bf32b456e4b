import { coverageOf } from "./coverage";
import { type Unjudged, unjudgedArguments } from "./judged-arguments";
import type { ChangeKind, LookedAt, ResourceChange } from "./model";
import { blockAddress, type Configuration } from "./plan-json/configuration";
import { differenceAt } from "./plan-json/values";
import { isHarmlessProvider } from "./whole-plan/unknown-provider";

/** What says nothing of what a resource does. */
const labels = new Set(["tags", "tags_all", "description", "comment"]);

/** What a change leaves that no rule has looked at. */
interface NotLookedAt {
  readonly address: string;
  readonly type: string;
  /** Of a type that rules know: those that none looks at. */
  readonly arguments?: readonly Unjudged[];
}

/** Which changes rules have looked at, so that no verdict speaks of more. */
export class LookedAtChanges {
  private changes = 0;
  private readonly left: NotLookedAt[] = [];

  add(change: ResourceChange, kind: ChangeKind): void {
    this.changes += 1;
    const left = notLookedAt(change, kind);
    if (left !== undefined) this.left.push(left);
  }

  /** A rule had nothing to look at: a policy that is put together at apply. */
  addUnseen(address: string, type: string, path: string): void {
    if (this.left.some((one) => one.address === address)) return;
    this.left.push({ address, type, arguments: [{ path, isUnknown: false }] });
  }

  /** @param unknownParts of the plan itself: what stands there nobody has looked at either. */
  summary(configuration: Configuration, unknownParts: readonly string[]): LookedAt {
    const isWritten = (address: string, path: string) => {
      const block = blockAddress(address);
      return (
        configuration.resource(block) === undefined ||
        configuration.argument(block, path.split(".")) !== undefined
      );
    };
    const left = this.left.flatMap(({ address, type, arguments: its }) => {
      if (its === undefined) return [[type]];
      const paths = its.filter(({ path, isUnknown }) => !isUnknown || isWritten(address, path));
      return paths.length === 0 ? [] : [paths.map(({ path }) => `${type}.${path}`)];
    });
    return {
      changes: this.changes - left.length,
      unknownTypes: [
        ...new Set([...left.flat(), ...unknownParts.map((name) => `plan.${name}`)]),
      ].sort(),
    };
  }
}

function notLookedAt(change: ResourceChange, kind: ChangeKind): NotLookedAt | undefined {
  const { address, type } = change;
  const unknown = { address, type };
  if (kind === "move") return undefined;
  if (!type.startsWith("aws_")) return isHarmlessProvider(change.provider) ? undefined : unknown;
  switch (coverageOf(type)) {
    case "covered": {
      const its = unjudgedArguments(change);
      return its.length === 0 ? undefined : { ...unknown, arguments: its };
    }
    case "harmless":
      return undefined;
    case "deletion only":
      // What is new loses nothing; what it says of itself no rule has read.
      return (kind !== "create" && kind !== "update") || onlyLabels(change) ? undefined : unknown;
    case "unknown":
      return onlyLabels(change) ? undefined : unknown;
  }
}

function onlyLabels(change: ResourceChange): boolean {
  const { before, after } = change;
  if (before === null || after === null || change.actions.join() !== "update") return false;
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].every((name) => labels.has(name) || differenceAt(change, [name]) === undefined);
}
