import { CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { DisableRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { triggerCatalogue, type TriggerName } from "../../../configuration/trigger-catalogue";
import * as example from "../../support/example-alarms";
import { deploy, type Deployment } from "../../support/fault-matrix/deployment";
import type { Results } from "../../support/fault-matrix/document";
import type { FaultName } from "../../support/fault-matrix/faults";
import { losses } from "../../support/fault-matrix/losses";
import { holdsWhatIsPublished, matrixOf } from "../../support/fault-matrix/matrix";
import {
  localScenarios,
  senderScenarios,
  type Scenario,
} from "../../support/fault-matrix/scenarios";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dashboardPicture } from "../../../tools/docs/dashboard-picture";
import type { Status } from "../../../tools/status/status";
import { statusText } from "../../../tools/status/status-text";
import { RunningCommand } from "../../support/command";

/*
 * An environment with alarms, applied by Terraform to the local AWS: a normal day raises none, and whatever
 * of the fault matrix loses a sign-up, a row, a group or a message raises one that names it. After that, senders
 * meet every fault.
 */

const minutes = 60_000;
/** That of the alarms on functions, in seconds. */
const period = 300;
let at: Deployment;
let cloudWatch: CloudWatchClient;
let lambda: LambdaClient;
let eventBridge: EventBridgeClient;

beforeAll(async () => {
  at = await deploy("local", { name: "example-alarms", ...example });
  const { endpoint, region, credentials } = at.run.aws;
  cloudWatch = new CloudWatchClient({ endpoint, region, credentials });
  lambda = new LambdaClient({ endpoint, region, credentials });
  eventBridge = new EventBridgeClient({ endpoint, region, credentials });
}, 5 * minutes);

afterAll(async () => {
  cloudWatch.destroy();
  lambda.destroy();
  eventBridge.destroy();
  await at.stop();
});

/** The alarms that are on, without the environment's name. */
async function raised(): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client: cloudWatch }, {})) {
    names.push(
      ...MetricAlarms.filter(({ StateValue }) => StateValue === "ALARM").map(({ AlarmName }) =>
        (AlarmName ?? "").replace("acme-local-", ""),
      ),
    );
  }
  return names.sort();
}

/** Waits until an alarm is on, or off: what Lambda does behind the caller's back takes its time. */
async function becomes(alarm: string, isOn: boolean): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    if ((await raised()).includes(alarm) === isOn) return;
    await sleep(500);
  }
  expect(await raised()).toEqual(isOn ? expect.arrayContaining([alarm]) : []);
}

/** Turns the clock; returns the time that it is then, in seconds since 1970. */
async function pass(seconds: number): Promise<number> {
  const response = await fetch(`${at.run.aws.endpoint}/_gatehouse/clock`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ aheadBySeconds: seconds }),
  });
  const { now } = (await response.json()) as { readonly now: string };
  return Date.parse(now) / 1000;
}

/** What an alarm counts, it counts in periods: failures on both sides of a border would be two small numbers. */
async function aPeriodBegins(): Promise<void> {
  await pass(period - ((await pass(0)) % period));
}

const scenarios: Readonly<Record<string, Scenario>> = { ...localScenarios, ...senderScenarios };

/**
 * Takes somebody through one event that meets a fault. What the client is told does not matter here. What
 * throttles a function lasts until `over` is called.
 */
async function meets(source: string, fault: FaultName, trigger?: string): Promise<() => void> {
  const scenario = scenarios[source];
  if (scenario === undefined) throw new Error(`There is no way to ${source}.`);
  const cell = at.newCell(source, fault);
  const given = (await scenario.prepare?.(at, cell)) ?? "";
  cell.armed = true;
  if (fault === "AWS throttles it") at.throttle(`acme-local-${trigger ?? ""}`);
  await scenario.act(at, cell, given).catch(() => undefined);
  return () => {
    cell.armed = false;
    at.throttle(undefined);
  };
}

/** Somebody signs up, confirms and signs in. */
const signUpAndIn = () => meets("PostAuthentication_Authentication", "ok");

test(
  "a normal day raises no alarm: sign-ups, sign-ins, refusals, a wrong password, and what is learned",
  async () => {
    for (let round = 0; round < 8; round += 1) {
      await signUpAndIn();
      await pass(period);
    }
    const stranger = { ...at.newCell("PreSignUp_SignUp", "ok"), email: "ann@elsewhere.example" };
    for (let times = 0; times < 4; times += 1) {
      await localScenarios["PreSignUp_SignUp"]?.act(at, stranger, "").catch(() => undefined);
    }
    await signUpAndIn();

    const on = await raised();
    // Four of five sign-ups were refused: that is unusual for the client, and no failure of a function.
    expect(on.filter((name) => !name.startsWith("refused-sign-ups"))).toEqual([]);
    await pass(3600);
    expect(await raised()).toEqual([]);
  },
  3 * minutes,
);

