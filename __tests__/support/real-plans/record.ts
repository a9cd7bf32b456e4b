import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command } from "commander";
import { runCommand } from "../../../tools/console/command";
import { corpus, type RecordedPlan } from "./corpus";
import { inputsOfChange, RealPlans } from "./real-plans";
import { forgetOthers, isRecorded, keep } from "./recorded";
import { terraformWithProviders } from "./terraform-with-providers";
import { inputsOfWritten, planWithoutAws } from "./without-aws";

const command = new Command("npm run record --")
  .description(
    "Makes the plans that the review is tested with, by real Terraform on a local AWS, and keeps them\n" +
      "in __tests__/recorded-plans: those that are missing or out of date.",
  )
  .argument("[plan...]", "only these, out of date or not")
  .option("--all", "all of them")
  .option("--check", "record nothing, and end with exit code 2 when any is out of date")
  .showHelpAfterError()
  .parse();
const { all = false, check = false } = command.opts<{ all?: boolean; check?: boolean }>();
const names = command.args;

interface Wanted<Kind extends RecordedPlan["kind"] = RecordedPlan["kind"]> {
  readonly plan: Extract<RecordedPlan, { readonly kind: Kind }>;
  readonly inputs: string;
}

void runCommand(async () => {
  const unknown = names.filter((name) => !corpus.some((plan) => plan.name === name));
  if (unknown.length > 0) throw new Error(`There is no plan ${unknown.join(", ")}.`);
  const wanted: Wanted[] = [];
  for (const plan of corpus) {
    if (names.length > 0 && !names.includes(plan.name)) continue;
    const inputs = plan.kind === "change" ? inputsOfChange(plan.change) : inputsOfWritten(plan);
    const known = { plan, inputs: await inputs };
    if (all || names.length > 0 || !isRecorded(plan.name, known.inputs)) wanted.push(known);
  }
  if (check) {
    for (const { plan } of wanted) process.stdout.write(`${plan.name} is out of date\n`);
    if (wanted.length > 0) process.exitCode = 2;
    else process.stdout.write(`All ${corpus.length} plans are up to date.\n`);
    return;
  }
  if (wanted.length > 0) await record(wanted);
  forgetOthers(corpus.map(({ name }) => name));
  process.stdout.write(`${wanted.length} of ${corpus.length} plans recorded.\n`);
});

async function record(wanted: readonly Wanted[]): Promise<void> {
  await recordChanges(
    wanted.flatMap(({ plan, inputs }) => (plan.kind === "change" ? [{ plan, inputs }] : [])),
  );
  await recordWritten(
    wanted.flatMap(({ plan, inputs }) => (plan.kind === "written" ? [{ plan, inputs }] : [])),
  );
}

async function recordChanges(wanted: readonly Wanted<"change">[]): Promise<void> {
  if (wanted.length === 0) return;
  const realPlans = await RealPlans.start();
  try {
    await Promise.all(wanted.map((one) => recordOne(one, realPlans.planChange(one.plan.change))));
  } finally {
    await realPlans.stop();
  }
}

async function recordWritten(wanted: readonly Wanted<"written">[]): Promise<void> {
  if (wanted.length === 0) return;
  const folder = await mkdtemp(path.join(tmpdir(), "gatehouse-real-plans-"));
  try {
    const terraformIn = await terraformWithProviders(path.join(folder, "run"));
    for (const [index, one] of wanted.entries()) {
      await recordOne(one, planWithoutAws(terraformIn, path.join(folder, String(index)), one.plan));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function recordOne<Kind extends RecordedPlan["kind"]>(
  { plan, inputs }: Wanted<Kind>,
  planned: Promise<string>,
): Promise<void> {
  const json = await planned.catch((error: unknown) => {
    throw new Error(`${plan.name}: ${error instanceof Error ? error.message : String(error)}`);
  });
  keep(plan.name, inputs, json);
  process.stderr.write(`${plan.name}: recorded\n`);
}
