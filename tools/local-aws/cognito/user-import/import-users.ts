import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { LogDelivery } from "../../lambda/log-delivery";
import type { Call, Cognito } from "../operation";
import type { ImportJob } from "./import-jobs";
import { importUser, type Outcome } from "./import-user";
import { readUsers, type Row } from "./user-file";

type Asked = Pick<Call<unknown>, "moto" | "pools">;

const counters = { SUCCEEDED: "imported", SKIPPED: "skipped", FAILED: "failed" } as const;

/**
 * Runs an import job to its end: line by line, until it is stopped. What became of each line stands in the
 * pool's log.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-cloudwatch.html
 */
export async function importUsers(
  cognito: Cognito,
  asked: Asked,
  pool: UserPoolType,
  { id, name, file = "" }: ImportJob,
): Promise<void> {
  const { importJobs, clock } = cognito.memory;
  const job = () => importJobs.find(pool.Id ?? "", id);
  const end = (changes: Partial<ImportJob>) =>
    importJobs.change(id, { completedAt: clock.now(), ...changes });
  // A log that cannot be written keeps nobody from being imported.
  const log = new LogDelivery(asked.moto.forward, () => undefined);
  const stream = {
    group: `/aws/cognito/userpools/${pool.Id ?? ""}/${pool.Name ?? ""}`,
    name: `${id}/${name}`,
    region: (pool.Id ?? "").split("_")[0] ?? "",
  };
  const run = async (rows: readonly Row[]) => {
    for (const row of rows) {
      if (job().status === "Stopping") return end({ status: "Stopped" });
      importJobs.change(id, { status: "InProgress" });
      const { kind, message } = await importUser(cognito, asked, pool, row);
      importJobs.change(id, counted(job(), kind));
      const line = `[${kind}] Line Number ${row.line} - ${message}`;
      log.write(stream, [{ message: line, timestamp: clock.now() }]);
    }
    await log.flush();
    if (job().status === "Stopping") return end({ status: "Stopped" });
    return job().imported === 0 && rows.length > 0
      ? end({
          status: "Failed",
          completionMessage: "Too many users have failed or been skipped during the import.",
        })
      : end({ status: "Succeeded", completionMessage: "Import Job Completed Successfully." });
  };
  try {
    await run(readUsers(pool, file));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    end({ status: "Failed", completionMessage: reason });
  }
}

function counted(job: ImportJob, kind: Outcome["kind"]): Partial<ImportJob> {
  const counter = counters[kind];
  return { [counter]: job[counter] + 1 };
}
