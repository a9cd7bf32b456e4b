import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { functionsFolder } from "../functions-folder";
import type { Grants, GrantsContext, SenderGrantsContext } from "./trigger-grants";

/** A `grants.ts` cannot be used. The message is for whoever wrote it; no stack is needed. */
export class GrantsError extends Error {
  override readonly name = "GrantsError";
}

/** Of a function without a `grants.ts`. */
const none = (name: string): Grants => ({ description: `The function ${name}.` });

/**
 * The grants that `functions/<name>/grants.ts` exports; none where there is no such file. It is loaded
 * by its name, so that whoever adds a function edits nothing here.
 *
 * @throws GrantsError when the file cannot be loaded, has no export `grants` that is a function, or
 *   when that refuses the environment.
 */
export function grantsOf(
  name: string,
  context: GrantsContext | SenderGrantsContext,
  folder: string = functionsFolder,
): Grants {
  const file = path.join(folder, name, "grants.ts");
  if (!existsSync(file)) return none(name);
  const { grants } = load(file, name);
  if (typeof grants !== "function") {
    throw new GrantsError(
      `functions/${name}/grants.ts has no export \`grants\`: write \`export const grants: GrantsOf = …\`, or delete the file if the function needs no grant`,
    );
  }
  return explained(name, () => (grants as (context: unknown) => Grants)(context));
}

function load(file: string, name: string): { readonly grants?: unknown } {
  return explained(name, () => createRequire(__filename)(file) as { readonly grants?: unknown });
}

function explained<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GrantsError(`functions/${name}/grants.ts: ${why}`, { cause });
  }
}
