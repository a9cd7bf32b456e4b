import { Command } from "commander";
import { readFile } from "node:fs/promises";
import { connectToGitHub } from "../deploy/github/github";
import { pullRequestEvent } from "../deploy/github/pull-request-event";
import { putReport } from "../deploy/github/report-comment";
import { markerOf } from "../deploy/github/report-text";
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
const [file = ""] = command.args;

void runCommand(async (signal) => {
  const report = await readFile(usersPath(file), "utf8").catch((error: unknown) => {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  });
  const event = pullRequestEvent(process.env["GITHUB_EVENT_PATH"]);
  const number = options.pullRequest ?? event?.number;
  if (number === undefined) {
    throw new Error("No pull request is named: pass --pull-request <number>.");
  }
  // Whoever reads an old comment after a plan that has failed sees that it is old.
  const body =
    event?.number === number ? `${report.trimEnd()}\n\nOf the commit ${event.commit}.\n` : report;
  const marker = markerOf(body, file);
  const gitHub = connectToGitHub({ repository: options.repository, signal });
  const { url, isNew } = await putReport(gitHub, number, { marker, body });
  process.stderr.write(isNew ? "A new comment.\n" : "The comment is up to date.\n");
  process.stdout.write(`${url}\n`);
});
