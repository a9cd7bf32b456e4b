import {
  arnContains,
  type ArnPattern,
  arnPattern,
  contains,
  parsePattern,
  type Pattern,
} from "./pattern";
import type { PolicyStatement, Selection } from "./policy-document";

/** What a statement is about. */
export const subjects = ["principals", "actions", "resources"] as const;
/** One of {@link subjects}. */
export type Subject = (typeof subjects)[number];

/** A name, a pattern, or all but some patterns. */
export interface Item {
  /** As it was written. */
  readonly text: string;
  readonly not: boolean;
  readonly patterns: readonly ItemPattern[];
}

interface ItemPattern {
  readonly pieces: Pattern;
  /** Of resources. */
  readonly arn: ArnPattern;
}

/** Whatever combines a principal, an action and a resource of these. */
export type Grant = Readonly<Record<Subject, readonly Item[]>>;

/** Whoever holds the policy, or whatever it is the policy of. No name of AWS's is empty. */
const implied: Selection = { not: false, values: [""] };

/**
 * Tells what grants have in common. Large policies repeat their lists of actions and resources, so
 * each list is read once and each pair of lists is compared once.
 */
export class Grants {
  private readonly lists = new Map<string, readonly Item[]>();
  private readonly compared = new Map<readonly Item[], Map<readonly Item[], ReadonlySet<Item>>>();

  /** What a statement allows or denies, its conditions aside. */
  of({ principals, actions, resources, hasVariables }: PolicyStatement): Grant {
    return {
      principals: this.list("principals", principals ?? implied, hasVariables),
      actions: this.list("actions", actions, hasVariables),
      resources: this.list("resources", resources ?? implied, hasVariables),
    };
  }

  /** Those items of a list that the other list contains. Both are of {@link Grants.of}. */
  covered(subject: Subject, items: readonly Item[], by: readonly Item[]): ReadonlySet<Item> {
    const pairs = this.compared.get(items) ?? new Map<readonly Item[], ReadonlySet<Item>>();
    this.compared.set(items, pairs);
    const known = pairs.get(by);
    if (known) return known;
    const found = new Set(
      items.filter((item) => by.some((other) => itemContains(subject, other, item))),
    );
    pairs.set(by, found);
    return found;
  }

  private list(subject: Subject, selection: Selection, hasVariables: boolean): readonly Item[] {
    const { not, values } = selection;
    const key = JSON.stringify([subject, hasVariables, not, values]);
    const known = this.lists.get(key);
    if (known) return known;
    const pattern = (text: string) => toPattern(subject, text, hasVariables);
    const items = not
      ? [{ text: `all but ${values.join(", ")}`, not, patterns: values.map(pattern) }]
      : values.map((text) => ({ text, not, patterns: [pattern(text)] }));
    this.lists.set(key, items);
    return items;
  }
}

/** Names of principals have no wildcards; actions are the same in any case and have no variables. */
function toPattern(subject: Subject, text: string, hasVariables: boolean): ItemPattern {
  switch (subject) {
    case "principals":
      return { pieces: [text], arn: [] };
    case "actions":
      return { pieces: parsePattern(text.toLowerCase(), false), arn: [] };
    case "resources": {
      const pieces = parsePattern(text, hasVariables);
      return { pieces, arn: arnPattern(pieces) };
    }
  }
}

/** `Not…` is contained in what leaves out no more, or in `*`; it contains nothing else. */
function itemContains(subject: Subject, outer: Item, inner: Item): boolean {
  if (outer.not) {
    return (
      inner.not &&
      outer.patterns.every((left) =>
        inner.patterns.some((other) => patternContains(subject, other, left)),
      )
    );
  }
  const [outerPattern] = outer.patterns;
  const [innerPattern] = inner.patterns;
  if (inner.not) return subject !== "principals" && outerPattern?.pieces.join("") === "*";
  return (
    outerPattern !== undefined &&
    innerPattern !== undefined &&
    patternContains(subject, outerPattern, innerPattern)
  );
}

function patternContains(subject: Subject, outer: ItemPattern, inner: ItemPattern): boolean {
  switch (subject) {
    case "principals": {
      const [whole = "", part = ""] = [outer.pieces[0], inner.pieces[0]];
      // An account does not stand for its roles: named by themselves, they need no leave of the
      // account's. Nor is it documented that everybody includes services.
      return whole === part || (whole === "*" && part.startsWith("AWS "));
    }
    case "actions":
      return contains(outer.pieces, inner.pieces);
    case "resources":
      return arnContains(outer.arn, inner.arn);
  }
}
