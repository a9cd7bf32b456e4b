import { Command } from "commander";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import { runCommand } from "../console/command";
import { projectFolder } from "../project/project";
import { upgrade } from "../upgrade/upgrade";

/* `npm run upgrade`: a newer Gatehouse under a team's own files. See docs/guides/upgrade.md. */

interface Options {
  readonly base?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly project: string;
}

const command = new Command("npm run upgrade --")
  .description("Replaces Gatehouse's own files by those of another version, and leaves yours.")
  .argument("<version>", "a tag, branch or commit of your clone, or the folder of another clone")
  .option("--base <commit>", "the version that this project was made from, where nothing says it")
  .option("--dry-run", "only show what would be done")
  .option("--yes", "do it without asking")
  .option("--project <folder>", "the project to upgrade, if it is not this one", projectFolder)
  .addHelpText(
    "after",
    "\nExamples:\n  git remote add upstream <where you cloned it from>\n" +
      "  npm run upgrade -- v0.5.0\n  npm run upgrade -- ../gatehouse\n",
  )
  .parse();
const [wanted = ""] = command.args;
const options = command.opts<Options>();

void runCommand(() =>
  upgrade({
    project: path.resolve(options.project),
    wanted,
    base: options.base,
    dryRun: options.dryRun,
    isMeant,
    print: (text) => process.stdout.write(text),
    say: (text) => process.stderr.write(text),
  }),
);

async function isMeant(): Promise<boolean> {
  if (options.yes === true) return true;
  if (!process.stdin.isTTY) {
    throw new Error(
      "There is no terminal to ask on. Pass --yes to do it, or --dry-run to see it alone.",
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question("Do it? [y/N] ")).trim());
  } finally {
    terminal.close();
  }
}
