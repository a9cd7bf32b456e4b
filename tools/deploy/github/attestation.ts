import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { networkEnvironment } from "../../terraform/terraform-environment";

/** The workflow that plans, and signs for what it has planned. */
export const planWorkflow = ".github/workflows/plan.yml";

/** What an artifact has to be signed for. */
export interface ExpectedOrigin {
  /** `<owner>/<name>`. */
  readonly repository: string;
  /** GitHub's id of it, which no other repository ever gets. */
  readonly repositoryId: string;
  /** `refs/pull/<number>/merge` for a pull request, `refs/heads/<branch>` for a run by hand. */
  readonly ref: string;
  readonly runId: number;
  readonly runAttempt: number;
  readonly signal: AbortSignal;
}

/** What `gh` shows of a certificate: who has signed, as Sigstore's authority has checked it. */
const certificate = z.looseObject({
  sourceRepositoryURI: z.string(),
  sourceRepositoryIdentifier: z.string(),
  sourceRepositoryRef: z.string(),
  sourceRepositoryDigest: z.string().regex(/^[0-9a-f]{40}$/),
  buildSignerURI: z.string(),
  buildSignerDigest: z.string(),
  runnerEnvironment: z.string(),
  runInvocationURI: z.string(),
});

const verified = z.array(
  z.looseObject({
    verificationResult: z.looseObject({
      signature: z.looseObject({ certificate }),
    }),
  }),
);

/**
 * Verifies, with GitHub's own program `gh`, that the workflow Plan of this repository has made a file, on a
 * machine of GitHub's, in the very run that it was found in. The file is not unpacked.
 *
 * @returns the commit from which that run had its workflow and everything that it ran.
 * @throws Error when `gh` refuses, or is not there, or what it has verified is signed for something else.
 * @see https://cli.github.com/manual/gh_attestation_verify
 * @see https://docs.github.com/en/actions/concepts/security/artifact-attestations
 */
export async function attestedCommit(file: string, expected: ExpectedOrigin): Promise<string> {
  const { repository, repositoryId, ref, runId, runAttempt } = expected;
  const server = (process.env["GITHUB_SERVER_URL"] ?? "https://github.com").replace(/\/+$/, "");
  const home = `${server}/${repository}`;
  const attestations = await verify(file, expected, server);
  const wanted = {
    sourceRepositoryURI: home,
    sourceRepositoryIdentifier: repositoryId,
    sourceRepositoryRef: ref,
    buildSignerURI: `${home}/${planWorkflow}@${ref}`,
    runnerEnvironment: "github-hosted",
    runInvocationURI: `${home}/actions/runs/${runId}/attempts/${runAttempt}`,
  };
  const differences: string[] = [];
  for (const { verificationResult } of attestations) {
    const found = verificationResult.signature.certificate;
    const wrong = Object.entries(wanted).filter(([name, value]) => found[name] !== value);
    // A workflow that is called from another repository or commit signs with a commit of its own.
    if (found.buildSignerDigest !== found.sourceRepositoryDigest) {
      wrong.push(["buildSignerDigest", found.sourceRepositoryDigest]);
    }
    if (wrong.length === 0) return found.sourceRepositoryDigest;
    differences.push(
      ...wrong.map(([name, value]) => `${name} is ${String(found[name])}, and has to be ${value}`),
    );
  }
  throw new Error(
    `The artifact is signed for another origin than the workflow Plan in ${home}/actions/runs/${runId}:\n` +
      [...new Set(differences)].map((difference) => `  - ${difference}`).join("\n"),
  );
}

async function verify(
  file: string,
  { repository, ref, signal }: ExpectedOrigin,
  server: string,
): Promise<z.output<typeof verified>> {
  const args = [
    ...["attestation", "verify", file, "--repo", repository],
    ...[
      "--signer-workflow",
      `${new URL(server).host === "github.com" ? "" : `${new URL(server).host}/`}${repository}/${planWorkflow}`,
    ],
    ...["--source-ref", ref, "--deny-self-hosted-runners", "--format", "json"],
  ];
  const { PATH = "", HOME = "", GITHUB_TOKEN = "" } = process.env;
  const env = {
    ...networkEnvironment(process.env),
    ...{ PATH, HOME, GH_TOKEN: GITHUB_TOKEN, GH_HOST: new URL(server).host, NO_COLOR: "1" },
    ...(process.env["GITHUB_API_URL"] !== undefined && {
      GITHUB_API_URL: process.env["GITHUB_API_URL"],
    }),
  };
  let stdout: string;
  try {
    ({ stdout } = await promisify(execFile)("gh", args, {
      env,
      signal,
      maxBuffer: 64 * 1024 ** 2,
    }));
  } catch (error) {
    signal.throwIfAborted();
    const { code, stderr = "" } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === "ENOENT") {
      throw new Error(
        "GitHub's program `gh` is not here, and it alone tells who has signed the artifact: nothing was unpacked.\n" +
          "GitHub's runners have it; elsewhere, install it (2.68 or later) from https://cli.github.com.",
        { cause: error },
      );
    }
    throw new Error(
      "`gh attestation verify` refuses the artifact, so nothing was unpacked. It was not made by the workflow\n" +
        `Plan for ${ref}, or was changed since:\n${stderr.trim().replace(/^/gm, "  ")}`,
      { cause: error },
    );
  }
  const parsed = verified.safeParse(json(stdout));
  if (parsed.success && parsed.data.length > 0) return parsed.data;
  throw new Error(
    "`gh attestation verify` has answered in a form that is not known here: take version 2.68 or a later 2.x.",
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
