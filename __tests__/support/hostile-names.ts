import fc from "fast-check";

/** What means something to a terminal, to Markdown, to GitHub, to HTML or to Mermaid. */
const pieces = [
  ...Array.from(
    "`|\\<>[]()*_~#$&@!-+\"';:%{} \n\r\t\u0000\u0007\u001b\u007f\u0085\u009b\u2028\u202e\u2066\u200b\ufeff",
  ),
  "\ud800",
  "💥",
  "é",
  "```",
  "~~~",
  "\n```\n",
  "\\|",
  "\u001b[31m",
  "\u001b]8;;http://evil.example\u0007",
  "</details>",
  "</code>",
  "<!--",
  "-->",
  "<img src=x onerror=alert(1)>",
  "[a](http://evil.example)",
  "https://evil.example",
  "WWW.evil.example",
  "somebody@evil.example",
  "@octocat",
  "#123",
  "owner/repository#5",
  "GH-7",
  "&lt;",
  "&#64;octocat",
  "\n# Safe: no changes\n",
  "\n| a | b |\n| - | - |\n",
  "$x$",
  "#quot;",
  "]:::blocked",
  "%%{init: {}}%%",
  "name",
];

/** Names that a pull request may bring in to make a report say something else. */
export const hostileName = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit: "binary" })),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(""))
  .filter((name) => name !== "");
