import { Command, Option } from "commander";
import type { Environment } from "../../configuration";
import { deployRoleArns } from "../../stacks/state/deploy-role-names";
import { allEnvironments } from "../deploy/environments";
import { stackTargets } from "../deploy/stack-target";
import { runCommand } from "../console/command";

const command = new Command("npm run environments --")
  .description(
    "Lists the environments with their accounts, Regions and stacks, and the roles\n" +
      "with which workflows plan and apply them. AWS is not asked for anything.",
  )
  .addOption(
    new Option("--json", "print one JSON array, and nothing else").conflicts("githubMatrix"),
  )
  .option(
    "--github-matrix",
    "print `matrix={…}`, a workflow's output: the environments\n" +
      "on AWS that have roles, in the order of environments.ts",
  )
  .addHelpText("after", "\nExit codes: 0 they are listed; 1 environments.ts is wrong.")
  .showHelpAfterError()
  .parse();

const options = command.opts<{ json?: boolean; githubMatrix?: boolean }>();

/** An environment as scripts see it, but for its stacks. */
interface Place {
  readonly environment: string;
  readonly platform: Environment["platform"];
  readonly accountId: string;
  readonly region: string;
  /** ARNs; `null` where `environments.ts` names no repository. */
  readonly planRole: string | null;
  readonly applyRole: string | null;
}

interface Listed extends Place {
  /** In the order in which they are deployed. */
  readonly stacks: readonly string[];
}

void runCommand(async () => {
  const environments = allEnvironments();
  if (options.githubMatrix === true) {
    printMatrix(environments.map(placeOf));
    return;
  }
  const listed = await Promise.all(environments.map(withStacks));
  if (options.json === true) process.stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
  else process.stdout.write(asText(listed));
});

function placeOf(environment: Environment): Place {
  const roles = environment.platform === "aws" ? deployRoleArns(environment) : undefined;
  return {
    environment: environment.environment,
    platform: environment.platform,
    accountId: environment.accountId,
    region: environment.region,
    planRole: roles?.plan ?? null,
    applyRole: roles?.apply ?? null,
  };
}

/** Only `extend.ts` knows all of them, so they are made: a second that a workflow's matrix need not wait. */
async function withStacks(environment: Environment): Promise<Listed> {
  const { planRole, applyRole, ...place } = placeOf(environment);
  const stacks = (await stackTargets(environment)).map(({ stack }) => stack);
  return { ...place, stacks, planRole, applyRole };
}

/** @see https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations */
function printMatrix(places: readonly Place[]): void {
  const include = places
    .filter(({ planRole }) => planRole !== null)
    .map(({ environment, region, planRole, applyRole }) => ({
      environment,
      region,
      planRole,
      applyRole,
    }));
  if (include.length === 0) {
    process.stderr.write(
      "No environment has roles for workflows: name your repository in environments.ts (`github`), then\n" +
        "run `npm run bootstrap -- <environment>` for each.\n",
    );
  }
  process.stdout.write(`matrix=${JSON.stringify({ include })}\n`);
}

function asText(listed: readonly Listed[]): string {
  return listed
    .map(({ environment, platform, accountId, region, stacks, planRole, applyRole }) => {
      const place = platform === "local" ? "on this computer" : `${accountId}, ${region}`;
      const lines = [
        ["stacks", stacks.join(", ")],
        ...(planRole === null || applyRole === null
          ? []
          : [
              ["plan role", planRole],
              ["apply role", applyRole],
            ]),
      ];
      return (
        `${environment}: ${place}\n` +
        lines.map(([what = "", value = ""]) => `  ${what.padEnd(12)}${value}\n`).join("")
      );
    })
    .join("\n");
}
