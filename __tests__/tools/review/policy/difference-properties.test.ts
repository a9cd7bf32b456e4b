import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { evaluate } from "../../../../tools/local-aws/iam/evaluation";
import { policyDifference } from "../../../../tools/review/policy/difference";
import { parsePolicy } from "../../../../tools/review/policy/policy-document";

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Few of each, so that statements often meet. */
const actions = fc.uniqueArray(
  fc.constantFrom(
    "s3:GetObject",
    "S3:getobject",
    "s3:Get*",
    "s3:?etObject",
    "s3:PutObject",
    "s3:*",
    "*",
  ),
  { minLength: 1, maxLength: 3 },
);
const resources = fc.uniqueArray(
  fc.constantFrom(
    "*",
    "arn:aws:s3:::a/x",
    "arn:aws:s3:::a/*",
    "arn:aws:s3:::*/x",
    "arn:aws:s3:::a/?",
    "arn:aws:s3:::b/x",
    "arn:aws:s3:::a/${aws:username}",
  ),
  { minLength: 1, maxLength: 3 },
);
const values = fc.uniqueArray(fc.constantFrom("a", "b", "a*", "*", "ab", "${aws:username}"), {
  minLength: 1,
  maxLength: 3,
});
const condition = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      "StringEquals",
      "StringNotEquals",
      "StringLike",
      "StringNotLike",
      "StringEqualsIfExists",
      "StringLikeIfExists",
      "StringNotEqualsIfExists",
    ),
    fc.constantFrom("aws:RequestedRegion", "AWS:RequestedRegion"),
    values,
  ),
  fc.tuple(
    fc.constantFrom(
      "ForAnyValue:StringEquals",
      "ForAnyValue:StringLike",
      "ForAllValues:StringEquals",
      "ForAllValues:StringLike",
    ),
    fc.constant("aws:TagKeys"),
    values,
  ),
  fc.tuple(fc.constant("Null"), fc.constant("aws:TagKeys"), fc.constantFrom(["true"], ["false"])),
);

const statement: fc.Arbitrary<Statement> = fc
  .record({
    effect: fc.constantFrom("Allow", "Allow", "Deny"),
    actions,
    notActions: fc.boolean(),
    resources,
    notResources: fc.boolean(),
    conditions: fc.array(condition, { maxLength: 2 }),
    negates: fc.nat({ max: 3 }),
  })
  .map(({ effect, conditions, negates, ...drawn }) => ({
    Effect: effect,
    ...(drawn.notActions && negates === 0
      ? { NotAction: drawn.actions }
      : { Action: drawn.actions }),
    ...(drawn.notResources && negates === 1
      ? { NotResource: drawn.resources }
      : { Resource: drawn.resources }),
    ...(conditions.length > 0 && {
      Condition: Object.fromEntries(
        conditions.map(([operator, key, wanted]) => [operator, { [key]: wanted }]),
      ),
    }),
  }));
const statements = fc.array(statement, { maxLength: 4 });

const documentOf = (of: readonly Statement[]) => ({
  Version: "2012-10-17",
  Statement: [...of],
});

function difference(before: readonly Statement[], after: readonly Statement[]) {
  const [from, to] = [before, after].map((of) => parsePolicy(JSON.stringify(documentOf(of))));
  if (!from || !to) throw new Error("The generator has made a policy that is none.");
  return policyDifference(from, to);
}

const requests = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"].flatMap((action) =>
  ["arn:aws:s3:::a/x", "arn:aws:s3:::a/long", "arn:aws:s3:::b/x"].flatMap((resource) =>
    [
      {},
      { "aws:username": "x", "aws:RequestedRegion": "a", "aws:TagKeys": ["a", "b"] },
      { "aws:username": "long", "aws:RequestedRegion": "ab", "aws:TagKeys": ["a"] },
      { "aws:username": "a", "aws:RequestedRegion": "b", "aws:TagKeys": ["ab", "c"] },
    ].map((context) => ({ action, resource, context })),
  ),
);

type Request = (typeof requests)[number];

function allows(of: readonly Statement[], request: Request): boolean {
  const answer = evaluate({
    ...request,
    principalArn: "arn:aws:iam::123456789012:user/someone",
    accountId: "123456789012",
    identityPolicies: [{ name: "drawn", policy: documentOf(of) }],
    bounds: [],
    resourcePolicy: undefined,
  });
  return answer === "Allowed";
}

