import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";
import { triggerCatalogue, type TriggerName } from "../../../configuration/trigger-catalogue";
import { expectDocument } from "../published-document";
import { isThorough } from "../thorough";
import { runSource, runThrottled, type Outcome } from "./cells";
import type { Deployment } from "./deployment";
import { matrixDocument, type Results } from "./document";
import { faultNames } from "./faults";
import { nightly, type Scenario } from "./scenarios";

const file = "docs/fault-matrix.md";

/** Takes the sources of an environment that is called `local` through every fault. */
export async function matrixOf(
  at: Deployment,
  scenarios: Readonly<Record<string, Scenario>>,
): Promise<Results> {
  const found: Record<string, { call: string; outcomes: readonly Outcome[] }> = {};
  for (const name of Object.keys(triggerCatalogue) as TriggerName[]) {
    const sources: readonly string[] = triggerCatalogue[name].sources;
    const raised = Object.fromEntries(
      raisedOf(scenarios).filter(([source]) => sources.includes(source)),
    );
    const outcomes: (readonly [string, readonly Outcome[]])[] = [];
    // One after the other: more functions at once than there are processors would be slow by
    // themselves, and Cognito's five seconds are real.
    for (const [source, scenario] of Object.entries(raised)) {
      outcomes.push([source, await runSource(at, name, source, scenario)]);
    }
    const throttled = await runThrottled(at, name, `acme-local-${name}`, raised);
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

function raisedOf(scenarios: Readonly<Record<string, Scenario>>) {
  return Object.entries(scenarios).filter(([source]) => isThorough || !nightly.includes(source));
}

/** What the results of the matrix have to say. */
export function holdsWhatIsPublished(
  scenarios: Readonly<Record<string, Scenario>>,
  found: () => Results,
): void {
  test("every source of these functions is raised", () => {
    expect(Object.keys(found()).sort()).toEqual(
      raisedOf(scenarios)
        .map(([source]) => source)
        .sort(),
    );
  });

  test("without a fault every source ends well", () => {
    const failed = Object.entries(found()).flatMap(([source, { outcomes }]) =>
      outcomes
        .filter(({ fault, client }) => fault === "ok" && client.includes(":"))
        .map(({ client }) => `${source}: ${client}`),
    );
    expect(failed).toEqual([]);
  });

  test("a user whose trigger fails is never in a group twice or with another's row", () => {
    const groups = Object.values(found()).flatMap(({ outcomes }) =>
      outcomes.map((outcome) => outcome.groups),
    );
    expect(new Set(groups)).toEqual(new Set(["Users", "none"]));
  });

  test("delivered twice, or twice at once, an event comes to the same as once", () => {
    for (const [source, { outcomes }] of Object.entries(found())) {
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
    const published = readFileSync(path.resolve(__dirname, "../../..", file), "utf8");
    expectDocument(file, matrixDocument(found(), published));
  });
}
