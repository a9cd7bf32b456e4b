import { Command, Option } from "commander";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { teamConfiguration } from "../composition/team-files";
import type { Environment } from "../../configuration";
import {
  compareEnvironments,
  type EnvironmentComparison,
  type SynthesizedEnvironment,
} from "../deploy/compare/comparison";
import { asMarkdown, asText } from "../deploy/compare/report";
import { allEnvironments } from "../deploy/environments";
import { stackTargets } from "../deploy/stack-target";
import { synthesize } from "../project/synthesis";
import { runCommand } from "../console/command";
import { runSteps } from "../console/progress";
import { unknownName } from "../deploy/unknown-name";

const command = new Command("npm run compare --")
  .description(
    "Synthesizes two environments and shows in what they differ: what staging has\n" +
      "not tried, prod should not be the first to run. Names, accounts, Regions and\n" +
      "buckets of their own do not count; policies are compared as what they say.\n" +
      "`expectedDifferences` in environments.ts are counted apart.",
  )
  .argument("<environment>", "its name in environments.ts, such as staging")
  .argument("<environment>", "the other one, such as prod")
  .addOption(
    new Option(
      "--json",
      "print one JSON document on standard output, and nothing else there",
    ).conflicts("markdown"),
  )
  .option("--markdown", "print it for a pull request")
  .addHelpText(
    "after",
    "\nExit codes: 0 they differ in nothing that is not expected; 2 they do; 1 something\nfailed; 130 interrupted.",
  )
  .showHelpAfterError()
  .parse();

const options = command.opts<{ readonly json?: boolean; readonly markdown?: boolean }>();

void runCommand(async (signal) => {
  const [one, other] = environmentsNamed(command.args, allEnvironments());
  // Whatever this configuration says, another one may leave it out.
  const { expectedDifferences = [] } = teamConfiguration();
  let comparison: EnvironmentComparison | undefined;
  await runSteps([
    {
      name: `Synthesize and compare ${one.environment} and ${other.environment}`,
      run: async () => {
        const folder = await mkdtemp(path.join(tmpdir(), "gatehouse-compare-"));
        try {
          await synthesize(folder, signal);
          comparison = compareEnvironments(
            await synthesized(one, folder),
            await synthesized(other, folder),
            expectedDifferences,
          );
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      },
    },
  ]);
  if (comparison === undefined) throw new Error("The comparison has no result.");
  process.stdout.write(shown(comparison));
  if (comparison.differences.length > 0) process.exitCode = 2;
});

function shown(comparison: EnvironmentComparison): string {
  if (options.json === true) return `${JSON.stringify(comparison, null, 2)}\n`;
  return options.markdown === true ? asMarkdown(comparison) : asText(comparison);
}

function environmentsNamed(
  names: readonly string[],
  environments: readonly Environment[],
): readonly [Environment, Environment] {
  const found = names.map((name) => environments.find(({ environment }) => environment === name));
  const [one, other] = found;
  if (one !== undefined && other !== undefined) return [one, other];
  const unknown = names.filter((_name, index) => found[index] === undefined).join(", ");
  const all = environments.map(({ environment }) => environment);
  throw new Error(unknownName(`environments.ts has no environment ${unknown}`, unknown, all));
}

async function synthesized(
  environment: Environment,
  folder: string,
): Promise<SynthesizedEnvironment> {
  const templates = await Promise.all(
    (await stackTargets(environment)).map(async ({ stack, part }) => {
      const file = path.join(folder, "stacks", stack, "cdk.tf.json");
      return [part, await readFile(file, "utf8")] as const;
    }),
  );
  return { environment, templates: Object.fromEntries(templates) };
}
