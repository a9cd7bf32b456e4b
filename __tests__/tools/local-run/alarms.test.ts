import { CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import * as example from "../../support/example-alarms";
import { deploy, type Cell, type Deployment } from "../../support/fault-matrix/deployment";
import type { FaultName } from "../../support/fault-matrix/faults";
import {
  localScenarios,
  senderScenarios,
  type Scenario,
} from "../../support/fault-matrix/scenarios";
import { setTimeout as sleep } from "node:timers/promises";

/*
 * An environment with alarms, applied by Terraform to the local AWS: a normal day raises none, and whatever
 * of the fault matrix loses a sign-up, a row, a group or a message raises one that names it.
 */

const minutes = 60_000;
let at: Deployment;
let cloudWatch: CloudWatchClient;
let lambda: LambdaClient;

beforeAll(async () => {
  at = await deploy("local", { name: "example-alarms", ...example });
  const { endpoint, region, credentials } = at.run.aws;
  cloudWatch = new CloudWatchClient({ endpoint, region, credentials });
  lambda = new LambdaClient({ endpoint, region, credentials });
}, 5 * minutes);

afterAll(async () => {
  cloudWatch.destroy();
  lambda.destroy();
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

async function pass(seconds: number): Promise<void> {
  await fetch(`${at.run.aws.endpoint}/_gatehouse/clock`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ aheadBySeconds: seconds }),
  });
}

const scenarios: Readonly<Record<string, Scenario>> = { ...localScenarios, ...senderScenarios };

/** Takes somebody through one event that meets a fault. What the client is told does not matter here. */
async function meets(source: string, fault: FaultName): Promise<Cell> {
  const scenario = scenarios[source];
  if (scenario === undefined) throw new Error(`There is no way to ${source}.`);
  const cell = at.newCell(source, fault);
  const given = (await scenario.prepare?.(at, cell)) ?? "";
  cell.armed = true;
  await scenario.act(at, cell, given).catch(() => undefined);
  return cell;
}

/** Somebody signs up, confirms and signs in. */
const signUpAndIn = () => meets("PostAuthentication_Authentication", "ok");

test(
  "a normal day raises none: sign-ups, sign-ins, refusals, a wrong password, and what is learned",
  async () => {
    for (let round = 0; round < 8; round += 1) {
      await signUpAndIn();
      await pass(300);
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

test("an answer that Cognito does not understand shows as calls that fail more than usual", async () => {
  for (let round = 0; round < 2; round += 1) {
    await meets("PreSignUp_SignUp", "bad response");
    await pass(300);
  }
  await meets("PreSignUp_SignUp", "bad response");

  expect(await raised()).toContain("refused-sign-ups-web");
  await pass(3600);
}, 120_000);

test.each<[string, FaultName, string]>([
  ["PreSignUp_SignUp", "throws", "pre-sign-up-failures"],
  ["PreSignUp_SignUp", "slower than 5 s", "pre-sign-up-failures"],
  ["PostConfirmation_ConfirmSignUp", "throws", "post-confirmation-failures"],
  ["PostConfirmation_ConfirmSignUp", "slower than 5 s", "post-confirmation-failures"],
  ["PostAuthentication_Authentication", "throws", "post-authentication-failures"],
  ["CustomEmailSender_SignUp", "throws", "custom-email-sender-failures"],
])(
  "%s that %s raises %s",
  async (source, fault, alarm) => {
    const cell = await meets(source, fault);
    await becomes(alarm, true);
    cell.armed = false;
    await pass(3600);
    await becomes(alarm, false);
  },
  120_000,
);

test("AWS that throttles post-confirmation loses row and group, and raises its alarm", async () => {
  const confirm = scenarios["PostConfirmation_ConfirmSignUp"];
  const cell = at.newCell("PostConfirmation_ConfirmSignUp", "AWS throttles it");
  await confirm?.prepare?.(at, cell);
  at.throttle("acme-local-post-confirmation");
  await confirm?.act(at, cell, "").catch(() => undefined);
  at.throttle(undefined);

  expect(await raised()).toContain("post-confirmation-failures");
  await pass(3600);
}, 120_000);

test("a message that was given up stands in the queue until somebody has looked", async () => {
  await becomes("unsent-messages", true);
}, 60_000);

test("a reconciliation that comes in time raises none, and one that stays away raises its alarm", async () => {
  await lambda.send(
    new InvokeCommand({ FunctionName: "acme-local-reconcile-users", Payload: "{}" }),
  );
  expect(await raised()).not.toContain("reconcile-users-late");
  await pass(25 * 3600);
  expect(await raised()).not.toContain("reconcile-users-late");
  await pass(2 * 3600);

  expect(await raised()).toContain("reconcile-users-late");
}, 60_000);