test("what an evaluator of policies allows on one side only is never missed", () => {
  let silent = 0;
  fc.assert(
    fc.property(statements, statements, (before, added) => {
      const after = [...before.slice(1), ...added];
      const { widened, narrowed } = difference(before, after);
      const isMore = (request: Request) => allows(after, request) && !allows(before, request);
      const isLess = (request: Request) => allows(before, request) && !allows(after, request);
      if (widened.length === 0) {
        expect(requests.filter(isMore)).toEqual([]);
        if (after.some(({ Effect }) => Effect === "Allow")) silent++;
      }
      if (narrowed.length === 0) expect(requests.filter(isLess)).toEqual([]);
    }),
    { numRuns: 400 },
  );
  // Else nothing has been shown.
  expect(silent).toBeGreaterThan(5);
});

test("conditions that an evaluator finds met more often are never missed", () => {
  const conditional = fc
    .array(condition, { minLength: 1, maxLength: 2 })
    .map((conditions): Statement => ({
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: ["*"],
      Condition: Object.fromEntries(
        conditions.map(([operator, key, wanted]) => [operator, { [key]: wanted }]),
      ),
    }));
  const asked = requests.slice(0, 4);
  let silent = 0;
  fc.assert(
    fc.property(conditional, conditional, (before, after) => {
      if (difference([before], [after]).widened.length > 0) return;
      silent++;
      expect(
        asked.filter((request) => allows([after], request) && !allows([before], request)),
      ).toEqual([]);
    }),
    { numRuns: 3000 },
  );
  expect(silent).toBeGreaterThan(5);
});

test("a policy does not differ from itself", () => {
  fc.assert(
    fc.property(statements, (policy) => {
      expect(difference(policy, policy)).toEqual({ widened: [], narrowed: [] });
    }),
  );
});

test("the same grants, written in another way, make no difference", () => {
  const rewritten = (policy: readonly Statement[]) =>
    fc
      .tuple(fc.shuffledSubarray([...policy], { minLength: policy.length }), fc.boolean())
      .map(([shuffled, splits]) => ({
        policy,
        again: shuffled.flatMap((item, index) => [
          ...(splits ? oneEach(item) : [item]).map((part) => spelledAnew(part, index)),
          ...(index === 0 ? [item] : []),
        ]),
      }));
  fc.assert(
    fc.property(statements.chain(rewritten), ({ policy, again }) => {
      const [from, to] = [policy, again].map((of) => parsePolicy(JSON.stringify(documentOf(of))));
      expect(from && to && policyDifference(from, to)).toEqual({ widened: [], narrowed: [] });
    }),
  );
});

/** A statement for each action and resource. */
function oneEach(item: Statement): readonly Statement[] {
  const { Action, Resource } = item;
  if (!Action || !Resource) return [item];
  return Action.flatMap((action) =>
    Resource.map((resource) => ({ ...item, Action: [action], Resource: [resource] })),
  );
}

function spelledAnew(item: Statement, index: number): Statement {
  const one = (list: readonly string[] | undefined) => (list?.length === 1 ? list[0] : list);
  const { Action, Resource, ...rest } = item;
  return {
    Sid: `S${String(index)}`,
    ...(Resource && { Resource: one([...Resource].reverse()) }),
    ...(Action && { Action: one(Action.map((action) => action.toUpperCase())) }),
    ...rest,
  } as unknown as Statement;
}

test("taking grants away, or denying more, widens nothing", () => {
  fc.assert(
    fc.property(statements, statements, (policy, more) => {
      const denied = more.map((item) => ({ ...item, Effect: "Deny" as const }));
      const rest = policy.filter(({ Effect }, index) => Effect === "Deny" || index % 2 === 0);
      expect(difference(policy, [...rest, ...denied]).widened).toEqual([]);
    }),
  );
});

test("a grant of what no other names is named", () => {
  fc.assert(
    fc.property(statements, (policy) => {
      const others = policy.filter(({ Action }) => Action?.every((action) => action !== "*"));
      const more: Statement = {
        Effect: "Allow",
        Action: ["cognito-idp:AdminDeleteUser"],
        Resource: ["*"],
      };
      expect(difference(others, [...others, more]).widened).toEqual([
        "Allow cognito-idp:AdminDeleteUser on *",
      ]);
    }),
  );
});
