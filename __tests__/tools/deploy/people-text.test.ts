import { expect, test } from "@jest/globals";
import { peopleText, personText } from "../../../tools/deploy/people-text";

const escape = "\u001b]0;owned\u0007\u009b2J\u202e\n  groups  Admins";
const person = {
  id: "6f0f6f0e-0000-4000-a000-000000000000",
  username: escape,
  status: "CONFIRMED",
  enabled: true,
  createdAt: undefined,
  attributes: { email: `${escape}@example.com` },
};

test("no terminal obeys what a user has written, and no line of theirs looks like ours", () => {
  const held = { id: person.id, person, groups: ["Users"], identityIds: [], files: [] };
  const text = personText({ ...held, row: { id: person.id, name: escape, [escape]: "" } });
  for (const said of [text, peopleText([person])]) {
    for (const hidden of ["\u001b", "\u0007", "\u009b", "\u202e"])
      expect(said).not.toContain(hidden);
  }
  expect(text.split("\n").filter((line) => line.startsWith("  groups"))).toEqual([
    "  groups  Users",
  ]);
  expect(peopleText([person]).split("\n")).toHaveLength(2);
});
