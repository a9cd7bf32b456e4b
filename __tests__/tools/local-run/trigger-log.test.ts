import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import type { TriggerRecord } from "../../../tools/local-aws/cognito";
import { TriggerLog } from "../../../tools/local-run/trigger-log";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

function record(
  source: string,
  request: object,
  response: object,
  rest: Partial<TriggerRecord> = {},
): TriggerRecord {
  const event: TriggerRecord["event"] = {
    version: "1",
    triggerSource: source,
    region: "eu-west-1",
    userPoolId: "eu-west-1_Abc",
    userName: "ann@example.com",
    callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: "web" },
    request,
    response: Object.fromEntries(Object.keys(response).map((name) => [name, null])),
  };
  return {
    at: "2026-01-01T00:00:00.000Z",
    function: "arn:aws:lambda:eu-west-1:123456789012:function:trigger",
    event,
    attempt: 1,
    durationMilliseconds: 12.4,
    outcome: "succeeded",
    response: { ...event, response },
    ...rest,
  };
}

function logOf(...records: readonly TriggerRecord[]) {
  const file = path.join(temporaryFolder(), "deep", "triggers.jsonl");
  const shown: string[] = [];
  const log = new TriggerLog(file, (line) => shown.push(line));
  records.forEach(log.write);
  log.close();
  return { file, shown, text: readFileSync(file, "utf8") };
}

test("each attempt is a JSON object in a line of its own, and a line to read", () => {
  const signUp = record("PreSignUp_SignUp", {}, { autoConfirmUser: true, autoVerifyEmail: null });
  const failed = record(
    "PostConfirmation_ConfirmSignUp",
    {},
    {},
    {
      attempt: 2,
      outcome: "failed",
      error: "It failed.",
    },
  );
  const { text, shown } = logOf(signUp, failed);
  expect(text.endsWith("\n")).toBe(true);
  const lines = text.trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([signUp, failed]);
  expect(shown).toEqual([
    'PreSignUp_SignUp ann@example.com: succeeded in 12 ms, {"autoConfirmUser":true}',
    "PostConfirmation_ConfirmSignUp ann@example.com: failed in 12 ms (attempt 2), It failed.",
  ]);
});

test("an attempt stays one line to read, however many lines its error has", () => {
  const error = "PreSignUp failed with error No module.\nRequire stack:\n- /var/task/index.js.";
  const { shown } = logOf(record("PreSignUp_SignUp", {}, {}, { outcome: "failed", error }));
  expect(shown).toEqual([
    "PreSignUp_SignUp ann@example.com: failed in 12 ms, PreSignUp failed with error No module. " +
      "Require stack: - /var/task/index.js.",
  ]);
});

test("a sender, which is given no response, may answer one", () => {
  const answered = record("CustomEmailSender_SignUp", {}, { sent: true });
  const asGiven = Object.fromEntries(
    Object.entries(answered.event).filter(([member]) => member !== "response"),
  );
  const { shown } = logOf({ ...answered, event: asGiven as unknown as TriggerRecord["event"] });
  expect(shown[0]).toContain('{"sent":true}');
});

test("a new log starts afresh, and is there when the process dies", () => {
  const { file } = logOf(record("PreSignUp_SignUp", {}, {}));
  const log = new TriggerLog(file, () => undefined);
  expect(readFileSync(file, "utf8")).toBe("");
  log.write(record("CustomMessage_SignUp", {}, {}));
  expect(readFileSync(file, "utf8")).toContain("CustomMessage_SignUp");
  log.close();
  log.write(record("CustomMessage_ResendCode", {}, {}));
  expect(readFileSync(file, "utf8")).not.toContain("CustomMessage_ResendCode");
});

test.each([
  [
    "a migrating user's password",
    record("UserMigration_Authentication", { password: "Hush-Hush-1" }, { userAttributes: {} }),
  ],
  [
    "a password that the function repeats in its error",
    record(
      "UserMigration_Authentication",
      { password: "Hush-Hush-1" },
      {},
      {
        outcome: "failed",
        error: "UserMigration failed with error no Hush-Hush-1 here.",
      },
    ),
  ],
  [
    "the answer to a challenge, and what it is compared with",
    record(
      "VerifyAuthChallengeResponse_Authentication",
      { challengeAnswer: "Hush-Hush-1", privateChallengeParameters: { code: "Hush-Hush-1" } },
      { answerCorrect: true },
    ),
  ],
  [
    "the code of a new challenge",
    record(
      "CreateAuthChallenge_Authentication",
      { session: [{ challengeName: "CUSTOM_CHALLENGE", challengeMetadata: "CODE-Hush-Hush-1" }] },
      {
        publicChallengeParameters: { email: "a***@example.com" },
        privateChallengeParameters: { code: "Hush-Hush-1" },
        challengeMetadata: "CODE-Hush-Hush-1",
      },
    ),
  ],
  [
    "a token that a client hands on",
    record("PreSignUp_SignUp", { clientMetadata: { captchaToken: "Hush-Hush-1" } }, {}),
  ],
])("does not tell %s", (_, secret) => {
  const { text, shown } = logOf(secret);
  expect(JSON.stringify(secret)).toContain("Hush-Hush-1");
  expect(text + shown.join("\n")).not.toContain("Hush-Hush-1");
  expect(text).toContain("[redacted]");
  expect(text).toContain("ann@example.com");
});

test("shows what a function has added to a token, and keeps a sender's ciphertext", () => {
  const claims = {
    claimsAndScopeOverrideDetails: {
      idTokenGeneration: { claimsToAddOrOverride: { plan: "pro" } },
    },
  };
  const { shown } = logOf(record("TokenGeneration_Authentication", {}, claims));
  expect(shown[0]).toContain('"plan":"pro"');
  const { text } = logOf(
    record(
      "CustomEmailSender_SignUp",
      { type: "customEmailSenderRequestV1", code: "AYADeJ==" },
      {},
    ),
  );
  expect(text).toContain("AYADeJ==");
});
