import { beforeAll, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";
import { triggerCatalogue, type TriggerName } from "../../../configuration/trigger-catalogue";
import { runSource, runThrottled, type Outcome } from "../../support/fault-matrix/cells";
import { deploy, type Deployment } from "../../support/fault-matrix/deployment";
import { matrixDocument, type Results } from "../../support/fault-matrix/document";
import { faultNames } from "../../support/fault-matrix/faults";
import {
  localScenarios,
  nightly,
  notRaised,
  senderScenarios,
  type Scenario,
} from "../../support/fault-matrix/scenarios";
import { expectDocument } from "../../support/published-document";
import { isThorough } from "../../support/thorough";

/*
 * Trigger sources, each with every fault: real Terraform, real clients, the packaged functions. What comes
 * of it is published. Every night all sources; with every change those of each function that differ.
 */

const minutes = 60_000;

const environments = { local: localScenarios, senders: senderScenarios };
const results: Record<string, { call: string; outcomes: readonly Outcome[] }> = {};

beforeAll(async () => {
  for (const [name, scenarios] of Object.entries(environments)) {
    const deployment = await deploy(name);
    try {
      Object.assign(results, await matrixOf(deployment, name, scenarios));
    } finally {
      await deployment.stop();
    }
  }
}, 15 * minutes);

async function matrixOf(
  at: Deployment,
  environment: string,
  scenarios: Readonly<Record<string, Scenario>>,
): Promise<Results> {
  const found: Record<string, { call: string; outcomes: readonly Outcome[] }> = {};
  for (const name of Object.keys(triggerCatalogue) as TriggerName[]) {
    const sources: readonly string[] = triggerCatalogue[name].sources;
    const raised = Object.fromEntries(
      Object.entries(scenarios).filter(
        ([source]) => sources.includes(source) && (isThorough || !nightly.includes(source)),
      ),
    );
    const outcomes: (readonly [string, readonly Outcome[]])[] = [];
    // One after the other: more functions at once than there are processors would be slow by
    // themselves, and Cognito's five seconds are real.
    for (const [source, scenario] of Object.entries(raised)) {
      outcomes.push([source, await runSource(at, name, source, scenario)]);
    }
    const throttled = await runThrottled(at, name, `acme-${environment}-${name}`, raised);
    for (const [source, others] of outcomes) {
      const all = [...others, throttled[source]].filter((outcome) => outcome !== undefined);
      found[source] = {
        call: raised[source]?.call ?? "",
        outcomes: faultNames.flatMap((fault) => all.filter((outcome) => outcome.fault === fault)),
      };
    }
  }
  return found;
}

test("every source of the catalogue is raised, or it is said why not", () => {
  const all = Object.values(triggerCatalogue).flatMap(({ sources }): readonly string[] => sources);
  const others = [...Object.keys(notRaised), ...(isThorough ? [] : nightly)];
  expect([...Object.keys(results), ...others].sort()).toEqual(all.sort());
});

test("without a fault every source ends well", () => {
  const failed = Object.entries(results).flatMap(([source, { outcomes }]) =>
    outcomes
      .filter(({ fault, client }) => fault === "ok" && client.includes(":"))
      .map(({ client }) => `${source}: ${client}`),
  );
  expect(failed).toEqual([]);
});

test("a user whose trigger fails is never in a group twice or with another's row", () => {
  const groups = Object.values(results).flatMap(({ outcomes }) =>
    outcomes.map((outcome) => outcome.groups),
  );
  expect(new Set(groups)).toEqual(new Set(["Users", "none"]));
});

test("delivered twice, or twice at once, an event comes to the same as once", () => {
  for (const [source, { outcomes }] of Object.entries(results)) {
    // Senders are behind the user's back, and Cognito gives them no way to know an event again.
    if (source.startsWith("CustomEmailSender") || source.startsWith("CustomSMSSender")) continue;
    const [ok, ...again] = ["ok", "delivered twice", "delivered twice at once"].map((fault) => {
      const outcome = outcomes.find((candidate) => candidate.fault === fault);
      return {
        source,
        client: outcome?.client,
        user: outcome?.user,
        row: outcome?.row,
        groups: outcome?.groups,
      };
    });
    for (const outcome of again) expect(outcome).toEqual(ok);
  }
});

test("the published matrix says what happens", () => {
  const file = "docs/fault-matrix.md";
  const published = readFileSync(path.resolve(__dirname, "../../..", file), "utf8");
  expectDocument(file, matrixDocument(results, published));
});
