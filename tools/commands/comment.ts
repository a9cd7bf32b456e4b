import { Command } from "commander";
import { commentReport } from "../deploy/github/comment-report";
import { usersPath } from "../console/users-path";
import { runCommand } from "../console/command";
import { positiveNumber } from "../console/number-arguments";

const command = new Command("npm run comment --")
  .description(
    "Puts a report of `npm run plan` under a pull request: one comment a stack,\n" +
      "which the next report of the stack takes the place of. Comments of others are\n" +
      "left alone. Standard output is the comment's address.",
  )
  .argument("<report>", "report.md of an artifact")
  .option(
    "--pull-request <number>",
    "(default: the one that the workflow runs for, by GITHUB_EVENT_PATH)",
    positiveNumber,
  )
  .option("--repository <owner/name>", "(default: GITHUB_REPOSITORY)")
  .addHelpText(
    "after",
    "\nGITHUB_TOKEN has to hold a token that may write to pull requests.\n" +
      "Exit codes: 0 it is there; 1 it is not; 130 interrupted.",
  )
  .showHelpAfterError()
  .parse();

const options = command.opts<{ pullRequest?: number; repository?: string }>();
const [name = ""] = command.args;

void runCommand(async (signal) => {
  const { pullRequest, repository } = options;
  const { url, isNew } = await commentReport({
    ...{ name, file: usersPath(name), pullRequest, repository, signal },
  });
  process.stderr.write(isNew ? "A new comment.\n" : "The comment is up to date.\n");
  process.stdout.write(`${url}\n`);
});
