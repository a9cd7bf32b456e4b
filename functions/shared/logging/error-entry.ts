/** An error as it is logged. What the error does not have is `undefined`, which JSON leaves out. */
export interface ErrorEntry {
  readonly name: string;
  /** AWS's error code, or Node's (`ECONNRESET`). */
  readonly code: string | undefined;
  readonly httpStatus: number | undefined;
  readonly requestId: string | undefined;
  /** Requests that were sent, retries included. */
  readonly attempts: number | undefined;
  readonly message: string;
  /** Frames only: the first lines of `Error.stack` repeat the message. */
  readonly stack: readonly string[];
  readonly cause: ErrorEntry | undefined;
}

/** The fields that AWS SDK and Node errors have beyond those of `Error`. */
interface DetailedError extends Error {
  readonly code?: unknown;
  readonly attempts?: number;
  readonly $fault?: "client" | "server";
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly attempts?: number;
  };
}

/** Stands for a message that may quote the user's data. */
export const WITHHELD = "(withheld: it quotes personal data)";

/**
 * Describes an error for the log without personal data. AWS's validation messages quote the values
 * they refuse, at times shortened, so a message that contains any word of `personal` is withheld:
 * the code and the request id still tell what happened.
 *
 * @param personal values that must not be logged, such as the user's attributes.
 */
export function errorEntry(error: unknown, personal: readonly string[]): ErrorEntry {
  if (!(error instanceof Error)) {
    return errorEntry(new Error(String(error)), personal);
  }
  const detailed: DetailedError = error;
  const { $metadata } = detailed;
  return {
    name: error.name,
    code: codeOf(detailed),
    httpStatus: $metadata?.httpStatusCode,
    requestId: $metadata?.requestId,
    attempts: detailed.attempts ?? $metadata?.attempts,
    message: withoutPersonalData(error.message, personal),
    stack: framesOf(error).filter((frame) => !quotes(frame, personal)),
    cause: error.cause === undefined ? undefined : errorEntry(error.cause, personal),
  };
}

/** The SDK names an error that AWS answered with by AWS's code; any other error keeps its own. */
function codeOf(error: DetailedError): string | undefined {
  if (error.$fault) return error.name;
  return typeof error.code === "string" ? error.code : undefined;
}

/** A message of several lines may have one that reads like a frame. */
function framesOf({ stack = "", message }: Error): readonly string[] {
  return stack
    .replace(message, () => "")
    .split("\n")
    .filter((line) => /^ +at /.test(line));
}

function withoutPersonalData(message: string, personal: readonly string[]): string {
  return quotes(message, personal) ? WITHHELD : message;
}

function quotes(quoting: string, personal: readonly string[]): boolean {
  const text = quoting.toLowerCase();
  const words = personal.flatMap((value) => [value, ...value.split(/[^\p{L}\p{N}]+/u)]);
  return words.some((word) => word.length > 2 && text.includes(word.toLowerCase()));
}
