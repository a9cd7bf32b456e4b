import { errorEntry } from "../logging/error-entry";

/** AWS's code of an error (`ThrottlingException`), or its name: what may be counted and shown. */
export function errorCode(error: unknown): string {
  const { code, name } = errorEntry(error, []);
  return code ?? name;
}
