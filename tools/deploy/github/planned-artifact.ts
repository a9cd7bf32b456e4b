import { createHash } from "node:crypto";
import path from "node:path";
import { planWorkflow } from "./attestation";
import { asking, type GitHub } from "./github";

/** Bytes of a zip; an artifact is reports and a manifest. */
const maxZipBytes = 64 * 1024 * 1024;

/** An artifact that the workflow has made. */
export interface PlannedArtifact {
  readonly id: number;
  /** SHA-256 that GitHub has of the zip; older servers have none. */
  readonly digest: string | undefined;
  /** The ref that the run was for: of a pull request's merge, or of the branch. */
  readonly ref: string;
  readonly runId: number;
  readonly runAttempt: number;
  /** The run, to look at. */
  readonly url: string;
}

/** What is looked for. */
export interface WantedArtifact {
  /** The commit that is to be deployed: 40 hexadecimal digits. */
  readonly commit: string;
  /** The branch that is deployed. */
  readonly branch: string;
  /** Of the artifact: `plan-<stack>`. */
  readonly name: string;
}

type Run = Awaited<ReturnType<typeof runsOf>>[number];

/**
 * Finds what has been planned for a commit: by a run that was started by hand on the deployed branch at
 * that very commit, or, for a merge, by a run for the pull request that was merged into the branch as it.
 *
 * What GitHub's lists say here is a hint where to look. What counts is who has signed the artifact, and
 * for which commit: {@link attestedCommit}, {@link expectSameFiles}.
 *
 * @throws Error when there is none to apply, saying what to do.
 */
export async function findPlannedArtifact(
  gitHub: GitHub,
  { commit, branch, name }: WantedArtifact,
): Promise<PlannedArtifact> {
  const byHand = (await runsOf(gitHub, commit)).filter(
    ({ event, head_branch }) => event === "workflow_dispatch" && head_branch === branch,
  );
  const [run, ref] =
    byHand[0] === undefined
      ? await runOfMerge(gitHub, commit, branch)
      : [byHand[0], `refs/heads/${branch}`];
  expectSuccess(run);
  const { id, digest } = await artifactOf(gitHub, run, name);
  return {
    id,
    digest: digest ?? undefined,
    ref,
    runId: Number(run.id),
    runAttempt: run.run_attempt ?? 1,
    url: run.html_url,
  };
}

async function runOfMerge(
  gitHub: GitHub,
  commit: string,
  branch: string,
): Promise<readonly [Run, string]> {
  const merged = (await pullRequestsOf(gitHub, commit)).find(
    ({ merged_at, merge_commit_sha, base }) =>
      merged_at !== null && merge_commit_sha === commit && base.ref === branch,
  );
  if (merged === undefined) {
    throw new Error(
      `No pull request was merged into ${branch} as ${commit}, and nobody has run the workflow Plan by hand there.\n${planAgain}`,
    );
  }
  const { number, head } = merged;
  // The same commit may be proposed by another pull request too, whose base has another workflow.
  // GitHub forgets which after a while; then the signature tells.
  const [run] = (await runsOf(gitHub, head.sha)).filter(
    ({ event, pull_requests: of }) =>
      event === "pull_request" &&
      ((of ?? []).length === 0 || of?.some((one) => one.number === number) === true),
  );
  if (run !== undefined) return [run, `refs/pull/${number}/merge`];
  throw new Error(
    `No run of the workflow Plan is there for the pull request #${number} at ${head.sha}.\n${planAgain}`,
  );
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
    { doing: `find the runs of ${planWorkflow} in ${owner}/${repo}`, permission: "actions: read" },
    () =>
      octokit.request("GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs", {
        owner,
        repo,
        workflow_id: path.posix.basename(planWorkflow),
        head_sha: commit,
        per_page: 100,
      }),
  );
  const repository = `${owner}/${repo}`.toLowerCase();
  return data.workflow_runs
    .filter(
      ({ head_sha, head_repository: from, path: file }) =>
        head_sha === commit &&
        file.replace(/@.*$/, "") === planWorkflow &&
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

/**
 * Compares the files of the commit that was planned, workflow included, with those of the commit that is
 * to be deployed. If they are the same, all that has run for the plan is what was merged; and the plan
 * undoes nothing that others have merged since.
 *
 * @throws Error when they are not.
 */
export async function expectSameFiles(
  gitHub: GitHub,
  planned: string,
  wanted: string,
): Promise<void> {
  if (planned === wanted) return;
  if ((await treeOf(gitHub, planned)) === (await treeOf(gitHub, wanted))) return;
  throw new Error(
    `The plan was made from ${planned}, and ${wanted} has other files: more was merged since, or the plan\n` +
      `was made for another branch. ${planAgain}\n` +
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
  if (bytes > maxZipBytes) throw new Error("The artifact is larger than 64 MB: that is no plan.");
  const zip = Buffer.concat(chunks);
  const actual = `sha256:${createHash("sha256").update(zip).digest("hex")}`;
  if (digest !== undefined && digest !== actual) {
    throw new Error(
      `The download has the digest ${actual}, and GitHub was given ${digest}. Run this again.`,
    );
  }
  return zip;
}
