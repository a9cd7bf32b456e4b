import { describe, expect, test } from "@jest/globals";
import { CognitoResourceServer } from "@cdktf/provider-aws/lib/cognito-resource-server";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import fc from "fast-check";
import type { EnvironmentParts } from "../../../configuration";
import type { Extension } from "../../../stacks/environment-stacks";
import { compose } from "../../../tools/composition/compose";
import { characters } from "../../../tools/composition/counts";
import { LimitError } from "../../../tools/composition/limits";
import { limits } from "../../../tools/composition/limits-table";
import { configurationWith } from "../../support/environments";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

/** What is told of an environment: the error, or the notices. */
function toldOf(parts: EnvironmentParts, extend: Extension = () => undefined): string {
  try {
    const configuration = configurationWith(parts);
    return compose(temporaryFolder(), { configuration, extend }).notices.join("\n");
  } catch (error) {
    if (error instanceof LimitError) return error.message;
    throw error;
  }
}

/** Makes something some times. */
const times = (count: number, make: (index: number) => void): void => {
  for (let index = 0; index < count; index += 1) make(index);
};

const trust = (text = "") => JSON.stringify({ Version: "2012-10-17", Statement: [], text });

describe("the whole is held to AWS's limits", () => {
  test("a list that makes a function's variables too long is named with its size and the fix", () => {
    const domains = Array.from({ length: 250 }, (_, index) => `department-${index}.example.com`);
    const [first = "", ...rest] = domains;
    const told = toldOf({
      triggers: ["post-confirmation", "pre-sign-up"],
      recipes: { preSignUp: { allowedEmailDomains: [first, ...rest] } },
    });
    expect(told).toMatch(/auth-dev · aws_lambda_function\.triggers_pre-sign-up_function/);
    expect(told).toMatch(
      /value {2}\d{4} bytes of a function's variables\n {4}rule {3}AWS takes 4096/,
    );
    expect(told).toMatch(/fix {4}.+archive/);
  });

  test("every error is told at once, and what extend.ts adds is counted", () => {
    const told = toldOf({}, ({ auth }) => {
      new SqsQueue(auth, "queue", { name: "q".repeat(81) });
      const role = new IamRole(auth, "big", {
        name: "acme-dev-big",
        assumeRolePolicy: trust("x".repeat(10_001)),
        tags: Object.fromEntries(Array.from({ length: 48 }, (_, index) => [`tag-${index}`, "x"])),
      });
      times(6, (index) => {
        new IamRolePolicy(auth, `policy-${index}`, {
          role: role.name,
          policy: trust("x".repeat(10_000)),
        });
      });
    });
    expect(told).toMatch(/^4 things are more than AWS takes/);
    expect(told).toContain("81 characters of name of aws_sqs_queue");
    expect(told).toContain("characters of a role's trust policy");
    expect(told).toContain("51 tags of a resource");
    expect(told).toMatch(
      /auth-dev · aws_iam_role\.big\n {4}value {2}60\d{3} characters of the policies within a role/,
    );
  });

  test("what a quota can be raised for is a notice with its code, and an error beyond it", () => {
    const servers =
      (count: number): Extension =>
      ({ auth }) => {
        times(count, (index) => {
          new CognitoResourceServer(auth, `server-${index}`, {
            userPoolId: "eu-west-1_AbCdEfGhI",
            identifier: `https://api-${index}.example.com`,
            name: `api-${index}`,
          });
        });
      };
    expect(toldOf({}, servers(25))).not.toContain("resource servers");
    expect(toldOf({}, servers(26))).toMatch(
      /26 resource servers.+by default, 300 at most.+L-7CDAF993/,
    );
    expect(toldOf({}, servers(301))).toContain("301 resource servers");
  });
});

test("a reference counts as nothing, and a policy variable as it reaches AWS", () => {
  expect(characters("${aws_sqs_queue.q.arn}")).toBe(0);
  expect(characters("private/$${cognito-identity.amazonaws.com:sub}/*")).toBe(
    "private/${cognito-identity.amazonaws.com:sub}/*".length,
  );
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(characters(text.replaceAll("$", ""))).toBe(
        Buffer.byteLength(text.replaceAll("$", "")),
      );
    }),
  );
});

test("each limit has AWS's page, a fix, and a highest that is not below the default", () => {
  for (const { what, most, highest = most, page, fix } of limits) {
    expect({ what, page, fix }).toEqual({
      what: expect.stringMatching(/\w/),
      page: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\//),
      fix: expect.stringMatching(/\w/),
    });
    expect(highest).toBeGreaterThanOrEqual(most);
  }
});
