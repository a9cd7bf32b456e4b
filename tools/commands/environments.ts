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

/** An environment as scripts see it. */
interface Listed {
  readonly environment: string;
  readonly platform: Environment["platform"];
  readonly accountId: string;
  readonly region: string;
  /** In the order in which they are deployed. */
  readonly stacks: readonly string[];
  /** ARNs; `null` where `environments.ts` names no repository. */
  readonly planRole: string | null;
  readonly applyRole: string | null;
}

void runCommand(async () => {
  const listed = await Promise.all(allEnvironments().map(describe));
  if (options.githubMatrix === true) printMatrix(listed);
  else if (options.json === true) process.stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
  else process.stdout.write(asText(listed));
});

async function describe(environment: Environment): Promise<Listed> {
  const roles = environment.platform === "aws" ? deployRoleArns(environment) : undefined;
  return {
    environment: environment.environment,
    platform: environment.platform,
    accountId: environment.accountId,
    region: environment.region,
    stacks: (await stackTargets(environment)).map(({ stack }) => stack),
    planRole: roles?.plan ?? null,
    applyRole: roles?.apply ?? null,
  };
}

/** @see https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations */
function printMatrix(listed: readonly Listed[]): void {
  const include = listed
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
