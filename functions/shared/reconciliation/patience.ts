import type { Patience } from "../aws/client-defaults";

/** Nobody waits for a reconciliation, so its clients try a throttled call for most of a minute. */
export const RECONCILIATION_PATIENCE: Patience = { connect: 2000, answer: 10_000, attempts: 7 };
