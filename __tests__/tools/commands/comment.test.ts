import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { commentReport } from "../../../tools/deploy/github/comment-report";
import { projectFolder } from "../../../tools/project/project";
import { asMarkdown } from "../../../tools/review/report";
import { ended } from "../../support/command";
import { duringTests } from "../../support/during-tests";
import { FakeGitHub } from "../../support/fake-github";
import { review } from "../../support/reviews";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

let gitHub: FakeGitHub;
duringTests(
  () => FakeGitHub.start(),
  (started) => {
    gitHub = started;
  },
);

/** Where a report is written. */
let file: string;

beforeEach(() => {
  gitHub.reset();
  file = path.join(temporaryFolder(), "report.md");
});

/** The comment of a stack, as any version of Gatehouse begins it. */
const markerOf = (stack: string) => `<!-- gatehouse-plan: ${stack} -->`;

interface Options {
  readonly pullRequest?: number | undefined;
  readonly environment?: Readonly<Record<string, string>>;
}

const { env } = process;
afterAll(() => {
  process.env = env;
});

/** The command itself. */
async function runComment(report: string) {
  writeFileSync(file, report);
  const args = [file, "--pull-request", "4"];
  const command = await ended(projectFolder, "comment", args, gitHub.environment());
  expect(command.stdout + command.stderr).not.toContain("token-of-the-test");
  expect(command.stderr).not.toMatch(/^\s+at /m);
  return command;
}

/** What the command does. @returns where the comment is. */
async function comment(
  report: string,
  { environment = {}, ...given }: Options = {},
): Promise<string> {
  writeFileSync(file, report);
  process.env = { ...env, ...gitHub.environment(), ...environment };
  const { signal } = new AbortController();
  const { url } = await commentReport({
    ...{ name: "report.md", file, pullRequest: 4, repository: undefined, signal, ...given },
  });
  return url;
}

/** What it says when nothing is written. */
async function refusal(...given: Parameters<typeof comment>): Promise<string> {
  const error: unknown = await comment(...given).catch((reason: unknown) => reason);
  if (!(error instanceof Error)) throw new Error("It was not refused.");
  expect(error.message).not.toContain("token-of-the-test");
  return error.message;
}

test("a stack has one comment: the next report takes the place of the one before", async () => {
  const first = asMarkdown(review({ stack: "auth-dev" }));
  expect(await runComment(first)).toMatchObject({
    exitCode: 0,
    stdout: "https://github.test/comments/1\n",
  });
  await comment(`${markerOf("auth-prod")}\nprod`);
  expect(await comment(`${markerOf("auth-dev")}\nsecond`)).toBe("https://github.test/comments/1");
  expect(gitHub.comments.map(({ body }) => body)).toEqual([
    `${markerOf("auth-dev")}\nsecond`,
    `${markerOf("auth-prod")}\nprod`,
  ]);
});

test("comments of others, and quotes of the report, are left alone", async () => {
  const others = [
    { id: 1, body: `${markerOf("auth-dev")}\nforged`, author: "mallory" },
    { id: 2, body: `> ${markerOf("auth-dev")}\nquoted`, author: "github-actions[bot]" },
    { id: 3, body: `Look:\n${markerOf("auth-dev")}`, author: "github-actions[bot]" },
    { id: 4, body: `${markerOf("auth-dev-2")}\nanother`, author: "github-actions[bot]" },
  ];
  gitHub.comments.push(...others.map((one) => ({ ...one })));
  await comment(`${markerOf("auth-dev")}\nours`);
  expect(gitHub.comments).toEqual([
    ...others,
    { id: 5, body: `${markerOf("auth-dev")}\nours`, author: "github-actions[bot]" },
  ]);
});

test("the comment is found under hundreds of others, and with the line ends of GitHub's editor", async () => {
  for (let id = 1; id <= 230; id += 1) gitHub.comments.push({ id, body: "+1", author: "somebody" });
  gitHub.comments.push({
    id: 231,
    body: `${markerOf("auth-dev")}\r\nfirst`,
    author: "github-actions[bot]",
  });
  await comment(`${markerOf("auth-dev")}\nsecond`);
  expect(gitHub.comments).toHaveLength(231);
  expect(gitHub.comments.at(-1)?.body).toBe(`${markerOf("auth-dev")}\nsecond`);
});

test("in a workflow it finds the pull request by itself, and says of which commit the report is", async () => {
  const event = path.join(path.dirname(file), "event.json");
  const head = { sha: "a".repeat(40) };
  writeFileSync(event, JSON.stringify({ pull_request: { number: 4, head } }));
  await comment(`${markerOf("auth-dev")}\nsafe\n`, {
    pullRequest: undefined,
    environment: { GITHUB_EVENT_PATH: event },
  });
  expect(gitHub.comments.map(({ body }) => body)).toEqual([
    `${markerOf("auth-dev")}\nsafe\n\nOf the commit ${head.sha}.\n`,
  ]);
});

describe("what goes wrong is named with its fix, and nothing is written", () => {
  const limited = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1893456000" };
  test.each([
    ["a right that the token lacks", 403, {}, /permissions: pull-requests: write/],
    ["a pull request that is not there", 404, {}, /Check the repository and the number/],
    ["a token that has expired", 401, {}, /GITHUB_TOKEN, or it has expired/],
    ["a used up rate limit", 403, limited, /rate limit is used up.*after 2030-01-01T00:00:00/s],
    ["a limit for bursts", 429, { "retry-after": "30" }, /rate limit.*in 30 seconds/s],
    ["trouble of GitHub's own", 502, {}, /That passes: run this again/],
  ])("%s", async (_name, status, headers, message) => {
    gitHub.refusal = [/^POST .*comments$/, { status, headers }];
    expect(await refusal(`${markerOf("auth-dev")}\nreport`)).toMatch(message);
    expect(gitHub.comments).toEqual([]);
  });

  test("by the command, which prints nothing else and ends with 1", async () => {
    gitHub.refusal = [/^POST .*comments$/, { status: 404 }];
    expect(await runComment(`${markerOf("auth-dev")}\nreport`)).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringContaining("Check the repository and the number"),
    });
    expect(gitHub.comments).toEqual([]);
  });

  test("an address that is not the API's", async () => {
    gitHub.refusal = [
      /^GET/,
      { status: 200, headers: { "content-type": "text/html" }, body: "<html>" },
    ];
    expect(await refusal(`${markerOf("auth-dev")}\nreport`)).toContain("Check GITHUB_API_URL");
  });

  test("no token and no repository, both at once", async () => {
    const environment = { GITHUB_TOKEN: "", GITHUB_REPOSITORY: "" };
    expect(await refusal(`${markerOf("auth-dev")}\nreport`, { environment })).toMatch(
      /GITHUB_TOKEN is not set.*No repository is named/s,
    );
    expect(gitHub.requests).toEqual([]);
  });

  test.each([
    ["a file that is no report", "# README", /is no report/],
    ["a report that no comment holds", `${markerOf("auth-dev")}\n${"x".repeat(65_536)}`, /65536/],
  ])("%s", async (_name, report, message) => {
    expect(await refusal(report)).toMatch(message);
    expect(gitHub.requests).toEqual([]);
  });
});
