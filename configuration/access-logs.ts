import { z } from "zod";
import { integer } from "./schema-blocks";

/**
 * S3's record of who has asked for what in the buckets of users' files and of code, in a bucket of its own.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
 */
export interface AccessLogsInput {
  /** Default: where `protection` is on. */
  readonly enabled?: boolean;
  /** Days, 1–3650. Default: 90. */
  readonly retentionDays?: number;
}

/** {@link AccessLogsInput}, complete. */
export type AccessLogs = Required<AccessLogsInput>;

/** As long as functions' logs: addresses of users' computers are in them. */
const retentionDays = 90;

/** Fills in what is left out. */
export function accessLogsWithDefaults(
  input: AccessLogsInput | undefined,
  isProtected: boolean,
): AccessLogs {
  return {
    enabled: input?.enabled ?? isProtected,
    retentionDays: input?.retentionDays ?? retentionDays,
  };
}

/** What each value must be on its own. */
export const accessLogsSchema = z.strictObject({
  enabled: z.boolean().optional(),
  retentionDays: integer(1, 3650, "the days that access logs are kept").optional(),
});
