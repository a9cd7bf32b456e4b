import { beforeAll, expect, test } from "@jest/globals";
import { triggerCatalogue } from "../../../configuration/trigger-catalogue";
import { deploy } from "../../support/fault-matrix/deployment";
import type { Results } from "../../support/fault-matrix/document";
import { holdsWhatIsPublished, matrixOf } from "../../support/fault-matrix/matrix";
import { localScenarios, notRaised, senderScenarios } from "../../support/fault-matrix/scenarios";

/*
 * Trigger sources, each with every fault: real Terraform, real clients, the packaged functions. What comes
 * of it is published. Every night all sources; with every change those of each function that differ. Senders
 * meet theirs where alarms are, in alarms.test.ts.
 */

const minutes = 60_000;

let results: Results = {};

beforeAll(async () => {
  const deployment = await deploy("local");
  try {
    results = await matrixOf(deployment, localScenarios);
  } finally {
    await deployment.stop();
  }
}, 15 * minutes);

test("every source of the catalogue is raised here or by senders, or it is said why not", () => {
  const all = Object.values(triggerCatalogue).flatMap(({ sources }): readonly string[] => sources);
  const ways = [localScenarios, senderScenarios, notRaised].flatMap((one) => Object.keys(one));
  expect(ways.sort()).toEqual(all.sort());
});

holdsWhatIsPublished(localScenarios, () => results);
