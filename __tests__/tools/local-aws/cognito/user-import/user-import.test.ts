import {
  CognitoIdentityProvider,
  type UserImportJobType,
} from "@aws-sdk/client-cognito-identity-provider";
import { beforeAll, expect, test } from "@jest/globals";
import { startLocalAws, type LocalAws } from "../../../../../tools/local-aws/local-aws";
import type { SentMessage } from "../../../../../tools/local-aws/outbox";
import { administrator } from "../../../../support/administrator";
import { duringTests } from "../../../../support/during-tests";
import { signedHeaders } from "../../../../support/signed-fetch";
import { until } from "../../../../support/until";

const region = "eu-west-1";
const password = "Correct-Horse-9";
const role = "arn:aws:iam::123456789012:role/import-log";

let aws: LocalAws;
let cognito: CognitoIdentityProvider;
let UserPoolId: string;
let ClientId: string;
let header: readonly string[];

const sent: SentMessage[] = [];

duringTests(
  () =>
    startLocalAws({
      region,
      credentials: administrator,
      onMessage: (message) => sent.push(message),
    }),
  (started) => {
    aws = started;
  },
);

beforeAll(async () => {
  cognito = new CognitoIdentityProvider({
    endpoint: aws.endpoint,
    region,
    credentials: administrator,
  });
  const { UserPool } = await cognito.createUserPool({
    PoolName: "people",
    UsernameAttributes: ["email"],
    AutoVerifiedAttributes: ["email"],
    Schema: [{ Name: "plan", AttributeDataType: "String", Mutable: true }],
    Policies: {
      PasswordPolicy: { MinimumLength: 8 },
      SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] },
    },
  });
  UserPoolId = UserPool?.Id ?? "";
  const { UserPoolClient } = await cognito.createUserPoolClient({
    UserPoolId,
    ClientName: "web",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH"],
  });
  ClientId = UserPoolClient?.ClientId ?? "";
  const { CSVHeader = [] } = await cognito.getCSVHeader({ UserPoolId });
  header = CSVHeader;
});

const row = (values: Readonly<Record<string, string>>) =>
  header.map((name) => values[name] ?? "").join(",");
const person = (email: string, more = {}) =>
  row({
    "cognito:username": email,
    "cognito:mfa_enabled": "false",
    email,
    email_verified: "true",
    ...more,
  });

async function created(): Promise<UserImportJobType> {
  const { UserImportJob } = await cognito.createUserImportJob({
    UserPoolId,
    JobName: "people",
    CloudWatchLogsRoleArn: role,
  });
  return UserImportJob ?? {};
}

/** As AWS's guide says to upload with curl. */
const upload = (url: string | undefined, body: string, headers = {}) =>
  fetch(url ?? "", {
    method: "PUT",
    body,
    headers: { "x-amz-server-side-encryption": "aws:kms", ...headers },
  });

async function run(file: string): Promise<UserImportJobType> {
  const { JobId, PreSignedUrl } = await created();
  expect((await upload(PreSignedUrl, file)).status).toBe(200);
  const { UserImportJob } = await cognito.startUserImportJob({ UserPoolId, JobId });
  expect(UserImportJob?.Status).toBe("Pending");
  const job = async () =>
    (await cognito.describeUserImportJob({ UserPoolId, JobId })).UserImportJob;
  await until(async () => (await job())?.CompletionDate !== undefined);
  return (await job()) ?? {};
}

async function linesOf({
  JobId = "",
  JobName = "",
}: UserImportJobType): Promise<readonly string[]> {
  const body = JSON.stringify({
    logGroupName: `/aws/cognito/userpools/${UserPoolId}/people`,
    logStreamName: `${JobId}/${JobName}`,
  });
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "Logs_20140328.GetLogEvents",
  };
  const response = await fetch(aws.endpoint, {
    method: "POST",
    headers: signedHeaders(aws.endpoint, { service: "logs", region, headers, body }),
    body,
  });
  const { events } = (await response.json()) as { events: { message: string }[] };
  return events.map(({ message }) => message);
}

