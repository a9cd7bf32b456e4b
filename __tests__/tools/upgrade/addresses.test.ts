import { expect, test } from "@jest/globals";
import { Testing } from "cdktf";
import { readFileSync } from "node:fs";
import path from "node:path";
import { compose } from "../../../tools/composition/compose";
import { configuration } from "../../support/releases/0.3.0";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

type Block = Readonly<Record<string, unknown>>;

/** Each resource of a released version by stack and address, with the name that AWS has for it. */
const released = JSON.parse(
  readFileSync(path.join(__dirname, "../../support/releases/0.3.0.json"), "utf8"),
) as Readonly<Record<string, string | null>>;

test("an upgrade leaves each resource where it is, or moves it, under the name that it has", () => {
  const { environments } = compose(temporaryFolder(), { configuration, extend: () => undefined });
  const now = new Map<string, Block>();
  for (const stack of environments.flatMap(({ stacks }) => stacks)) {
    const { resource, moved = [] } = JSON.parse(Testing.synth(stack)) as {
      readonly resource: Readonly<Record<string, Readonly<Record<string, Block>>>>;
      readonly moved?: readonly { readonly from: string; readonly to: string }[];
    };
    for (const [type, its] of Object.entries(resource)) {
      for (const [name, block] of Object.entries(its)) {
        const from = moved.find(({ to }) => to === `${type}.${name}`)?.from ?? `${type}.${name}`;
        now.set(`${stack.node.id} ${from}`, block);
      }
    }
  }

  for (const [address, name] of Object.entries(released)) {
    const { function_name, bucket, name: own, identity_pool_name } = now.get(address) ?? {};
    const names = [function_name, bucket, own, identity_pool_name];
    expect([address, now.has(address), name === null || names.includes(name)]).toEqual([
      address,
      true,
      true,
    ]);
  }
});
