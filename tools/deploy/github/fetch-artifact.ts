import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { ArtifactError, readArtifact } from "../artifact/read-artifact";
import { expectArtifactPlace } from "../artifact/write-artifact";
import type { Step } from "../../console/progress";
import { attestedCommit } from "./attestation";
import { connectToGitHub } from "./github";
import {
  downloadArtifact,
  expectSameFiles,
  findPlannedArtifact,
  type PlannedArtifact,
} from "./planned-artifact";
import { unpack } from "./unpack";

/** What is fetched, from where, and where it goes. */
export interface FetchProps {
  readonly stack: string;
  /** The commit that is to be deployed: 40 hexadecimal digits. */
  readonly commit: string;
  /** The repository whose workflow has planned it, and the branch that is deployed. */
  readonly github: {
    readonly repository: string;
    readonly repositoryId: string;
    readonly branch: string;
  };
  /** The folder to put it in: of an earlier artifact, empty, or not there yet. */
  readonly out: string;
  readonly signal: AbortSignal;
}

/**
 * The steps that fetch what the workflow Plan has planned for a commit. Nothing is unpacked before GitHub's
 * program `gh` has verified who has signed it, and nothing but the whole artifact is left behind.
 *
 * @param fetched is told its checksum once it is there.
 * @throws Error where the folder holds something else, or GitHub cannot be asked; each step throws what
 * keeps it from fetching the artifact, with what to do.
 */
export async function fetchSteps(
  { stack, commit, github, out, signal }: FetchProps,
  fetched: (checksum: string) => void,
): Promise<readonly Step[]> {
  await expectArtifactPlace(out);
  const { repository, repositoryId, branch } = github;
  const gitHub = connectToGitHub({ repository, signal });
  let found: PlannedArtifact | undefined;
  return [
    {
      name: `Look for the plan of ${stack} at ${commit}`,
      run: async ({ note }) => {
        found = await findPlannedArtifact(gitHub, { commit, branch, name: `plan-${stack}` });
        note(found.url);
      },
    },
    {
      name: `Download it to ${out}, and verify who has signed it`,
      run: async () => {
        if (found === undefined) throw new Error("There is no plan.");
        const zip = await downloadArtifact(gitHub, found);
        await mkdir(path.dirname(out), { recursive: true });
        // Beside it, so that moving it there is one step. Nobody else may look in (0700).
        const draft = await mkdtemp(`${out}.incoming-`);
        try {
          const file = path.join(draft, "artifact.zip");
          await writeFile(file, zip);
          const planned = await attestedCommit(file, {
            ...found,
            repository,
            repositoryId,
            signal,
          });
          await expectSameFiles(gitHub, planned, commit);
          const unpacked = path.join(draft, "artifact");
          await unpack(zip, unpacked);
          const checksum = await expectArtifactOf(unpacked, { stack, commit: planned });
          await rm(out, { recursive: true, force: true });
          await rename(unpacked, out);
          fetched(checksum);
        } finally {
          await rm(draft, { recursive: true, force: true });
        }
      },
    },
  ];
}

/** Throws {@link ArtifactError} when the folder holds another artifact than it was looked for as. */
async function expectArtifactOf(
  folder: string,
  wanted: { readonly stack: string; readonly commit: string },
): Promise<string> {
  const { stack, commit, checksum } = await readArtifact(folder, undefined);
  if (stack === wanted.stack && commit === wanted.commit) return checksum;
  throw new ArtifactError("The artifact", [
    `it is of ${stack} at the commit ${commit ?? "unknown"}, not of ${wanted.stack} at ${wanted.commit}.`,
  ]);
}
