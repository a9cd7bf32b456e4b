import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { asText } from "../../../../tools/review/report/text";
import { hostileName } from "../../../support/hostile-names";
import {
  allowance,
  attribute,
  change,
  driftedReview,
  eventfulReview,
  finding,
  review,
  reviewSaying,
} from "../../../support/reviews";

test("a reviewer reads the verdict first, then what blocks and why, then everything else", () => {
  expect(asText(eventfulReview())).toMatchSnapshot();
});

test("drift is told as what the state says and what was found", () => {
  expect(asText(driftedReview())).toMatchSnapshot();
});

test.each([
  ["No changes (auth-prod)", review()],
  ["Safe: 1 change, and none puts users at risk (auth-prod)", review({ changes: [change("a")] })],
  [
    "Safe: 1 output, and none puts users at risk (auth-prod)",
    review({ verdict: "safe", outputs: ["region"] }),
  ],
  [
    "Safe: 1 change; 1 allowed on purpose (auth-prod)",
    review({ changes: [change("a")], findings: [finding("a", { allowed: allowance("a") })] }),
  ],
  [
    "BLOCKED: 1 of 2 changes puts users at risk (auth-prod)",
    review({
      changes: [change("a"), change("b")],
      findings: [finding("a"), finding("a", { rule: "iam-widened" })],
    }),
  ],
  ["BLOCKED: 1 resource puts users at risk (auth-prod)", review({ findings: [finding("a")] })],
  [
    "BLOCKED: 1 resource puts users at risk",
    review({ stack: undefined, findings: [finding("a")] }),
  ],
  ["No drift (auth-prod)", review({ mode: "drift" })],
  [
    "DRIFT: 1 resource changed outside of Terraform (auth-prod)",
    review({ mode: "drift", changes: [change("a", { kind: "drift" })] }),
  ],
])("the first line says %s", (line, reviewed) => {
  expect(asText(reviewed).split("\n")[0]).toBe(line);
});

test("what blocks a plan made elsewhere is allowed with its file, not with a stack", () => {
  const text = asText(
    review({ stack: undefined, environment: undefined, findings: [finding("a")] }),
  );
  expect(text).toMatch(/npm run plan -- --plan <file> --allow\s+'<address>#<rule>=<reason>'/);
  expect(text).not.toContain("environments.ts");
});

test("a value that is sensitive or not known yet is called so", () => {
  const attributes = [
    attribute("secret", { before: { kind: "sensitive" }, after: { kind: "unknown" } }),
    attribute("added", { before: { kind: "absent" } }),
  ];
  const text = asText(review({ changes: [change("a", { attributes })] }));
  expect(text).toContain("secret: (sensitive) -> (known after apply)");
  expect(text).toContain("added: (none) -> 2");
});

test("lines keep to the width, and addresses stay whole", () => {
  const address = `aws_cognito_user_pool.${"long-".repeat(20)}name`;
  const text = asText(
    review({
      changes: [change(address)],
      findings: [finding(address, { effect: "Every user is lost. ".repeat(20) })],
    }),
    { width: 60 },
  );
  expect(text).toContain(address);
  const wide = text.split("\n").filter((line) => line.length > 60 && !line.includes(address));
  expect(wide).toEqual([]);
});

test("colours are there only when asked for, and change no word", () => {
  const colored = asText(eventfulReview(), { color: true });
  expect(colored).toContain("\u001b[31mBLOCKED");
  // eslint-disable-next-line no-control-regex
  expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(asText(eventfulReview()));
});

test("no name or value reaches a terminal as a control character, or begins a line of its own", () => {
  const linesOf = (name: string) => asText(reviewSaying(name), { width: 1e6 }).split("\n").length;
  const lines = linesOf("x");
  fc.assert(
    fc.property(hostileName, (name) => {
      expect(linesOf(name)).toBe(lines);
      expect(asText(reviewSaying(name)).replaceAll("\n", "")).not.toMatch(
        /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u,
      );
    }),
  );
});

test("a plan of thousands of resources does not scroll its findings away", () => {
  const changes = Array.from({ length: 5000 }, (_, index) => change(`aws_x.n${index}`));
  const text = asText(review({ changes, findings: [finding("aws_x.n0")] }));
  expect(text).toContain("… and 4800 resources more");
  expect(text.split("\n").length).toBeLessThan(250);
});

test("of a replacement, what forces it comes first, and what AWS fills in is only counted", () => {
  const unknown = { after: { kind: "unknown" } } as const;
  const attributes = [
    attribute("arn", unknown),
    attribute("name"),
    attribute("endpoint", unknown),
    attribute("user_pool_id", { ...unknown, forcesReplacement: true }),
  ];
  const text = asText(review({ changes: [change("a", { kind: "replace", attributes })] }));
  expect(text).toMatch(
    /user_pool_id: .*forces.*\n\s+name: .*\n\s+and 2 attributes known after apply/,
  );
  expect(text).not.toContain("arn");
});
