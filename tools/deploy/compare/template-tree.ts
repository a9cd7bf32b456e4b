import type { Environment } from "../../../configuration";
import { physicalName } from "../../../configuration/naming";

/** A value of a template in the form in which two environments can be compared. */
export type Tree = string | number | boolean | null | Branch;
/** Values by key: by address at the top, by attribute below, by name or number in a list. */
export interface Branch {
  readonly [key: string]: Tree;
}

type Names = readonly (readonly [placeholder: string, name: string])[];

/** What an environment calls by names of its own, and what stands for them. */
export class OwnNames {
  private readonly inKeys: Names;
  private readonly names: Names;

  constructor(of: Environment) {
    const { environment, accountId, region, state } = of;
    const places: Names = [
      // Longer names first: a bucket's name may hold the others.
      ...(state.backend === "s3" ? [["<state-bucket>", state.bucket] as const] : []),
      ["<account>", accountId],
      ["<region>", region],
    ];
    this.inKeys = [...places, ["<name>", physicalName(of)]];
    this.names = [...places, ["<environment>", environment]];
  }

  /** `acme-prod-users` becomes `acme-<environment>-users`; parts of longer words stay. */
  hide(text: string): string {
    return this.hidden(text, this.names);
  }

  private hidden(text: string, names: Names): string {
    return names.reduce(
      (hidden, [placeholder, name]) =>
        hidden.replace(
          new RegExp(`(?<![A-Za-z0-9<])${literally(name)}(?![A-Za-z0-9>])`, "g"),
          placeholder,
        ),
      text,
    );
  }

  /**
   * The same of an address, an attribute or a name in a list. The environment's name alone is there a word
   * that happens to be the same: `web`, `email`.
   */
  hideInKey(key: string): string {
    return this.hidden(key, this.inKeys);
  }

  /** The text as the environment has it. */
  show(hidden: string): string {
    return this.names.reduce(
      (text, [placeholder, name]) => text.replaceAll(placeholder, name),
      hidden,
    );
  }
}

/** The text as a part of a regular expression that matches nothing else. */
export function literally(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}-]/g, "\\$&");
}

type Blocks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * A synthesized stack by address: what Terraform would make, with the environment's own names taken
 * out, JSON within strings (policies) read, and the order of lists left aside: to the AWS provider
 * nearly all of them are sets.
 *
 * @param json the text of `cdk.tf.json`.
 */
export function templateTree(json: string, names: OwnNames): Branch {
  const {
    resource = {},
    data = {},
    ...rest
  } = JSON.parse(json) as {
    readonly resource?: Blocks;
    readonly data?: Blocks;
  };
  const blocks: Record<string, unknown> = {
    ...byAddress(resource, ""),
    ...byAddress(data, "data."),
  };
  for (const [kind, settings] of Object.entries(rest)) {
    // cdktf's notes about itself.
    if (kind === "//") continue;
    for (const [name, block] of Object.entries(settings as object)) {
      blocks[`${kind}.${name}`] = block;
    }
  }
  return branch(Object.entries(blocks), names);
}

function byAddress(blocks: Blocks, prefix: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(blocks).flatMap(([type, named]) =>
      Object.entries(named).map(([name, block]) => [`${prefix}${type}.${name}`, block]),
    ),
  );
}

function branch(entries: readonly (readonly [string, unknown])[], names: OwnNames): Branch {
  return Object.fromEntries(
    entries
      .filter(([key]) => key !== "//")
      .map(([key, value]) => [names.hideInKey(key), tree(value, names)]),
  );
}

function tree(value: unknown, names: OwnNames): Tree {
  if (typeof value === "string") {
    const inner = structureIn(value);
    return inner === undefined ? names.hide(value) : tree(inner, names);
  }
  if (Array.isArray(value)) return listTree(value as readonly unknown[], names);
  if (typeof value === "object" && value !== null) return branch(Object.entries(value), names);
  return value as Tree;
}

/** A policy document, for one, which is a string to Terraform. */
function structureIn(text: string): object | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

/** What tells the items of a list apart, in Terraform's blocks and in policies. */
const nameKeys = ["name", "Sid", "sid", "id"];

function listTree(list: readonly unknown[], names: OwnNames): Tree {
  const items = list.map((item) => tree(item, names));
  if (items.every((item) => typeof item !== "object" || item === null)) {
    // One value of many is read best as a whole: `["a","b"]`.
    return JSON.stringify(
      items
        .map((item) => JSON.stringify(item))
        .sort()
        .map(parsed),
    );
  }
  for (const key of nameKeys) {
    const named = list.map((item) => (item as Readonly<Record<string, unknown>> | null)?.[key]);
    const keys = named.filter((name) => typeof name === "string");
    if (new Set(keys).size < list.length) continue;
    return Object.fromEntries(
      keys.map((name, index) => [`[${names.hideInKey(name)}]`, items[index] ?? null]),
    );
  }
  const ordered = [...items].sort((one, other) =>
    JSON.stringify(one) < JSON.stringify(other) ? -1 : 1,
  );
  return Object.fromEntries(ordered.map((item, index) => [`[${index}]`, item]));
}

function parsed(json: string): unknown {
  return JSON.parse(json);
}
