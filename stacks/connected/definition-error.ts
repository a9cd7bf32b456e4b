/** A `function.ts` cannot be used. The message is for whoever wrote it; no stack is needed. */
export class DefinitionError extends Error {
  override readonly name = "DefinitionError";
}

/** One message for everything that is wrong. */
export function definitionError(problems: readonly string[]): DefinitionError {
  const count =
    problems.length === 1 ? "1 function is" : `${problems.length} things of functions are`;
  return new DefinitionError(
    [`${count} wrong. Nothing was written.`, ...problems.map((one) => `  ${one}`)].join("\n\n"),
  );
}
