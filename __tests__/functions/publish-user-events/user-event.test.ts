import { describe, expect, test } from "@jest/globals";
import { userEvent } from "../../../functions/publish-user-events/user-event";

describe("what other systems are told", () => {
  const at = new Date();
  const row = { id: "1", email: "ada@example.com", suspended: true };

  test("is the id, and which fields have changed: nothing that a row holds", () => {
    const events = [
      userEvent({ kind: "created", id: "1", after: row, fields: Object.keys(row), at }),
      userEvent({
        kind: "changed",
        id: "1",
        before: row,
        after: row,
        fields: ["email", "updatedAt"],
        at,
      }),
      userEvent({ kind: "removed", id: "1", before: row, fields: Object.keys(row), at }),
    ];
    expect(events).toEqual([
      { type: "user.created", detail: { id: "1" } },
      { type: "user.changed", detail: { id: "1", changed: ["email"] } },
      { type: "user.removed", detail: { id: "1" } },
    ]);
    expect(JSON.stringify(events)).not.toContain("ada");
  });

  test("is nothing of sign-ins and of books", () => {
    const fields = ["lastSignInAt", "updatedAt", "_version", "_lastChangedAt", "missingSince"];
    expect(userEvent({ kind: "changed", id: "1", fields, at })).toBeUndefined();
  });
});
