import type { DataSource } from "../model";
import type { RoleCaller } from "./role-caller";

/** What a data source has answered: `ctx.result` and `ctx.error` of the response handler. */
export interface DataSourceAnswer {
  readonly result: unknown;
  readonly error?: { readonly message: string; readonly type: string };
}

/** Does what a request handler has returned. */
export type AskDataSource = (
  source: DataSource,
  request: Readonly<Record<string, unknown>>,
  caller: RoleCaller,
) => Promise<DataSourceAnswer>;

/** A request handler has returned something that the data source cannot take. */
export class BadRequestError extends Error {
  override readonly name = "BadRequestError";
}
