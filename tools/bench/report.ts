import { type FunctionsReport, maxBytes } from "./functions";
import { maxCharacters, type GraphqlReport } from "./graphql";
import { maxGrowth, type Growth } from "./growth";
import { maxMilliseconds, type PipelineReport } from "./pipeline";
import { maxRatio, type ReviewedPlan } from "./review";
import type { SynthReport } from "./synth";

/** All that is measured. */
export interface Reports {
  readonly synth: SynthReport;
  readonly growth: readonly Growth[];
  readonly functions: FunctionsReport;
  readonly pipeline: PipelineReport;
  readonly graphql: GraphqlReport;
  readonly review: readonly ReviewedPlan[];
}

/** All reports as tables, each aim with whether it is met. */
export function report({ synth, growth, functions, pipeline, graphql, review }: Reports): string {
  return [
    "Synth, whole process",
    ...table(
      ["", "median", "ratio"],
      synth.timings.map(({ name, median, ratio }) => [name, ms(median), times(ratio)]),
    ),
    `  of which bundling: ${ms(synth.bundling)}`,
    aim(`under twice the empty app plus bundling (${ms(synth.limit)})`, synth.met),
    "",
    "Processor time of synth of 1, 10 and 100, without what comes once",
    ...table(
      ["", "1", "10", "100", "one more, ratio"],
      growth.map(({ kind, times: each, ratio }) => [kind, ...each.map(ms), times(ratio)]),
    ),
    aim(
      `one of a hundred costs at most ${maxGrowth} of one of ten`,
      growth.every(({ met }) => met),
    ),
    "",
    "Functions, import in a fresh process",
    ...table(["", "bytes", "median", "ratio"], functions.rows.map(functionRow)),
    aim(
      `a trigger at most ${bytes(maxBytes(""))} bytes, with the AWS Encryption SDK ${bytes(maxBytes("custom-email-sender"))}`,
      functions.tooLarge.length === 0,
    ),
    "",
    "Packaging of post-confirmation",
    ...table(["", "bytes", "median", "ratio"], functions.settings.map(functionRow)),
    aim("at most half the import time of esbuild's default settings", functions.importMet),
    "",
    "Pipeline, own cost of a step",
    ...table(
      ["", "median"],
      [
        ["required", `${pipeline.requiredStep.toFixed(4)} ms`],
        ["best-effort", `${pipeline.bestEffortStep.toFixed(4)} ms`],
      ],
    ),
    aim(`under ${maxMilliseconds} ms`, pipeline.met),
    "",
    "GraphQL, resolvers as they are deployed",
    ...table(
      ["", "characters", "calls to AWS at most"],
      graphql.resolvers.map(({ name, characters, calls }) => [
        name,
        bytes(characters),
        String(calls),
      ]),
    ),
    aim(`at most ${bytes(maxCharacters)} characters, a quarter of AppSync's limit`, graphql.met),
    "",
    "GraphQL, a query of one field",
    ...table(
      ["", "median", "ratio"],
      graphql.query.map(({ name, median, ratio }) => [
        name,
        `${median.toFixed(2)} ms`,
        times(ratio),
      ]),
    ),
    "",
    ...review.flatMap(reviewed),
  ].join("\n");
}

function reviewed(plan: ReviewedPlan): readonly string[] {
  return [
    `Review of a plan, whole process: ${plan.name}, ${bytes(plan.bytes)} bytes of JSON`,
    ...table(
      ["", "median", "ratio"],
      plan.timings.map(({ name, median, ratio }) => [name, ms(median), times(ratio)]),
    ),
    aim(`at most ${maxRatio} of the time that Terraform takes to show it`, plan.met),
    "",
  ];
}

function functionRow({ name, bytes: size, median, ratio }: FunctionsReport["rows"][number]) {
  return [name, bytes(size), ms(median), times(ratio)];
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

function bytes(value: number): string {
  return value.toLocaleString("en");
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)}x`;
}
