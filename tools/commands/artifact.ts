import { Command, InvalidArgumentError } from "commander";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { currentCommit } from "../deploy/artifact/commit";
import { artifactFiles } from "../deploy/artifact/manifest";
import { expectArtifactPlace } from "../deploy/artifact/write-artifact";
import { connectToGitHub } from "../deploy/github/github";
import {
  downloadArtifact,
  findPlannedArtifact,
  type PlannedArtifact,
  reviewedChecksum,
} from "../deploy/github/planned-artifact";
import { unpack } from "../deploy/github/unpack";
import { environmentNamed, stackTargets } from "../deploy/stack-target";
import { usersPath } from "../console/users-path";
import { runCommand } from "../console/command";
import { runSteps } from "../console/progress";

const command = new Command("npm run artifact --")
  .description(
    "Fetches what the workflow Plan has planned for a commit, ready for `npm run\n" +
      "apply`: for a merge, what it has planned for the pull request, if both have\n" +
      "the same files and the report under the pull request is of that very artifact.\n" +
      "Standard output is its checksum.",
  )
  .argument("<environment>", "its name in environments.ts, such as dev")
  .requiredOption("--out <folder>", "where to put it; it holds secrets")
  .option(
    "--commit <sha>",
    "the commit that is to be deployed (default: the one checked out)",
    commitArgument,
  )
  .option("--repository <owner/name>", "(default: GITHUB_REPOSITORY, or environments.ts)")
  .addHelpText(
    "after",
    "\nGITHUB_TOKEN has to hold a token that may read actions, contents and pull requests.\n" +
      "Exit codes: 0 it is there; 1 it is not; 130 interrupted.",
  )
  .showHelpAfterError()
  .parse();

interface Options {
  readonly out: string;
  readonly commit?: string;
  readonly repository?: string;
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
  const out = usersPath(options.out);
  await expectArtifactPlace(out);
  const commit = options.commit ?? (await currentCommit()).commit;
  if (commit === null) throw new Error("No commit is checked out here: pass --commit <sha>.");
  const repository =
    options.repository ?? process.env["GITHUB_REPOSITORY"] ?? environment.github?.repository;
  const gitHub = connectToGitHub({ repository, signal });

  let found: PlannedArtifact | undefined;
  let checksum = "";
  await runSteps([
    {
      name: `Look for the plan of ${stack} at ${commit}`,
      run: async ({ note }) => {
        found = await findPlannedArtifact(gitHub, commit, `plan-${stack}`);
        note(found.url);
      },
    },
    {
      name: `Download it to ${options.out}`,
      run: async () => {
        if (found === undefined) throw new Error("There is no plan.");
        const zip = await downloadArtifact(gitHub, found);
        await mkdir(path.dirname(out), { recursive: true });
        // Beside it, so that moving it there is one step. Nobody else may look in (0700).
        const draft = await mkdtemp(`${out}.incoming-`);
        try {
          await unpack(zip, draft);
          const manifest = await readFile(path.join(draft, artifactFiles.manifest), "utf8").catch(
            () => "",
          );
          checksum = await reviewedChecksum(gitHub, found, stack, manifest);
          await rm(out, { recursive: true, force: true });
          await rename(draft, out);
        } finally {
          await rm(draft, { recursive: true, force: true });
        }
      },
    },
  ]);
  process.stdout.write(`${checksum}\n`);
});

function commitArgument(text: string): string {
  if (/^[0-9a-f]{40}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError(
    "A commit is 40 digits, 0–9 and a–f, such as `git rev-parse HEAD`.",
  );
}
