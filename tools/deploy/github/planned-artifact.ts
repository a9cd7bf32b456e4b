import { createHash } from "node:crypto";
import { z } from "zod";
import { asking, type GitHub } from "./github";
import { commentsOf } from "./report-comment";
import { checksumIn, firstLine } from "./report-text";

/** The workflow that plans, and whose comment names what it has planned. */
const workflow = "plan.yml";
const workflowAuthor = "github-actions[bot]";

/** Bytes of a zip; an artifact has a few megabytes. */
const maxZipBytes = 256 * 1024 * 1024;

/** An artifact that the workflow has made. */
export interface PlannedArtifact {
  readonly id: number;
  /** SHA-256 that GitHub has of the zip; older servers have none. */
  readonly digest: string | undefined;
  /** The commit that was planned. */
  readonly commit: string;
  /** The run, to look at. */
  readonly url: string;
  /** The pull request whose comment shows its report; `undefined` for a run that was started by hand. */
  readonly pullRequest: number | undefined;
}

type Run = Awaited<ReturnType<typeof runsOf>>[number];

/**
 * Finds what has been planned for a commit: by a run for that very commit, or, for a merge, by a run
 * for the head of the pull request. Only if both have the same files: a plan that was made before
 * others were merged would undo what they have changed.
 *
 * A pull request of a fork runs workflows of its own and keeps what it likes as artifacts, so its
 * runs do not count.
 *
 * @param commit 40 hexadecimal digits.
 * @param name of the artifact: `plan-<stack>`.
 * @throws Error when there is none to apply, saying what to do.
 */
export async function findPlannedArtifact(
  gitHub: GitHub,
  commit: string,
  name: string,
): Promise<PlannedArtifact> {
  const pullRequests = await pullRequestsOf(gitHub, commit);
  const merged = pullRequests.find(
    ({ merged_at, merge_commit_sha }) => merged_at !== null && merge_commit_sha === commit,
  );
  const head = merged?.head.sha;
  const ofCommit = await runsOf(gitHub, commit);
  const runs =
    ofCommit.length > 0 || head === undefined || head === commit
      ? ofCommit
      : await runsOf(gitHub, head);
  const [run] = runs;
  if (run === undefined) {
    throw new Error(
      `No run of the workflow Plan is there for the commit ${commit}${head === undefined ? "" : ` nor for the pull request's ${head}`}.\n${planAgain}`,
    );
  }
  expectSuccess(run);
  if (run.head_sha !== commit) await expectSameFiles(gitHub, run, commit);
  const pullRequest =
    run.event === "pull_request"
      ? pullRequests.find((one) => one.head.sha === run.head_sha)?.number
      : undefined;
  if (run.event === "pull_request" && pullRequest === undefined) {
    throw new Error(
      `${run.html_url} has planned ${run.head_sha} for a pull request that has other commits by now, and its report with them. ${planAgain}`,
    );
  }
  const { id, digest } = await artifactOf(gitHub, run, name);
  return {
    id,
    digest: digest ?? undefined,
    commit: run.head_sha,
    url: run.html_url,
    pullRequest,
  };
}

const planAgain =
  "Run the workflow Plan by hand on the branch that is deployed, read its report, then run Apply by hand.";

async function pullRequestsOf({ octokit, owner, repo }: GitHub, commit: string) {
  const { data } = await asking(
    { doing: `find the pull requests of the commit ${commit}`, permission: "pull-requests: read" },
    () =>
      octokit.request("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", {
        owner,
        repo,
        commit_sha: commit,
        per_page: 100,
      }),
  );
  return data;
}

/** The runs of the workflow in this repository for a commit, the newest first. */
async function runsOf({ octokit, owner, repo }: GitHub, commit: string) {
  const { data } = await asking(
    { doing: `find the runs of ${workflow} in ${owner}/${repo}`, permission: "actions: read" },
    () =>
      octokit.request("GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs", {
        owner,
        repo,
        workflow_id: workflow,
        head_sha: commit,
        per_page: 100,
      }),
  );
  const repository = `${owner}/${repo}`.toLowerCase();
  return data.workflow_runs
    .filter(
      ({ head_sha, event, head_repository: from }) =>
        head_sha === commit &&
        ["pull_request", "workflow_dispatch"].includes(event) &&
        // What a deleted fork leaves behind has none, whatever the types say.
        (from as typeof from | null)?.full_name.toLowerCase() === repository,
    )
    .sort((one, other) => other.run_number - one.run_number);
}

function expectSuccess({ status, conclusion, html_url: url }: Run): void {
  if (status !== "completed") {
    throw new Error(
      `The workflow Plan is still at work: ${url}\nWait until it ends, then run this again.`,
    );
  }
  if (conclusion !== "success") {
    throw new Error(
      `The workflow Plan has ended with ${conclusion ?? "nothing"}, so nothing of it is applied: ${url}\n` +
        "Its report says why. Once that is put right, or allowed on purpose, plan again.",
    );
  }
}

