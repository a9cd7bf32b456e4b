import type { Answer } from "./deployment";

/** An answer in a word: what came, or how it was refused. */
export function told({ status, data, errors = [] }: Answer): string {
  if (status !== 200) return `${status}`;
  const [error] = errors;
  if (error !== undefined) return error.errorType ?? error.message;
  return Object.values(data ?? {}).some((value) => value !== null) ? "yes" : "nothing";
}
