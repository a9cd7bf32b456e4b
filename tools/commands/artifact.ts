import { Command, InvalidArgumentError } from "commander";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { currentCommit } from "../deploy/artifact/commit";
import { ArtifactError, readArtifact } from "../deploy/artifact/read-artifact";
import { expectArtifactPlace } from "../deploy/artifact/write-artifact";
import { connectToGitHub } from "../deploy/github/github";
import { attestedCommit } from "../deploy/github/attestation";
import {
  downloadArtifact,
  expectSameFiles,
  findPlannedArtifact,
  type PlannedArtifact,
} from "../deploy/github/planned-artifact";
import { unpack } from "../deploy/github/unpack";
import { environmentNamed, stackTargets } from "../deploy/stack-target";
import { usersPath } from "../console/users-path";
import { runCommand } from "../console/command";
import { runSteps } from "../console/progress";

const command = new Command("npm run artifact --")
  .description(
    "Fetches what the workflow Plan has planned for a commit, ready for `npm run\n" +
      "apply`: for a merge, what it has planned for the pull request. GitHub's program\n" +
      "`gh` verifies that this workflow has signed it, from a commit with the same\n" +
      "files, before anything is unpacked. Standard output is its checksum.",
  )
  .argument("<environment>", "its name in environments.ts, such as dev")
  .requiredOption("--out <folder>", "where to put it; it holds secrets")
  .option(
    "--commit <sha>",
    "the commit that is to be deployed (default: the one checked out)",
    commitArgument,
  )
  .addHelpText(
    "after",
    "\nGITHUB_TOKEN has to hold a token that may read actions, attestations, contents and pull\n" +
      "requests. `gh` is on GitHub's runners; by hand, install 2.68 or later.\n" +
      "Exit codes: 0 it is there; 1 it is not; 130 interrupted.",
  )
  .showHelpAfterError()
  .parse();

interface Options {
  readonly out: string;
  readonly commit?: string;
}

const options = command.opts<Options>();

void runCommand(async (signal) => {
  const environment = environmentNamed(command.args[0] ?? "");
  const { stack } = stackTargets(environment).find(({ part }) => part === "auth") ?? {};
  if (environment.platform === "local" || stack === undefined) {
    throw new Error(
      `The environment ${environment.environment} lives on this computer: no workflow plans it.`,
    );
  }
  const { github } = environment;
  if (github === undefined) {
    throw new Error(
      "environments.ts names no repository (`github`), so no workflow plans anything.",
    );
  }
  const out = usersPath(options.out);
  await expectArtifactPlace(out);
  const commit = options.commit ?? (await currentCommit()).commit;
  if (commit === null) throw new Error("No commit is checked out here: pass --commit <sha>.");
  const { repository, repositoryId, branch } = github;
  const gitHub = connectToGitHub({ repository, signal });

  let found: PlannedArtifact | undefined;
  let checksum = "";
  await runSteps([
    {
      name: `Look for the plan of ${stack} at ${commit}`,
      run: async ({ note }) => {
        found = await findPlannedArtifact(gitHub, { commit, branch, name: `plan-${stack}` });
        note(found.url);
      },
    },
    {
      name: `Download it to ${options.out}, and verify who has signed it`,
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
          checksum = await expectArtifactOf(unpacked, { stack, commit: planned });
          await rm(out, { recursive: true, force: true });
          await rename(unpacked, out);
        } finally {
          await rm(draft, { recursive: true, force: true });
        }
      },
    },
  ]);
  process.stdout.write(`${checksum}\n`);
});

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

function commitArgument(text: string): string {
  if (/^[0-9a-f]{40}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError(
    "A commit is 40 digits, 0–9 and a–f, such as `git rev-parse HEAD`.",
  );
}
