import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { benchFunction } from "./function";
import { report } from "./report";
import { benchSynth } from "./synth";

const { runs, json } = new Command("bench")
  .description("Measures synth and the packaged function, side by side with their baselines.")
  .option("--runs <n>", "rounds that count", positiveInteger, 9)
  .option("--json", "one JSON document instead of tables", false)
  .parse()
  .opts<{ readonly runs: number; readonly json: boolean }>();

const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
try {
  const synth = benchSynth(folder, runs, progress);
  const bundle = benchFunction(folder, runs, progress);
  const text = json
    ? `${JSON.stringify({ runs, synth, bundle }, null, 2)}\n`
    : report(synth, bundle);
  process.stdout.write(text);
} finally {
  rmSync(folder, { recursive: true });
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

function positiveInteger(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("Give a whole number above 0.");
}
