import { afterEach, expect, jest, test } from "@jest/globals";
import { countedLog } from "../../../../functions/shared/metrics/counted-log";
import { measured } from "../../../../functions/shared/metrics/measured";
import { count } from "../../../../functions/shared/metrics/signals";

afterEach(() => {
  jest.restoreAllMocks();
});

const context = {
  functionName: "acme-prod-post-confirmation",
  awsRequestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
  getRemainingTimeInMillis: () => 4200,
};
const log = { error: () => undefined, warn: () => undefined, info: () => undefined };

interface Record {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [name: string]: unknown;
}

/** The lines that an invocation writes to standard output. */
async function written(handle: () => Promise<unknown>): Promise<readonly Record[]> {
  const lines: string[] = [];
  jest.spyOn(process.stdout, "write").mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  await measured("post-confirmation", handle)({}, context).catch(() => undefined);
  jest.restoreAllMocks();
  return lines.map((line) => JSON.parse(line) as Record);
}

test("an invocation writes one line of CloudWatch's embedded metric format", async () => {
  const [first, ...more] = await written(() => {
    count("SignUpsProvisioned");
    count("Retries", 2);
    return Promise.resolve();
  });

  expect(more).toEqual([]);
  expect(first).toMatchObject({
    environment: "acme-prod",
    function: "post-confirmation",
    requestId: context.awsRequestId,
    TimeLeft: 4200,
    SignUpsProvisioned: 1,
    Retries: 2,
  });
  const [directive] = first?._aws.CloudWatchMetrics ?? [];
  expect(directive?.Namespace).toBe("Gatehouse");
  expect(directive?.Dimensions).toEqual([["environment", "function"]]);
  // CloudWatch drops a metric without a value, and a dimension that is no text.
  for (const { Name } of directive?.Metrics ?? []) expect(typeof first?.[Name]).toBe("number");
  for (const name of directive?.Dimensions.flat() ?? [])
    expect(typeof first?.[name]).toBe("string");
});

test("what throws is measured too, and the error stays the caller's", async () => {
  const fails = () => {
    count("DebtsMade");
    return Promise.reject(new Error("It broke"));
  };

  expect(await written(fails)).toMatchObject([{ DebtsMade: 1 }]);
  jest.spyOn(process.stdout, "write").mockReturnValue(true);
  await expect(measured("x", fails)({}, context)).rejects.toThrow("It broke");
});

test("what is logged as a failure or a refusal is counted, refusals by their reason", async () => {
  const [failed] = await written(() => {
    countedLog(log).error({ failure: "required", step: "provisioning", part: "row" });
    countedLog(log).warn({ failure: "best-effort", step: "healing" });
    countedLog(log).warn({ warning: "group not allowed" });
    countedLog(log).info("a text");
    return Promise.resolve();
  });
  const [refused] = await written(() => {
    countedLog(log).warn({ refused: "domain not allowed" });
    return Promise.resolve();
  });

  expect(failed).toMatchObject({ PartsFailed: 2 });
  expect(refused).toMatchObject({ Refusals: 1, reason: "domain not allowed" });
  expect(refused?._aws.CloudWatchMetrics.map(({ Dimensions }) => Dimensions)).toEqual([
    [["environment", "function"]],
    [["environment", "function", "reason"]],
  ]);
});

test("what was left behind counts for no other invocation", async () => {
  let goOn: () => void = () => undefined;
  const leftBehind = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await written(() => {
    void leftBehind.then(() => {
      count("PartsFailed");
    });
    return Promise.resolve();
  });
  const [next] = await written(async () => {
    goOn();
    await leftBehind;
  });

  expect(next).not.toHaveProperty("PartsFailed");
});

test("only the first invocation of an execution environment is a cold start", async () => {
  await written(() => Promise.resolve());

  expect(await written(() => Promise.resolve())).not.toMatchObject([{ ColdStarts: 1 }]);
});
