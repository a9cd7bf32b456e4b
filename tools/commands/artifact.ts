import { Command, InvalidArgumentError } from "commander";
import { currentCommit } from "../deploy/artifact/commit";
import { fetchSteps } from "../deploy/github/fetch-artifact";
import { environmentNamed } from "../deploy/environments";
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
  .requiredOption("--out <folder>", "where to put it")
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
  if (environment.platform === "local") {
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
  const stack = `auth-${environment.environment}`;
  const commit = options.commit ?? (await currentCommit()).commit;
  if (commit === null) throw new Error("No commit is checked out here: pass --commit <sha>.");
  let checksum = "";
  const out = usersPath(options.out);
  const steps = await fetchSteps({ stack, commit, github, out, signal }, (of) => {
    checksum = of;
  });
  await runSteps(steps);
  process.stdout.write(`${checksum}\n`);
});

function commitArgument(text: string): string {
  if (/^[0-9a-f]{40}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError(
    "A commit is 40 digits, 0–9 and a–f, such as `git rev-parse HEAD`.",
  );
}
