import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Log, Result, Run } from "sarif";
import type { Review } from "../../../../tools/review/model";
import { asSarif } from "../../../../tools/review/report/sarif";
import { rules } from "../../../../tools/review/rules/catalogue";
import { hostileName } from "../../../support/hostile-names";
import {
  change,
  driftedReview,
  eventfulReview,
  finding,
  review,
  reviewSaying,
} from "../../../support/reviews";

function runOf(log: Log): Run {
  const [run] = log.runs;
  if (run === undefined) throw new Error("There is no run.");
  return run;
}

function resultsOf(reviewed: Review): readonly Result[] {
  return runOf(asSarif(reviewed)).results ?? [];
}

function fingerprintsOf(reviewed: Review): readonly (string | undefined)[] {
  return resultsOf(reviewed).map(
    (result) => result.partialFingerprints?.["primaryLocationLineHash"],
  );
}

function uriOf(result: Result | undefined): string | undefined {
  return result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
}

/** What the specification or GitHub requires, and a viewer would stumble over. */
function expectValid(log: Log): void {
  expect(log.version).toBe("2.1.0");
  const { tool, results = [], automationDetails } = runOf(log);
  const described = tool.driver.rules ?? [];
  expect(tool.driver.name).toBe("Gatehouse");
  expect(new Set(described.map(({ id }) => id)).size).toBe(described.length);
  for (const { shortDescription, fullDescription, help } of described) {
    for (const text of [shortDescription, fullDescription, help]) expect(text?.text).toBeTruthy();
  }
  expect(automationDetails?.id).toMatch(/^gatehouse\/[\w./-]+\/$/);
  for (const { ruleId, ruleIndex = -1, level, message, locations = [] } of results) {
    expect(described[ruleIndex]?.id).toBe(ruleId);
    expect(["error", "warning", "note"]).toContain(level);
    expect(message.text).toBeTruthy();
    expect(locations[0]?.physicalLocation?.artifactLocation?.uri).toMatch(
      /^[^/:\\\s]+(\/[^/:\\\s]+)*$/,
    );
    expect(locations[0]?.physicalLocation?.region?.startLine).toBe(1);
  }
}

test("every rule of a review is described, whether it has found anything or not", () => {
  const described = runOf(asSarif(review())).tool.driver.rules ?? [];
  for (const { id, title } of rules) {
    expect(described).toContainEqual(
      expect.objectContaining({ id, shortDescription: { text: title } }),
    );
  }
});

test("what blocks is an error, what is worth knowing a note, and each says what to do", () => {
  const log = asSarif(eventfulReview());
  expectValid(log);
  const [pool, policy, , client] = resultsOf(eventfulReview());
  expect(pool).toMatchObject({
    ruleId: "stateful-resource-replaced",
    level: "error",
    message: {
      text:
        "aws_cognito_user_pool.user-directory_pool: replaced because of `schema`. " +
        "Every user is lost: a new pool is empty, and passwords cannot be copied. " +
        "Add a custom attribute beside this one, and leave this one as it is.",
    },
  });
  expect(policy?.message.text).toContain("\n- Allow dynamodb:Scan on arn:aws:");
  expect(client?.level).toBe("note");
});

test("what was allowed on purpose is suppressed, with the reason", () => {
  const suppressions = resultsOf(eventfulReview()).map((result) => result.suppressions);
  expect(suppressions).toEqual([
    undefined,
    undefined,
    [
      {
        kind: "external",
        status: "accepted",
        justification: "Nobody is in it since May; see the decision of the board.",
      },
    ],
    undefined,
  ]);
});

test("a resource that was changed by hand is a warning, even when it breaks no rule", () => {
  const log = asSarif(driftedReview());
  expectValid(log);
  expect(resultsOf(driftedReview()).map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ["stateful-resource-deleted", "error"],
    ["drift", "warning"],
  ]);
});

test("findings point to environments.ts, and those of a plan made elsewhere to that plan", () => {
  const findings = [finding("a")];
  expect(uriOf(resultsOf(review({ findings }))[0])).toBe("environments.ts");
  const foreign = review({ stack: undefined, findings });
  const [result] = runOf(asSarif(foreign, { planFile: "/tmp/../my plans/a:b.plan" })).results ?? [];
  expect(uriOf(result)).toBe("tmp/my%20plans/a%3Ab.plan");
  for (const planFile of ["-", "/", ".."]) expectValid(asSarif(foreign, { planFile }));
});

test("a finding keeps its identity from run to run, and shares it with no other", () => {
  const findings = [
    finding("a"),
    finding("a"),
    finding("b"),
    finding("a", { rule: "iam-widened" }),
  ];
  const before = fingerprintsOf(review({ findings }));
  const reworded = findings.map((one) => ({ ...one, cause: "in other words" }));
  expect(fingerprintsOf(review({ findings: reworded }))).toEqual(before);
  const elsewhere = fingerprintsOf(review({ findings, stack: "auth-dev" }));
  expect(new Set([...before, ...elsewhere]).size).toBe(2 * findings.length);
});

test("an upload for one stack replaces neither another's results nor those of its drift", () => {
  const reviews = [review(), review({ stack: "auth-dev" }), review({ mode: "drift" })];
  // GitHub's category is what comes before the last slash.
  const categories = reviews.map((reviewed) =>
    runOf(asSarif(reviewed)).automationDetails?.id?.replace(/\/[^/]*$/, ""),
  );
  expect(new Set(categories).size).toBe(3);
});

test("of more results than GitHub shows the worst are kept, and the rest is counted", () => {
  const findings = Array.from({ length: 6000 }, (_, index) =>
    finding(`a${index}`, { level: index < 10 ? "block" : "notice" }),
  );
  const { results, invocations } = runOf(asSarif(review({ findings })));
  expect(results).toHaveLength(5000);
  expect(results?.slice(0, 10).every(({ level }) => level === "error")).toBe(true);
  expect(invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toMatch(/^1000 results/);
});

test("names from a plan stay names: on their line, visible, and no link", () => {
  fc.assert(
    fc.property(hostileName, (name) => {
      const log = asSarif({ ...reviewSaying(name), changes: [change(name)] });
      expectValid(log);
      for (const { message } of runOf(log).results ?? []) {
        expect(message.text).not.toMatch(/\]\(|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(message.text?.split("\n").length).toBeLessThanOrEqual(6);
      }
    }),
  );
});
