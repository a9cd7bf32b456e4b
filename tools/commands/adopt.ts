import { Command, InvalidArgumentError } from "commander";
import path from "node:path";
import { regions, type ConfigurationInput } from "../../configuration";
import { deployedEverywhere } from "../../stacks/connected/definitions";
import { functionsFolder } from "../../stacks/functions-folder";
import type { LivePool } from "../adopt/live-pool";
import type { Looked } from "../adopt/looks";
import type { Place, Proposal } from "../adopt/proposal";
import type { Sayable } from "../adopt/sayable";
import { teamConfiguration, teamExtension } from "../composition/team-files";
import { runCommand } from "../console/command";
import { rarely, runSteps } from "../console/progress";
import { inRunFolder } from "../project/run-folder";

const command = new Command("npm run adopt --")
  .description(
    "Proposes an environment that adopts a user pool which exists already, with its app\n" +
      "clients, groups, identity providers, resource servers, domain and identity pool. It\n" +
      "reads them, writes the entry for environments.ts and what extend.ts has to keep, and\n" +
      "has Terraform plan it. Nothing is changed. Standard output is the proposal alone.",
  )
  .argument("<pool id>", "such as eu-west-1_AbCdEfGhI", poolId)
  .option("--environment <name>", "what the environment is to be called", "prod")
  .option("--region <region>", "the pool's Region (default: the one in its id)", regionName)
  .option("--profile <name>", "of the AWS CLI, with whose credentials to read")
  .addHelpText(
    "after",
    "\nExit codes: 0 nothing of the pool would change but tags; 1 an error; 2 something would\n" +
      "change or be taken away: the report says what.",
  )
  .showHelpAfterError()
  .parse();

const options = command.opts<{
  readonly environment: string;
  readonly region?: string;
  readonly profile?: string;
}>();
const [userPoolId = ""] = command.args;

void runCommand((signal) => inRunFolder((folder) => adopt(folder, signal)));

async function adopt(folder: string, signal: AbortSignal): Promise<void> {
  if (options.profile !== undefined) process.env["AWS_PROFILE"] = options.profile;
  // Loaded after the profile is known, and not for --help.
  const { adoptionClients, expectSecrets, planningTerraform, wipedOf } =
    await import("../adopt/reach");
  const { accountInUse } = await import("../deploy/aws-account");
  const { livePool } = await import("../adopt/live-pool");
  const { proposedEnvironment } = await import("../adopt/proposal");
  const { sayable } = await import("../adopt/sayable");
  const { lookUntilKept } = await import("../adopt/looks");
  const { outcomeOf } = await import("../adopt/outcome");
  const { adoptionText, isWhole } = await import("../adopt/report");
  const { writtenEntry, writtenExtension } = await import("../adopt/written");

  const own = teamConfiguration();
  const extend = teamExtension();
  const { environment } = options;
  const region = options.region ?? userPoolId.split("_")[0] ?? "";
  const clients = adoptionClients(region);
  let live: LivePool | undefined;
  let proposal: Proposal | undefined;
  let said: Sayable | undefined;
  let looked: Looked | undefined;
  let wiped: readonly string[] = [];
  await runSteps([
    {
      name: `Read the user pool ${userPoolId} and what belongs to it`,
      run: async () => {
        const accountId =
          (await accountInUse(region, `for the user pool ${userPoolId}`, signal)) ?? "";
        live = await livePool(clients, userPoolId);
        proposal = proposedEnvironment(
          live,
          placeOf(own, accountId, region),
          deployedEverywhere(functionsFolder),
        );
        said = sayable({ ...own, environments: others(own) }, environment, proposal.entry);
      },
    },
    {
      name: "Look whether a setting would be lost",
      run: async () => {
        wiped = await wipedOf(required(live), region);
        await expectSecrets(required(proposal).secrets, region);
      },
    },
    {
      name: "Plan with Terraform until nothing would change",
      run: async ({ say }) => {
        const configuration = {
          project: own.project,
          environments: { [environment]: required(said).entry },
        } as unknown as ConfigurationInput;
        looked = await lookUntilKept(
          path.join(folder, "looks"),
          configuration,
          extend,
          planningTerraform(signal, rarely(say, 100)),
        );
      },
    },
  ]);
  const { planned, kept, adoptable } = required(looked);
  const report = {
    environment,
    entry: writtenEntry(environment, required(said).entry),
    extension: writtenExtension(environment, kept, adoptable),
    dropped: required(said).dropped,
    left: required(proposal).left,
    outcome: outcomeOf(planned),
    wiped,
  };
  process.stdout.write(adoptionText(report));
  if (!isWhole(report)) process.exitCode = 2;
}

/** Of an environment that is there already, the place stays. */
function placeOf(own: ConfigurationInput, accountId: string, region: string): Place {
  const { environment } = options;
  const { environments } = own;
  const there = Object.hasOwn(environments, environment) ? environments[environment] : undefined;
  const state = there?.state ?? { bucket: `${own.project}-terraform-state-${accountId}` };
  return { project: own.project, environment, accountId, region, state: { ...state } };
}

/** The entry takes the place of one of the same name. */
function others(own: ConfigurationInput): ConfigurationInput["environments"] {
  return Object.fromEntries(
    Object.entries(own.environments).filter(([name]) => name !== options.environment),
  );
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("A step has not run.");
  return value;
}

function poolId(text: string): string {
  const [region] = text.split("_", 1);
  if (/^[a-z0-9-]+_[0-9A-Za-z]+$/.test(text) && isRegion(region)) return text;
  throw new InvalidArgumentError("A user pool's id is its Region, `_` and letters and digits.");
}

function regionName(text: string): string {
  if (isRegion(text)) return text;
  throw new InvalidArgumentError("No Region that Gatehouse can deploy to is called so.");
}

function isRegion(text: string | undefined): boolean {
  return (regions as readonly (string | undefined)[]).includes(text);
}
