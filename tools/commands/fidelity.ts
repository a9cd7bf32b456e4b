import { Command } from "commander";
import { runCommand } from "../console/command";
import { fidelityCases } from "../local-aws/fidelity/cases";
import { difference, runCase } from "../local-aws/fidelity/run-case";

const { profile, region } = new Command("npm run fidelity --")
  .description(
    "Runs the cases that the local AWS promises against AWS itself. For each it makes a user pool in\n" +
      "your account, and deletes it again. Cognito sends a few e-mails to example.com.",
  )
  .requiredOption("--profile <name>", "profile of ~/.aws/config whose account to use")
  .option("--region <name>", "Region to use (default: the profile's)")
  .showHelpAfterError()
  .parse()
  .opts<{ profile: string; region?: string }>();

void runCommand(async (signal) => {
  process.env["AWS_PROFILE"] = profile;
  const failed: string[] = [];
  for (const fidelityCase of fidelityCases) {
    signal.throwIfAborted();
    const { name } = fidelityCase;
    const observed = await runCase({ ...(region !== undefined && { region }) }, fidelityCase);
    const told = difference(fidelityCase, observed);
    process.stdout.write(told === undefined ? `✔ ${name}\n` : `✖ ${name}\n    ${told}\n`);
    if (told !== undefined) failed.push(name);
  }
  if (failed.length === 0) return;
  throw new Error(
    `AWS answers ${failed.length} of ${fidelityCases.length} cases otherwise. Correct them in ` +
      "tools/local-aws/fidelity/cases.ts, and the local AWS with them.",
  );
});
