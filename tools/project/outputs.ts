import { z } from "zod";

/** What the local commands need of the auth stack's outputs. */
export const authOutputs = z.looseObject({
  user_pool_id: z.string(),
  client_ids: z.record(z.string(), z.string()),
  user_table_name: z.string(),
  region: z.string(),
});

/** The outputs of an auth stack. */
export type AuthOutputs = z.output<typeof authOutputs>;