async function expectSameFiles(gitHub: GitHub, run: Run, commit: string): Promise<void> {
  const [planned, wanted] = [await treeOf(gitHub, run.head_sha), await treeOf(gitHub, commit)];
  if (planned === wanted) return;
  throw new Error(
    `The plan was made for ${run.head_sha}, and ${commit} has other files: more was merged since.\n` +
      `Applying it would undo that. ${planAgain}\n` +
      "With the branch protection rule “Require branches to be up to date” this does not happen.",
  );
}

async function treeOf({ octokit, owner, repo }: GitHub, commit: string): Promise<string> {
  const { data } = await asking(
    { doing: `read the commit ${commit}`, permission: "contents: read" },
    () =>
      octokit.request("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", {
        owner,
        repo,
        commit_sha: commit,
      }),
  );
  return data.tree.sha;
}

async function artifactOf({ octokit, owner, repo }: GitHub, run: Run, name: string) {
  const { data } = await asking(
    { doing: `list the artifacts of ${run.html_url}`, permission: "actions: read" },
    () =>
      octokit.request("GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts", {
        owner,
        repo,
        run_id: Number(run.id),
        name,
        per_page: 100,
      }),
  );
  // One for each attempt of a run that was run again.
  const found = data.artifacts.filter((one) => one.name === name).sort((a, b) => b.id - a.id);
  const [newest] = found;
  if (newest === undefined) {
    throw new Error(`${run.html_url} has no artifact ${name}: it did not plan that stack.`);
  }
  if (newest.expired) {
    throw new Error(`The artifact ${name} of ${run.html_url} has expired. ${planAgain}`);
  }
  return newest;
}

/**
 * Downloads an artifact's zip.
 *
 * @throws Error when it is too large, or not what GitHub was given.
 */
export async function downloadArtifact(
  { octokit, owner, repo }: GitHub,
  { id, digest }: PlannedArtifact,
): Promise<Uint8Array> {
  const attempt = { doing: `download the artifact ${id}`, permission: "actions: read" };
  const { data } = await asking(attempt, () =>
    octokit.request("GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}", {
      owner,
      repo,
      artifact_id: id,
      archive_format: "zip",
      // As it comes, so that its size can be bounded.
      request: { parseSuccessResponseBody: false },
    }),
  );
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of data as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > maxZipBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new Error("The download of the artifact broke off. Run this again.", { cause: error });
  }
  if (bytes > maxZipBytes) throw new Error("The artifact is larger than 256 MB: that is no plan.");
  const zip = Buffer.concat(chunks);
  const actual = `sha256:${createHash("sha256").update(zip).digest("hex")}`;
  if (digest !== undefined && digest !== actual) {
    throw new Error(
      `The download has the digest ${actual}, and GitHub was given ${digest}. Run this again.`,
    );
  }
  return zip;
}

const manifestSchema = z.object({
  stack: z.string(),
  commit: z.string().nullable(),
  checksum: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * Compares an artifact with what it was looked for as, and with the report that people have read: the
 * checksum in the workflow's comment under the pull request.
 *
 * @param manifest the text of its `manifest.json`.
 * @returns the checksum, for `npm run apply`, which holds every file against it.
 * @throws Error when it is another one.
 */
export async function reviewedChecksum(
  gitHub: GitHub,
  { commit, url, pullRequest }: PlannedArtifact,
  stack: string,
  manifest: string,
): Promise<string> {
  const parsed = manifestSchema.safeParse(json(manifest));
  if (!parsed.success) {
    throw new Error(`The artifact of ${url} is none of \`npm run plan\`: its manifest is not.`);
  }
  const { checksum, ...planned } = parsed.data;
  if (planned.stack !== stack || planned.commit !== commit) {
    throw new Error(
      `The artifact of ${url} is of ${planned.stack} at the commit ${planned.commit ?? "unknown"}, not of ${stack} at ${commit}.`,
    );
  }
  if (pullRequest === undefined) return checksum;
  const comments = await commentsOf(gitHub, pullRequest);
  const report = comments.find(
    ({ author, body }) =>
      author === workflowAuthor && firstLine(body) === `<!-- gatehouse-plan: ${stack} -->`,
  );
  const reviewed = report && checksumIn(report.body);
  if (reviewed === checksum) return checksum;
  throw new Error(
    reviewed === undefined
      ? `No comment under the pull request #${pullRequest} shows the report of ${stack}, so nobody has read it. ${planAgain}`
      : `The report under the pull request #${pullRequest} is of the artifact ${reviewed}, and ${url}\n` +
          `has ${checksum}: what is there is not what was reviewed. ${planAgain}`,
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
