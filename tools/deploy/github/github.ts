import { Octokit } from "@octokit/core";

/** A repository, and a client that may work with it. */
export interface GitHub {
  readonly octokit: Octokit;
  readonly owner: string;
  readonly repo: string;
}

/** How to reach GitHub. */
export interface GitHubOptions {
  /** `<owner>/<name>`. Default: `GITHUB_REPOSITORY`, which a workflow has. */
  readonly repository?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * GitHub, as a workflow's environment names it, or yours: `GITHUB_TOKEN`, `GITHUB_REPOSITORY`, and
 * `GITHUB_API_URL` for a GitHub Enterprise Server.
 *
 * @throws Error with all that is missing.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function connectToGitHub({ repository, signal }: GitHubOptions): GitHub {
  const { GITHUB_TOKEN: token = "", GITHUB_REPOSITORY } = process.env;
  const name = repository ?? GITHUB_REPOSITORY ?? "";
  const { owner = "", repo = "" } =
    /^(?<owner>[\w.-]+)\/(?<repo>[\w.-]+)$/.exec(name)?.groups ?? {};
  const problems: string[] = [];
  if (token === "") {
    problems.push(
      "GITHUB_TOKEN is not set. In a workflow: `env: GITHUB_TOKEN: ${{ github.token }}`; by hand: `export GITHUB_TOKEN=$(gh auth token)`.",
    );
  }
  if (owner === "" || repo === "") {
    problems.push(
      name === ""
        ? "No repository is named: pass --repository <owner>/<name>, or set GITHUB_REPOSITORY."
        : `${name} is no repository: it has to be <owner>/<name>.`,
    );
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const octokit = new Octokit({
    auth: token,
    baseUrl: (process.env["GITHUB_API_URL"] ?? "https://api.github.com").replace(/\/+$/, ""),
    request: { signal },
    // Deprecations are for whoever upgrades the client.
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
  return { octokit, owner, repo };
}

function ignore(): void {
  // Nothing to do.
}

/** What an answer of GitHub's is about, for the error that it may be. */
export interface Attempt {
  /** Completes "GitHub did not let this token …": `read the comments of acme/users#4`. */
  readonly doing: string;
  /** What a workflow's job needs for it: `pull-requests: write`. */
  readonly permission: string;
}

/**
 * Runs a request.
 *
 * @throws Error in words that say what to do, when GitHub refuses it or cannot be reached.
 */
export async function asking<Answer>(
  attempt: Attempt,
  request: () => Promise<Answer>,
): Promise<Answer> {
  let answer: Answer;
  try {
    answer = await request();
  } catch (error) {
    throw explained(error, attempt);
  }
  if (isText(answer)) {
    throw new Error(
      `What answered is not GitHub's API when asked to ${attempt.doing}: it sent no JSON. Check GITHUB_API_URL.`,
    );
  }
  return answer;
}

function isText(answer: unknown): boolean {
  return (
    typeof answer === "object" &&
    answer !== null &&
    "data" in answer &&
    typeof answer.data === "string"
  );
}

/** What octokit throws. */
interface RequestFailure extends Error {
  readonly status: number;
  /** Missing when there was no answer. */
  readonly response?: {
    readonly headers: Readonly<Record<string, string | number | undefined>>;
    readonly data: unknown;
  };
}

function isRequestFailure(error: unknown): error is RequestFailure {
  return error instanceof Error && "status" in error && typeof error.status === "number";
}

function explained(error: unknown, { doing, permission }: Attempt): unknown {
  if (!isRequestFailure(error) || error.name === "AbortError") return error;
  const { status, response } = error;
  const fail = (text: string) => new Error(text, { cause: error });
  if (response === undefined) {
    return fail(
      `GitHub could not be reached to ${doing}: ${error.message}.\n` +
        "Check the connection, and GITHUB_API_URL if it is set; then run this again.",
    );
  }
  const { headers } = response;
  const isLimited =
    status === 429 ||
    (status === 403 &&
      (headers["x-ratelimit-remaining"] === "0" || headers["retry-after"] !== undefined));
  if (isLimited) {
    return fail(
      `GitHub's rate limit is used up, so it did not ${doing}. Run this again ${whenAllowed(headers)}.`,
    );
  }
  switch (status) {
    case 401:
      return fail(`GitHub does not know GITHUB_TOKEN, or it has expired. Get a new one.`);
    case 403:
      return fail(
        `GitHub did not let this token ${doing}. In a workflow the job needs \`permissions: ${permission}\`;\n` +
          "a pull request of a fork never gets it. A token of yours needs the same right on the repository.",
      );
    case 404:
      return fail(
        `GitHub has nothing there to ${doing}, or does not show it to this token.\n` +
          `Check the repository and the number; in a workflow, that the job has \`permissions: ${permission}\`.`,
      );
    default:
      return fail(
        status >= 500
          ? `GitHub answered ${status} when asked to ${doing}. That passes: run this again.`
          : `GitHub refused to ${doing}: ${error.message} (${status}).`,
      );
  }
}

/** @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function whenAllowed(headers: Readonly<Record<string, string | number | undefined>>): string {
  const seconds = Number(headers["retry-after"]);
  if (Number.isFinite(seconds)) return `in ${seconds} seconds`;
  const reset = Number(headers["x-ratelimit-reset"]);
  return Number.isFinite(reset)
    ? `after ${new Date(reset * 1000).toISOString()}`
    : "in a few minutes";
}
