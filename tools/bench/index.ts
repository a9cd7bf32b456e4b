import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { benchFunctions } from "./functions";
import { benchGraphql } from "./graphql";
import { benchGrowth } from "./growth";
import { benchPipeline } from "./pipeline";
import { report } from "./report";
import { benchReview } from "./review";
import { benchSynth } from "./synth";

const { runs, json } = new Command("bench")
  .description(
    "Measures synth and how it grows, the packaged functions, the pipeline, GraphQL and the review of plans,\n" +
      "side by side with their baselines.",
  )
  .option("--runs <n>", "rounds that count", positiveInteger, 9)
  .option("--json", "one JSON document instead of tables", false)
  .parse()
  .opts<{ readonly runs: number; readonly json: boolean }>();

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  try {
    const synth = benchSynth(folder, runs, progress);
    const growth = benchGrowth(folder, runs, progress);
    const functions = benchFunctions(folder, synth.output, runs, progress);
    const pipeline = await benchPipeline(runs);
    const graphql = await benchGraphql(runs);
    const review = await benchReview(folder, synth.output, runs, progress);
    const text = json
      ? `${JSON.stringify({ runs, synth, growth, functions, pipeline, graphql, review }, null, 2)}\n`
      : report({ synth, growth, functions, pipeline, graphql, review });
    process.stdout.write(text);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

function positiveInteger(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("Give a whole number above 0.");
}
