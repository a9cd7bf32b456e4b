import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { ReconciliationMode } from "../../../functions/shared/reconciliation/check-user";
import type { Finding } from "../../../functions/shared/reconciliation/report";
import {
  readState,
  type ReconciliationState,
} from "../../../functions/shared/reconciliation/state";
import { localFolder } from "../../project/project";

/** A run that has not finished. */
export interface UnfinishedRun {
  /** Whose places the state names. */
  readonly userPoolId: string;
  readonly mode: ReconciliationMode;
  /** What the rows that are due were counted by. */
  readonly removeAfterDays?: number | undefined;
  readonly state: ReconciliationState;
  readonly findings: readonly Finding[];
}

const saved = z.object({
  userPoolId: z.string(),
  mode: z.enum(["heal", "report"]),
  removeAfterDays: z.number().optional(),
  state: z.unknown().transform(readState),
  findings: z.array(z.custom<Finding>((value) => typeof value === "object" && value !== null)),
});

/**
 * `.local/reconcile-<environment>.json`: where a run of `npm run reconcile` is, as long as it has not
 * finished. It is written after every page, so that even a run that was killed can be gone on with.
 */
export class SavedRun {
  readonly file: string;
  private newest: UnfinishedRun | undefined;
  private writing: Promise<void> | undefined;

  constructor(environment: string) {
    this.file = path.join(localFolder, `reconcile-${environment}.json`);
  }

  /**
   * The run to go on with.
   *
   * @throws Error when there is none, or one of another pool or with other changes to make.
   */
  async resume({
    userPoolId,
    mode,
    removeAfterDays,
  }: Pick<UnfinishedRun, "userPoolId" | "mode" | "removeAfterDays">): Promise<UnfinishedRun> {
    let text: string;
    try {
      text = await readFile(this.file, "utf8");
    } catch {
      throw new Error("There is no unfinished run to resume. Run this without --resume.");
    }
    let run: UnfinishedRun;
    try {
      run = saved.parse(JSON.parse(text));
    } catch {
      throw new Error(`${this.file} cannot be read. Run this without --resume.`);
    }
    if (run.userPoolId !== userPoolId) {
      throw new Error(
        `The unfinished run is of the user pool ${run.userPoolId}, and this is ${userPoolId}. Run this without --resume.`,
      );
    }
    if (run.mode !== mode) {
      const was = run.mode === "report" ? "with" : "without";
      throw new Error(`The unfinished run was ${was} --dry-run. Resume it ${was} --dry-run.`);
    }
    if (run.removeAfterDays !== removeAfterDays) {
      const was = run.removeAfterDays;
      throw new Error(
        was === undefined
          ? "The unfinished run was without --remove-after. Resume it without."
          : `The unfinished run was with --remove-after ${was}. Resume it with the same.`,
      );
    }
    return run;
  }

  /**
   * Keeps the run as it is now. What is saved while another is being written waits, and only the newest
   * of those is written.
   */
  save(run: UnfinishedRun): void {
    this.newest = run;
    this.writing ??= this.write().finally(() => {
      this.writing = undefined;
    });
  }

  /** Resolves once the newest run is in the file. Throws when it could not be written. */
  async saved(): Promise<void> {
    await this.writing;
  }

  private async write(): Promise<void> {
    await mkdir(localFolder, { recursive: true });
    const draft = `${this.file}.${process.pid}`;
    while (this.newest !== undefined) {
      const text = JSON.stringify(this.newest);
      this.newest = undefined;
      // Whole or not at all.
      await writeFile(draft, `${text}\n`);
      await rename(draft, this.file);
    }
  }

  /** Takes the file away: the run has finished. */
  async remove(): Promise<void> {
    await rm(this.file, { force: true });
  }
}
