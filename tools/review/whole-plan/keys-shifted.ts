import type { JsonObject } from "../model";
import { dataHolder } from "../data-holders";
import { blockAddress } from "../plan-json/configuration";
import type { PlanRule } from "./plan-rule";

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

interface Sides {
  readonly before: Map<string, string>;
  readonly after: Map<string, string>;
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
    const blocks = new Map<string, Sides>();
    return {
      resource: ({ address, type, mode, before, after, deposed }, kind) => {
        if (mode === "data" || deposed !== undefined || kind === "move") return;
        if (dataHolder(type) === undefined) return;
        const sides = blocks.get(type) ?? { before: new Map(), after: new Map() };
        blocks.set(type, sides);
        const [was, is] = [nameOf(before), nameOf(after)];
        if (was !== undefined) sides.before.set(was, address);
        if (is !== undefined) sides.after.set(is, address);
      },
      finish: () =>
        [...blocks.values()].flatMap(({ before, after }) => {
          const moves = [...before].flatMap(([name, from]) => {
            const to = after.get(name);
            return to === undefined || to === from ? [] : [{ from, to }];
          });
          const [first] = moves;
          if (first === undefined) return [];
          return [
            {
              address: moves.length === 1 ? first.from : blockAddress(first.from),
              found: {
                level: "notice" as const,
                cause: `${moves.length === 1 ? "it has" : `${moves.length} resources have`} another address, and nothing says so`,
                effect:
                  "Terraform deletes or changes each of them, though all that is meant is that they move.",
                instead:
                  "Paste these `moved` blocks into the configuration and plan again; with cdktf, use `moveTo`.",
                details: moves
                  .map(({ from, to }) => `moved { from = ${from}, to = ${to} }`)
                  .map(asBlock),
              },
            },
          ];
        }),
    };
  },
};

/** Blocks of more than one argument take a line for each. */
function asBlock(text: string): string {
  return text.replace(
    /^moved \{ from = (.*), to = (.*) \}$/,
    "moved {\n  from = $1\n  to   = $2\n}",
  );
}

function nameOf(values: JsonObject | null): string | undefined {
  if (values === null) return undefined;
  const found = names
    .map((name) => values[name])
    .find((value) => typeof value === "string" && value !== "");
  if (typeof found !== "string") return undefined;
  const owner = values["user_pool_id"];
  return JSON.stringify([typeof owner === "string" ? owner : "", found]);
}
