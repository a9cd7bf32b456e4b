/** JSON members. */
export type Members = Readonly<Record<string, unknown>>;

/** Where the APIs are. */
export interface Place {
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
}

/** An operation of AppSync's API is refused. */
export class ControlError extends Error {
  override readonly name = "ControlError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
