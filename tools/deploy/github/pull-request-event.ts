import { readFileSync } from "node:fs";
import { z } from "zod";

/** The pull request that a workflow runs for. */
export interface PullRequestEvent {
  readonly number: number;
  /** The commit that it proposes. */
  readonly commit: string;
}

const schema = z.object({
  pull_request: z.object({ number: z.int().positive(), head: z.object({ sha: z.string() }) }),
});

/**
 * Reads what GitHub has told a workflow's job (`GITHUB_EVENT_PATH`).
 *
 * @returns `undefined` outside of a workflow, and in one that runs for something else.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request
 */
export function pullRequestEvent(file: string | undefined): PullRequestEvent | undefined {
  if (file === undefined) return undefined;
  let event: unknown;
  try {
    event = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
  const found = schema.safeParse(event).data?.pull_request;
  return found && { number: found.number, commit: found.head.sha };
}
