/** An error of a source as it is logged: what kind it was, and nothing that the source has written. */
export interface FailureEntry {
  readonly name: string | undefined;
  readonly code: string | undefined;
  readonly httpStatus: number | undefined;
  readonly requestId: string | undefined;
  readonly cause: FailureEntry | undefined;
}

/** The fields that AWS SDK and Node errors have beyond those of `Error`. */
interface DetailedError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/**
 * Describes an error without its message and stack, which may quote the request, and with it a
 * password that no search would find again: escaped, shortened, in another encoding.
 *
 * @param secrets a name or code that contains one of these is left out too.
 */
export function failureEntry(error: unknown, secrets: readonly string[]): FailureEntry {
  const { name, code, cause, $metadata }: DetailedError =
    typeof error === "object" && error !== null ? error : {};
  return {
    name: identifier(name, secrets),
    code: identifier(code, secrets),
    httpStatus: $metadata?.httpStatusCode,
    requestId: identifier($metadata?.requestId, secrets),
    cause: cause === undefined ? undefined : failureEntry(cause, secrets),
  };
}

/** What reads like `ThrottlingException`, `ECONNRESET` or a request id. */
function identifier(value: unknown, secrets: readonly string[]): string | undefined {
  if (typeof value !== "string" || !/^[\w.-]{1,64}$/.test(value)) return undefined;
  return secrets.some((secret) => secret !== "" && value.includes(secret)) ? undefined : value;
}
