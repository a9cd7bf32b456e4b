import type { JsonObject, ResourceChange } from "../model";
import { dataHolder } from "../data-holders";
import { blockAddress } from "../plan-json/configuration";
import { differenceAt, isSameSetting, isUnknown } from "../plan-json/values";
import type { FoundAt } from "../rules/rule";
import type { KindOrNone, PlanRule } from "./plan-rule";

/** By what a resource of a type is known to those who use it, the first that it has. */
const names = [
  "provider_name",
  "identifier",
  "username",
  "function_name",
  "bucket",
  "domain",
  "identity_pool_name",
  "name",
];

/** Resources of which it is remembered how they were and will be, to compare them. */
const mostCompared = 2000;

interface Named {
  readonly owner: string;
  readonly name: string;
}

interface Instance {
  readonly address: string;
  readonly kind: KindOrNone;
  readonly was: Named | undefined;
  readonly is: Named | undefined;
  /** Of those that change. */
  readonly change: ResourceChange | undefined;
}

interface Move {
  readonly from: Instance;
  readonly to: Instance;
}

/**
 * Resources that are the same under another key: `count` has lost one in the middle, or `for_each` has
 * other keys. Terraform would delete or change each; what is meant is that they move.
 */
export const keysShifted: PlanRule = {
  id: "keys-shifted",
  title: "Resources have other keys than before, so Terraform changes or deletes each.",
  why: "A client that is deleted and made anew has another id, and every app that knows the old one fails.",
  fix: "Paste the `moved` blocks of the finding into the configuration and plan again.",
  see: "https://developer.hashicorp.com/terraform/language/modules/develop/refactoring",
  start: () => {
    const byType = new Map<string, Instance[]>();
    let compared = 0;
    return {
      resource: (change, kind) => {
        const { address, type, mode, before, after, deposed } = change;
        if (mode === "data" || deposed !== undefined || kind === "move") return;
        if (dataHolder(type) === undefined) return;
        const isChanging = kind !== "no-op";
        // What stays is of use only where it has a key.
        if (!isChanging && !address.endsWith("]")) return;
        if (isChanging) compared += 1;
        const instances = byType.get(type) ?? [];
        byType.set(type, instances);
        instances.push({
          address,
          kind,
          was: nameOf(before),
          is: nameOf(after),
          change: isChanging && compared <= mostCompared ? change : undefined,
        });
      },
      finish: () =>
        [...byType.values()].flatMap((instances) => {
          const moves = movesOf(instances);
          const renamed = moves.filter(({ from, to }) => !isSameBlock(from, to));
          const shifted = moves.filter(({ from, to }) => isSameBlock(from, to));
          const blocks = new Set(shifted.map(({ from }) => blockAddress(from.address)));
          return [
            ...renamed.map(ofRename),
            ...[...blocks].map((block) => {
              const isOfBlock = ({ address }: Instance) => blockAddress(address) === block;
              return ofShift(
                block,
                shifted.filter(({ from }) => isOfBlock(from)),
                instances.filter(isOfBlock),
              );
            }),
          ];
        }),
    };
  },
};

/** What had a name under one key and has it under another one now, where only one has it. */
function movesOf(instances: readonly Instance[]): readonly Move[] {
  const after = new Map<string, Instance | "several">();
  for (const one of instances) {
    if (one.is === undefined) continue;
    const key = keyOf(one.is);
    after.set(key, after.has(key) ? "several" : one);
  }
  return instances.flatMap((from) => {
    const to = from.was && after.get(keyOf(from.was));
    return to === undefined || to === "several" || to === from ? [] : [{ from, to }];
  });
}

/** Another name in the configuration, which nobody has told Terraform of. */
function ofRename({ from, to }: Move): FoundAt {
  return {
    address: from.address,
    found: {
      level: "notice",
      cause: "it has another address, and nothing says so",
      effect: "Terraform deletes it and makes another, though all that is meant is that it moves.",
      instead:
        "Paste this `moved` block into the configuration and plan again; with cdktf, use `moveTo`.",
      paste: movedBlock(from.address, to.address),
    },
  };
}

