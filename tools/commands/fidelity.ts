import { Command } from "commander";
import { runCommand } from "../console/command";
import { fidelityCases } from "../local-aws/fidelity/cases";
import { CaseRunner, difference } from "../local-aws/fidelity/run-case";

const { profile, region } = new Command("npm run fidelity --")
  .description(
    "Runs the cases that the local AWS promises against AWS itself. It makes user pools in your\n" +
      "account, and deletes them again. Cognito sends a few e-mails to example.com.",
  )
  .requiredOption("--profile <name>", "profile of ~/.aws/config whose account to use")
  .option("--region <name>", "Region to use (default: the profile's)")
  .showHelpAfterError()
  .parse()
  .opts<{ profile: string; region?: string }>();

void runCommand(async (signal) => {
  process.env["AWS_PROFILE"] = profile;
  const failed: string[] = [];
  const runner = new CaseRunner({ ...(region !== undefined && { region }) });
  try {
    for (const fidelityCase of fidelityCases) {
      signal.throwIfAborted();
      const { name } = fidelityCase;
      const told = difference(fidelityCase, await runner.run(fidelityCase));
      process.stdout.write(told === undefined ? `✔ ${name}\n` : `✖ ${name}\n    ${told}\n`);
      if (told !== undefined) failed.push(name);
    }
  } finally {
    await runner.close();
  }
  if (failed.length === 0) return;
  throw new Error(
    `AWS answers ${failed.length} of ${fidelityCases.length} cases otherwise. Correct them in ` +
      "tools/local-aws/fidelity/cases.ts, and the local AWS with them.",
  );
});