test("the dashboard is a picture of these numbers, which the guide shows", async () => {
  const file = path.join(__dirname, "../../../docs/dashboard.svg");
  const until = new Date(Date.now() + 55 * minutes);
  const from = new Date(Date.now() - 10 * minutes);
  const picture = await dashboardPicture(cloudWatch, "acme-local", { from, until });

  expect(picture).toMatch(/begun \(pre-sign-up\)<\/text><rect [^>]+><text [^>]+>9</);
  expect(picture).toContain("confirmed, with row and group");
  expect(picture.length).toBeLessThan(100_000);
  const { snapshotState } = expect.getState() as unknown as {
    readonly snapshotState: { readonly _updateSnapshot: string };
  };
  if (snapshotState._updateSnapshot === "all") writeFileSync(file, picture);
  const titles = (svg: string) => [...svg.matchAll(/font-weight="bold">([^<]*)</g)].map(String);
  expect(titles(readFileSync(file, "utf8"))).toEqual(titles(picture));
}, 60_000);

test("an answer that Cognito does not understand shows as calls that fail more than usual", async () => {
  for (let round = 0; round < 2; round += 1) {
    await meets("PreSignUp_SignUp", "bad response");
    await pass(period);
  }
  await meets("PreSignUp_SignUp", "bad response");

  expect(await raised()).toContain("refused-sign-ups-web");
  await pass(3600);
}, 120_000);

/** A failure of each kind that loses something, and the alarm that names it. */
const proven: readonly [source: string, fault: FaultName, trigger: TriggerName][] = [
  ["PreSignUp_SignUp", "throws", "pre-sign-up"],
  ["PreSignUp_SignUp", "slower than 5 s", "pre-sign-up"],
  ["PostConfirmation_ConfirmSignUp", "throws", "post-confirmation"],
  ["PostConfirmation_ConfirmSignUp", "slower than 5 s", "post-confirmation"],
  ["PostConfirmation_ConfirmSignUp", "AWS throttles it", "post-confirmation"],
  ["PostAuthentication_Authentication", "throws", "post-authentication"],
  ["CustomEmailSender_SignUp", "throws", "custom-email-sender"],
  ["CustomEmailSender_SignUp", "AWS throttles it", "custom-email-sender"],
];

test.each(proven)(
  "%s that %s raises the alarm on failures of %s",
  async (source, fault, trigger) => {
    await aPeriodBegins();
    const over = await meets(source, fault, trigger);
    await becomes(`${trigger}-failures`, true);
    over();
    await pass(3600);
    await becomes(`${trigger}-failures`, false);
  },
  120_000,
);

test("each failure of the fault matrix that loses something is of a kind that raises an alarm here", () => {
  const kinds = new Set(
    proven.map(([, fault, trigger]) => `${triggerCatalogue[trigger].invocation}: ${fault}`),
  );
  // An answer that Cognito does not understand shows as calls that fail, above.
  kinds.add("synchronous: bad response");

  expect(losses().length).toBeGreaterThan(30);
  expect(losses().filter(({ invocation, fault }) => !kinds.has(`${invocation}: ${fault}`))).toEqual(
    [],
  );
});

test("a message that was given up stands in the queue until somebody has looked", async () => {
  await becomes("unsent-messages", true);
}, 60_000);

test("a reconciliation that comes in time raises none, and one that stays away raises its alarm", async () => {
  // What the schedule starts must not come in between: the clock passes its time.
  await eventBridge.send(new DisableRuleCommand({ Name: "acme-local-reconcile-users" }));
  const run = await lambda.send(
    new InvokeCommand({ FunctionName: "acme-local-reconcile-users", Payload: "{}" }),
  );
  expect(run.FunctionError).toBeUndefined();
  expect(await raised()).not.toContain("reconcile-users-late");
  await pass(25 * 3600);
  expect(await raised()).not.toContain("reconcile-users-late");
  await pass(2 * 3600);

  expect(await raised()).toContain("reconcile-users-late");
}, 60_000);

test("npm run status shows what is wrong first, and ends with 2", async () => {
  const { endpoint, managedLoginEndpoint, region, credentials } = at.run.aws;
  mkdirSync(path.join(at.folder, ".local"), { recursive: true });
  writeFileSync(
    path.join(at.folder, ".local/outputs.json"),
    JSON.stringify({ endpoint, managedLoginEndpoint, region, credentials, outputs: {} }),
  );
  const command = new RunningCommand(at.folder, "status", ["local", "--json"]);
  expect(await command.ended).toBe(2);
  const status = JSON.parse(command.stdout) as Status;
  const text = statusText(status);

  const [headline, first, notice] = text.split("\n").filter(Boolean);
  expect(headline).toMatch(/^local: \d+ of \d+ alarms (?:is|are) on\.$/);
  expect(first).toMatch(/^ {2}✗ \S+, since \d{4}-/);
  expect(notice).toMatch(/^ {4}[A-Z].*\.$/);
  expect(text).toMatch(/ {2}✓ .*\n/);
  expect(text).toMatch(/pre-sign-up: .*SignUpsBegun \d+/);
  const { alarms, functions } = status;
  const states = alarms.map(({ state }) => state);
  const on = states.filter((state) => state === "ALARM").length;
  expect(alarms.slice(0, on).map(({ name }) => name)).toEqual(await raised());
  expect(functions["post-confirmation"]?.["SignUpsProvisioned"]).toBeGreaterThan(8);
}, 120_000);

describe("an event of a sender that meets a fault", () => {
  let results: Results = {};

  beforeAll(async () => {
    results = await matrixOf(at, senderScenarios);
  }, 10 * minutes);

  holdsWhatIsPublished(senderScenarios, () => results);
});