test("the header has every column of AWS's, and the pool's own", () => {
  expect(header).toContain("custom:plan");
  expect(header.slice(-2)).toEqual(["cognito:mfa_enabled", "cognito:username"]);
});

test("a file's users are there without a password, and the log tells of each line", async () => {
  const job = await run(
    [
      header.join(","),
      person("ann@example.com", { "custom:plan": '"a, b"' }),
      person("ann@example.com"),
      person("bob@example.com", { email_verified: "false" }),
      person("not an address"),
    ].join("\r\n"),
  );
  expect(job).toMatchObject({
    Status: "Succeeded",
    ImportedUsers: 1,
    SkippedUsers: 1,
    FailedUsers: 2,
    CompletionMessage: "Import Job Completed Successfully.",
  });
  expect(await linesOf(job)).toEqual([
    "[SUCCEEDED] Line Number 2 - The import succeeded.",
    "[SKIPPED] Line Number 3 - The user already exists.",
    "[FAILED] Line Number 4 - The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).",
    "[FAILED] Line Number 5 - Username should be an email.",
  ]);
  const user = await cognito.adminGetUser({ UserPoolId, Username: "ann@example.com" });
  expect(user.UserStatus).toBe("RESET_REQUIRED");
  expect(user.UserAttributes).toContainEqual({ Name: "custom:plan", Value: "a, b" });
});

test("an imported user resets the password that they never had, or signs in by a code", async () => {
  const Username = "cat@example.com";
  await run([header.join(","), person(Username)].join("\n"));
  const signIn = (PASSWORD: string) =>
    cognito.initiateAuth({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: Username, PASSWORD },
    });
  await expect(signIn(password)).rejects.toMatchObject({ name: "PasswordResetRequiredException" });
  const choice = await cognito.initiateAuth({
    ClientId,
    AuthFlow: "USER_AUTH",
    AuthParameters: { USERNAME: Username },
  });
  expect(choice.AvailableChallenges).toEqual(["EMAIL_OTP"]);
  await cognito.forgotPassword({ ClientId, Username });
  const ConfirmationCode = sent.at(-1)?.code;
  await cognito.confirmForgotPassword({
    ClientId,
    Username,
    ConfirmationCode,
    Password: password,
  });
  expect((await signIn(password)).AuthenticationResult).toBeDefined();
});

test("a file that is not the pool's imports nobody", async () => {
  const job = await run("cognito:username,email\ndan@example.com,dan@example.com");
  expect(job.Status).toBe("Failed");
  expect(job.CompletionMessage).toContain("header");
  const broken = await run(`${header.join(",")}\n"dan`);
  expect(broken.Status).toBe("Failed");
});

test("only who was given the address uploads, as Cognito signed it, and starts once", async () => {
  const { JobId, PreSignedUrl = "" } = await created();
  const file = [header.join(","), person("eve@example.com")].join("\n");
  const stranger = PreSignedUrl.replace(/[0-9a-f]{8}$/, "00000000");
  expect((await upload(stranger, file)).status).toBe(403);
  const plain = await fetch(PreSignedUrl, { method: "PUT", body: file });
  expect(plain.status).toBe(403);
  const unmet = { name: "PreconditionNotMetException" };
  await expect(cognito.startUserImportJob({ UserPoolId, JobId })).rejects.toMatchObject(unmet);
  await expect(cognito.stopUserImportJob({ UserPoolId, JobId })).rejects.toMatchObject(unmet);
  await upload(PreSignedUrl, file);
  await cognito.startUserImportJob({ UserPoolId, JobId });
  await expect(cognito.startUserImportJob({ UserPoolId, JobId })).rejects.toMatchObject(unmet);
  const all = await cognito.listUserImportJobs({ UserPoolId, MaxResults: 1 });
  expect(all.UserImportJobs?.map((job) => job.JobId)).toEqual([JobId]);
  expect(all.PaginationToken).toBeDefined();
});
