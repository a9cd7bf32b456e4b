import { randomBytes } from "node:crypto";
import type { UserImportJobStatusType } from "@aws-sdk/client-cognito-identity-provider";
import type { Clock } from "../../clock";
import { CognitoError } from "../cognito-error";

const minute = 60_000;
const hour = 60 * minute;

/** One import of users from a file. */
export interface ImportJob {
  readonly id: string;
  readonly name: string;
  readonly userPoolId: string;
  readonly roleArn: string;
  /** Shows that an upload is meant for this job. */
  readonly uploadToken: string;
  readonly createdAt: number;
  readonly file?: string;
  readonly startedAt?: number;
  readonly completedAt?: number;
  readonly status: UserImportJobStatusType;
  readonly imported: number;
  readonly skipped: number;
  readonly failed: number;
  readonly completionMessage?: string;
}

/** The import jobs of all pools, in memory. */
export class ImportJobs {
  private readonly jobs = new Map<string, ImportJob>();

  constructor(private readonly clock: Clock) {}

  create(job: Pick<ImportJob, "name" | "userPoolId" | "roleArn">): ImportJob {
    const made: ImportJob = {
      ...job,
      id: `import-${randomBytes(8).toString("hex").slice(0, 10)}`,
      uploadToken: randomBytes(32).toString("hex"),
      createdAt: this.clock.now(),
      status: "Created",
      imported: 0,
      skipped: 0,
      failed: 0,
    };
    this.jobs.set(made.id, made);
    return made;
  }

  /** @throws {@link CognitoError} `ResourceNotFoundException` */
  find(userPoolId: string, id: string): ImportJob {
    const job = this.current(id);
    if (job?.userPoolId === userPoolId) return job;
    throw new CognitoError("ResourceNotFoundException", `User import job ${id} does not exist.`);
  }

  /** Those of a pool, the newest first. */
  ofPool(userPoolId: string): readonly ImportJob[] {
    return [...this.jobs.keys()]
      .flatMap((id) => this.current(id) ?? [])
      .filter((job) => job.userPoolId === userPoolId)
      .reverse();
  }

  change(id: string, changes: Partial<ImportJob>): ImportJob {
    const job = this.jobs.get(id);
    if (job === undefined) throw new Error(`There is no import job ${id}.`);
    const changed = { ...job, ...changes };
    this.jobs.set(id, changed);
    return changed;
  }

  /** Keeps the file of a job, if the upload comes in its time. A later file takes its place. */
  upload(id: string, token: string | null, file: string): boolean {
    const job = this.current(id);
    if (job?.uploadToken !== token || job.status !== "Created") return false;
    if (this.clock.now() - job.createdAt > 15 * minute) return false;
    this.change(id, { file });
    return true;
  }

  /** A job that nobody has started for a day can be started no more. */
  private current(id: string): ImportJob | undefined {
    const job = this.jobs.get(id);
    const isOld = job?.status === "Created" && this.clock.now() - job.createdAt > 24 * hour;
    return isOld ? { ...job, status: "Expired" } : job;
  }
}
