import { expect, test } from "@jest/globals";
import {
  erase,
  type ErasureCollaborators,
} from "../../../../functions/shared/administration/erasure";
import {
  type Person,
  UnknownPersonError,
} from "../../../../functions/shared/administration/person";

const id = "6a1f7c52-3b0e-4c57-9d1a-2f5f0c9b7e44";
const identityId = "eu-west-1:0b5e9a1c-7d53-4b6a-9f6e-2b8f3a1d5c70";
const ada: Person = {
  id,
  username: "ada",
  status: "CONFIRMED",
  enabled: true,
  createdAt: undefined,
  attributes: { email: "ada@example.com" },
};

/** Pool, table, bucket and identity pool that hold one person. The power goes at one of the calls. */
class World {
  calls = 0;
  killAt: { readonly call: number; readonly isDone: boolean } | undefined;
  user: Person | undefined = ada;
  row: { readonly id: string; readonly identityId: string; readonly username: string } | undefined =
    { id, identityId, username: "ada" };
  versions = ["letter 1", "letter 2"];
  identities = [identityId];
  readonly kept = new Map<string, string>();

  readonly collaborators: ErasureCollaborators = {
    people: {
      find: this.call((who: string) =>
        [id, "ada", "ada@example.com"].includes(who) ? this.user : undefined,
      ),
      groupsOf: this.call(() => ["Users"]),
      disable: this.call(() => undefined),
      signOut: this.call(() => undefined),
      delete: this.call(() => {
        this.user = undefined;
      }),
    },
    rows: {
      read: this.call(() => this.row),
      idsByEmail: this.call(() => (this.row === undefined ? [] : [id])),
      delete: this.call(() => {
        this.row = undefined;
      }),
    },
    files: {
      list: this.call(() => this.versions.map((key) => ({ key, bytes: 1 }))),
      read: this.call((key: string) => {
        const text = this.kept.get(key);
        return text === undefined ? undefined : Buffer.from(text);
      }),
      // Half of it is done when the power goes.
      eraseFolder: async () => {
        const found = this.versions.length;
        await this.call(() => this.versions.shift())();
        await this.call(() => (this.versions = []))();
        return found;
      },
      writeForGood: this.call((key: string, text: string) => {
        this.kept.set(key, text);
      }),
    },
    deleteIdentities: this.call(() => {
      this.identities = [];
    }),
    clock: () => new Date("2026-01-02T03:04:05Z"),
  };

  private call<Args extends readonly unknown[], Result>(does: (...args: Args) => Result) {
    return (...args: Args): Promise<Result> => {
      const isLast = this.killAt?.call === this.calls;
      this.calls += 1;
      if (isLast && this.killAt?.isDone === false) return Promise.reject(new Error("killed"));
      const result = does(...args);
      return isLast ? Promise.reject(new Error("killed")) : Promise.resolve(result);
    };
  }
}

async function callsOfOneRun(): Promise<number> {
  const world = new World();
  await erase("ada@example.com", world.collaborators);
  return world.calls;
}

test("cut off before or after any of its calls and run again, it leaves nothing of a person", async () => {
  const calls = await callsOfOneRun();
  expect(calls).toBeGreaterThan(10);
  const places = Array.from({ length: calls }, (_, call) => call).flatMap((call) => [
    { call, isDone: false },
    { call, isDone: true },
  ]);
  for (const killAt of places) {
    const world = new World();
    world.killAt = killAt;
    await expect(erase("ada@example.com", world.collaborators)).rejects.toThrow("killed");
    world.killAt = undefined;
    await erase(id, world.collaborators).catch((error: unknown) => {
      // All was done: only the word of it got lost.
      if (!(error instanceof UnknownPersonError)) throw error;
    });
    const { user, row, versions, identities, kept } = world;
    expect({ killAt, user, row, versions, identities, kept: [...kept] }).toEqual({
      killAt,
      user: undefined,
      row: undefined,
      versions: [],
      identities: [],
      kept: [[`erased/${id}.json`, `{"id":"${id}","erasedAt":"2026-01-02T03:04:05.000Z"}`]],
    });
  }
});
