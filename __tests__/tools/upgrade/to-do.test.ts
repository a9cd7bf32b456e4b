import { expect, test } from "@jest/globals";
import { toDos } from "../../../tools/upgrade/to-do";

const changelog = `# Changelog

## 0.6.0

- Faster.

### To do

1. Run \`npm run lock\`.
2. Commit.

## 0.5.0

### To do

Nothing.

### Else

- Small.

## 0.4.0

### To do

Long done.
`;

test("a team does what each version since its own asks for", () => {
  expect(toDos(changelog, "0.4.0")).toEqual([
    { version: "0.6.0", text: "1. Run `npm run lock`.\n2. Commit." },
    { version: "0.5.0", text: "Nothing." },
  ]);
});
