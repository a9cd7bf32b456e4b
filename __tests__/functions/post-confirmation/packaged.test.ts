import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { SIGN_UP_NOT_COMPLETED } from "../../../functions/post-confirmation/handler";
import { bundleFunction } from "../../../stacks/lambda/bundle";
import { postConfirmationEvent, SUB } from "../../support/events/post-confirmation-event";
import {
  fails,
  neverAnswers,
  startFakeAws,
  succeeds,
  throttles,
  type FakeAws,
} from "../../support/fake-aws";

const run = promisify(execFile);

let taskRoot: string;
beforeAll(() => {
  taskRoot = mkdtempSync(join(tmpdir(), "function-"));
  const { fileName, code } = bundleFunction("functions/post-confirmation");
  writeFileSync(join(taskRoot, fileName), code);
});
afterAll(() => {
  rmSync(taskRoot, { recursive: true });
});

let aws: FakeAws;
beforeEach(async () => {
  aws = await startFakeAws();
});
afterEach(() => aws.close());

/** Loads the bundle and calls its handler, as Lambda's runtime does. */
const RUNTIME = `
  const { handler } = require("./index.js");
  const [event, timeout] = process.argv.slice(1).map((argument) => JSON.parse(argument));
  const start = Date.now();
  const context = { getRemainingTimeInMillis: () => start + timeout - Date.now() };
  handler(event, context).then(
    (answer) => ({ answer }),
    (error) => ({ errorMessage: error.message, late: context.getRemainingTimeInMillis() < 0 }),
  ).then((result) => process.stdout.write(JSON.stringify(result)));`;

interface Invocation {
  readonly result: unknown;
  readonly log: string;
}

/** Runs the bundle in a process of its own that has nothing but what Lambda would give it. */
async function invoke(
  event = postConfirmationEvent(),
  environment: Record<string, string | undefined> = {},
  timeout = 5000,
): Promise<Invocation> {
  const { stdout, stderr } = await run(
    process.execPath,
    ["--eval", RUNTIME, JSON.stringify(event), JSON.stringify(timeout)],
    {
      cwd: taskRoot,
      env: {
        AWS_REGION: "eu-west-1",
        AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
        AWS_SECRET_ACCESS_KEY: "secret",
        AWS_SESSION_TOKEN: "session-token",
        AWS_ENDPOINT_URL: aws.endpoint,
        USER_TABLE_NAME: "users",
        DEFAULT_GROUP: "Users",
        GROUP_ATTRIBUTE: "custom:group",
        ALLOWED_GROUPS: '["Managers"]',
        ROW_ATTRIBUTES: '["custom:plan"]',
        ...environment,
      },
    },
  );
  return { result: JSON.parse(stdout) as unknown, log: stderr };
}

test("makes exactly two calls, signed with the function's own credentials", async () => {
  const event = postConfirmationEvent({
    userAttributes: { "custom:plan": "pro", "custom:group": "Managers" },
  });

  expect((await invoke(event)).result).toEqual({ answer: event });

  const calls = aws.requests.toSorted((a, b) => a.operation.localeCompare(b.operation));
  expect(calls.map(({ operation, body }) => ({ operation, body }))).toEqual([
    {
      operation: "AdminAddUserToGroup",
      body: { UserPoolId: "eu-west-1_Abc123XyZ", Username: SUB, GroupName: "Managers" },
    },
    {
      operation: "PutItem",
      body: expect.objectContaining({
        TableName: "users",
        Item: expect.objectContaining({ id: { S: SUB }, plan: { S: "pro" } }),
      }),
    },
  ]);
  for (const { headers } of calls) {
    expect(headers["authorization"]).toContain("Credential=AKIDEXAMPLE/");
    expect(headers["x-amz-security-token"]).toBe("session-token");
  }
});

test("calls nothing after a password reset", async () => {
  const event = postConfirmationEvent({ triggerSource: "PostConfirmation_ConfirmForgotPassword" });

  expect((await invoke(event)).result).toEqual({ answer: event });

  expect(aws.requests).toEqual([]);
});

test("gets through a throttle and a row that is there", async () => {
  aws.answer("AdminAddUserToGroup", throttles, succeeds);
  aws.answer("PutItem", fails(400, "ConditionalCheckFailedException"));

  expect((await invoke()).result).toEqual({ answer: postConfirmationEvent() });

  expect(aws.requests).toHaveLength(3);
});

test("ends before Lambda would kill it when AWS never answers, and logs both steps", async () => {
  aws.answer("AdminAddUserToGroup", neverAnswers);
  aws.answer("PutItem", neverAnswers);

  const { result, log } = await invoke(undefined, {}, 1000);

  expect(result).toEqual({ errorMessage: SIGN_UP_NOT_COMPLETED, late: false });
  expect(log.match(/DeadlineExceededError/g)).toHaveLength(2);
  expect(log).not.toContain("lovelace");
});

test("logs an AWS error in full but for what it quotes of the user", async () => {
  aws.answer("PutItem", fails(400, "ValidationException", "Bad ada.lovelace@analytical.example"));

  const { result, log } = await invoke();

  expect(result).toEqual({ errorMessage: SIGN_UP_NOT_COMPLETED, late: false });
  expect(log).toContain("ValidationException");
  expect(log).toContain("req-ValidationException");
  expect(log).toMatch(/httpStatus: 400/);
  expect(log).not.toContain("lovelace");
});

test("without credentials in the environment says which are missing", async () => {
  const { log } = await invoke(undefined, { AWS_ACCESS_KEY_ID: undefined });

  expect(log).toContain("AWS_ACCESS_KEY_ID");
  expect(aws.requests).toEqual([]);
});

test("does not load with a variable missing, and names it", async () => {
  await expect(invoke(undefined, { USER_TABLE_NAME: undefined })).rejects.toThrow(
    "Environment variable USER_TABLE_NAME is missing",
  );
});
