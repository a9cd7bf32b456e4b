import { MAX_BYTES, type FunctionReport } from "./function";
import type { SynthReport } from "./synth";

/** Both reports as tables, each aim with whether it is met. */
export function report(synth: SynthReport, bundle: FunctionReport): string {
  return [
    "Synth, whole process",
    ...table(
      ["", "median", "ratio"],
      synth.timings.map(({ name, median, ratio }) => [name, ms(median), times(ratio)]),
    ),
    `  of which bundling: ${ms(synth.bundling)}`,
    aim(`under twice the empty app plus bundling (${ms(synth.limit)})`, synth.met),
    "",
    "Bundle of post-confirmation, import in a fresh process",
    ...table(
      ["", "bytes", "median", "ratio"],
      bundle.rows.map(({ name, bytes, median, ratio }) => [
        name,
        bytes.toLocaleString("en"),
        ms(median),
        times(ratio),
      ]),
    ),
    aim(`at most ${MAX_BYTES.toLocaleString("en")} bytes`, bundle.sizeMet),
    aim("at most half the import time of esbuild's default settings", bundle.importMet),
    "",
  ].join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = [head, ...rows];
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines.map((line) => {
    const cells = line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return `  ${cells.join("   ")}`;
  });
}

function aim(text: string, met: boolean): string {
  return `  aim: ${text}: ${met ? "met" : "NOT met"}`;
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)}x`;
}
