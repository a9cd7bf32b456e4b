import { readFile } from "node:fs/promises";
import { connectToGitHub } from "./github";
import { pullRequestEvent } from "./pull-request-event";
import { putReport } from "./report-comment";
import { markerOf } from "./report-text";

/** A report, and where it is to be put. */
export interface ReportComment {
  /** What the user has called it. */
  readonly name: string;
  readonly file: string;
  /** Default: the one that the workflow runs for, by `GITHUB_EVENT_PATH`. */
  readonly pullRequest: number | undefined;
  /** Default: `GITHUB_REPOSITORY`. */
  readonly repository: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Puts a report under a pull request.
 *
 * @returns where it is, and whether it is new.
 * @throws Error with what is wrong and how to put it right; nothing is written then.
 */
export async function commentReport({
  name,
  file,
  pullRequest,
  repository,
  signal,
}: ReportComment): Promise<{ readonly url: string; readonly isNew: boolean }> {
  const report = await readFile(file, "utf8").catch((error: unknown) => {
    throw new Error(`${name} cannot be read: ${(error as Error).message}`, { cause: error });
  });
  const event = pullRequestEvent(process.env["GITHUB_EVENT_PATH"]);
  const number = pullRequest ?? event?.number;
  if (number === undefined) {
    throw new Error("No pull request is named: pass --pull-request <number>.");
  }
  // Whoever reads an old comment after a plan that has failed sees that it is old.
  const body =
    event?.number === number ? `${report.trimEnd()}\n\nOf the commit ${event.commit}.\n` : report;
  const marker = markerOf(body, name);
  return putReport(connectToGitHub({ repository, signal }), number, { marker, body });
}
