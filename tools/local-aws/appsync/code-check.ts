import type { Linter as LinterTypes } from "eslint";
import { ControlError } from "./control-plane/control-error";

/** https://docs.aws.amazon.com/general/latest/gr/appsync.html: of an evaluated template or code. */
const MOST_CHARACTERS = 32_768;

/**
 * Refuses code as AppSync does when a function or resolver is made: what is no JavaScript, what its
 * runtime does not have, what is too long.
 *
 * @throws ControlError with every mistake.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-util-reference-js.html
 */
export async function checkCode(code: unknown, runtime: unknown): Promise<void> {
  const { name } = (runtime ?? {}) as { readonly name?: unknown };
  if (typeof code !== "string" || name !== "APPSYNC_JS") {
    throw refuse("The local AWS runs code for the runtime APPSYNC_JS, and no mapping templates.");
  }
  if (code.length > MOST_CHARACTERS) {
    throw refuse(`The code has ${code.length} characters; ${MOST_CHARACTERS} are the most.`);
  }
  const mistakes = await lint(code);
  if (mistakes.length > 0) {
    throw refuse(`The code contains one or more errors. ${mistakes.join(" ")}`);
  }
}

const refuse = (message: string) => new ControlError(400, "BadRequestException", message);

/** By AWS's own rules. Loaded late: most runs of the local AWS have no API. */
async function lint(code: string): Promise<readonly string[]> {
  const [{ Linter }, plugin] = await Promise.all([
    import("eslint"),
    import("@aws-appsync/eslint-plugin"),
  ]);
  const base = plugin.default.configs?.["base"] as LinterTypes.Config;
  // AWS's rules leave these out.
  const selectors = ["ThrowStatement", "ClassExpression", "DoWhileStatement"];
  const rules: LinterTypes.RulesRecord = {
    ...base.rules,
    "no-restricted-syntax": ["error", ...selectors],
  };
  return new Linter({ configType: "flat" })
    .verify(code, [{ ...base, files: ["**/*.js"], rules }], {
      filename: "resolver.js",
    })
    .filter(({ severity }) => severity === 2)
    .map(({ line, column, message }) => `${line}:${column} ${message}`);
}