function ofShift(block: string, moves: readonly Move[], instances: readonly Instance[]): FoundAt {
  const still = new Set(instances.flatMap(({ address, is }) => (is ? [address] : [])));
  const kept = new Set(instances.flatMap(({ is }) => (is ? [keyOf(is)] : [])));
  const lost = instances.filter(({ was }) => was !== undefined && !kept.has(keyOf(was)));
  // Terraform moves nothing away from an address that is still in the configuration.
  const isOccupied = moves.some(({ from }) => still.has(from.address));
  const blocks = isOccupied
    ? instances.flatMap(({ address, was }) =>
        was !== undefined && kept.has(keyOf(was))
          ? movedBlock(address, `${withoutKey(address)}[${quoted(was.name)}]`)
          : [],
      )
    : moves.flatMap(({ from, to }) => movedBlock(from.address, to.address));
  const count = moves.length === 1 ? "a resource has" : `${moves.length} resources have`;
  const gone =
    lost.length === 0 ? "" : `, and ${lost.length} more ${lost.length === 1 ? "is" : "are"} gone`;
  const [first] = moves;
  return {
    address: moves.length === 1 && first ? first.from.address : block,
    folds: moves.flatMap(foldsOf),
    found: {
      level: "block",
      cause: `${count} another key than before, and nothing says so${gone}`,
      effect:
        "Terraform deletes or changes each of them, though all that is meant is that they move: an app whose client is made anew cannot sign anybody in.",
      instead: isOccupied
        ? "Give the block `for_each` with these keys in place of `count`, paste these `moved` blocks beside it and plan again."
        : "Paste these `moved` blocks into the configuration and plan again; with cdktf, use `moveTo`.",
      paste: blocks,
      details: lost.map(
        ({ address, was }) => `${address} (${was?.name ?? ""}) has no other key: it is deleted`,
      ),
    },
  };
}

/** What is said of a move needs no finding beside it, unless the resource changes on its way. */
function foldsOf({ from, to }: Move) {
  const isPure =
    to.change !== undefined && from.change !== undefined && arrivesAsItWas(from.change, to.change);
  return [
    ...(from.kind === "delete"
      ? [{ address: from.address, rules: isPure ? ("all" as const) : deletion }]
      : []),
    ...(isPure ? [{ address: to.address, rules: "all" as const }] : []),
  ];
}

const deletion = ["stateful-resource-deleted"];

/** Whether a resource is to be under its new key what it was under the old one. */
function arrivesAsItWas(from: ResourceChange, to: ResourceChange): boolean {
  return Object.keys(to.after ?? {}).every((name) => {
    if (to.before !== null && differenceAt(to, [name]) === undefined) return true;
    return (
      !isUnknown(to, [name]) && isSameSetting(from.before?.[name] ?? null, to.after?.[name] ?? null)
    );
  });
}

function isSameBlock(from: Instance, to: Instance): boolean {
  return blockAddress(from.address) === blockAddress(to.address);
}

function movedBlock(from: string, to: string): readonly string[] {
  return ["moved {", `  from = ${from}`, `  to   = ${to}`, "}"];
}

function withoutKey(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/, "");
}

/** A key as Terraform's language writes it. */
function quoted(name: string): string {
  return JSON.stringify(name).replaceAll(/[$%](?=\{)/g, "$&$&");
}

function keyOf({ owner, name }: Named): string {
  return JSON.stringify([owner, name]);
}

function nameOf(values: JsonObject | null): Named | undefined {
  if (values === null) return undefined;
  const name = names
    .map((one) => values[one])
    .find((value) => typeof value === "string" && value !== "");
  if (typeof name !== "string") return undefined;
  const owner = values["user_pool_id"];
  return { owner: typeof owner === "string" ? owner : "", name };
}
