import plugin from "@aws-appsync/eslint-plugin";
import { Linter } from "eslint";

const linter = new Linter({ configType: "flat" });
const base = plugin.configs?.["base"] as Linter.Config;

/** AWS's own rules, and what they leave out: https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html */
const appsyncRules: Linter.Config = {
  ...base,
  files: ["**/*.js"],
  rules: {
    ...base.rules,
    "no-restricted-syntax": [
      "error",
      { selector: "ThrowStatement", message: "AppSync has no throw: use util.error." },
      { selector: "ClassExpression", message: "AppSync has no classes." },
      { selector: "DoWhileStatement", message: "AppSync has no do … while." },
    ],
  },
};

/** What AppSync's runtime does not have, with the place in the code. */
export function mistakesIn(code: string): readonly string[] {
  return linter
    .verify(code, [appsyncRules], { filename: "resolver.js" })
    .filter(({ severity }) => severity === 2)
    .map(
      ({ line, column, message, ruleId }) =>
        `${message} (${ruleId ?? "syntax"}, bundled line ${line}:${column})`,
    );
}
