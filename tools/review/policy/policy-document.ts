import { z } from "zod";

/** A policy in one form, whichever way it was written. */
export interface PolicyDocument {
  readonly statements: readonly PolicyStatement[];
}

/** One statement of a policy. */
export interface PolicyStatement {
  readonly effect: "Allow" | "Deny";
  /** `undefined` in policies of a role, a user or a group: whoever holds it is meant. */
  readonly principals: Selection | undefined;
  readonly actions: Selection;
  /** `undefined` in trust policies: the role itself is meant. */
  readonly resources: Selection | undefined;
  /** All of them must hold. */
  readonly conditions: readonly Condition[];
  /** Whether `${…}` is a policy variable: only in version 2012-10-17. */
  readonly hasVariables: boolean;
}

/** What an element names, or, as `Not…`, everything but that. */
export interface Selection {
  readonly not: boolean;
  readonly values: readonly string[];
}

/** One key of one operator. */
export interface Condition {
  /** `StringEquals`, `ForAnyValue:StringLike`. */
  readonly operator: string;
  /** In lower case: AWS makes no difference. */
  readonly key: string;
  readonly values: readonly string[];
}

/** A policy that says nothing: where there is none. */
export const noPolicy: PolicyDocument = { statements: [] };

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const conditionValues = z
  .union([scalar, z.array(scalar)])
  .transform((value): readonly string[] => [value].flat());

const principal = z.union([
  z.literal("*"),
  z.partialRecord(z.enum(["AWS", "Service", "Federated", "CanonicalUser"]), oneOrMore),
]);

const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(["Allow", "Deny"]),
    Principal: principal.optional(),
    NotPrincipal: principal.optional(),
    Action: oneOrMore.optional(),
    NotAction: oneOrMore.optional(),
    Resource: oneOrMore.optional(),
    NotResource: oneOrMore.optional(),
    Condition: z.record(z.string(), z.record(z.string(), conditionValues)).optional(),
  })
  .refine(({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined))
  .refine(({ Resource, NotResource }) => Resource === undefined || NotResource === undefined)
  .refine(({ Principal, NotPrincipal }) => Principal === undefined || NotPrincipal === undefined);

const schema = z.strictObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Id: z.string().optional(),
  Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()),
});

/**
 * Reads a policy as AWS does: one statement or a list, one value or a list, element names in exactly
 * their case.
 *
 * @param text JSON. An empty one is no policy at all, which providers write for "none".
 * @returns `undefined` if AWS would not take it, or takes elements that are not known here: then
 *   nobody can say what it allows.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(text: string): PolicyDocument | undefined {
  if (text.trim() === "") return noPolicy;
  if (hasKeyTwice(text)) return undefined;
  const json = parseJson(text);
  // What providers write in place of a policy that is not there.
  if (isEmptyObject(json)) return noPolicy;
  const { data } = schema.safeParse(json);
  return data && { statements: data.Statement.map((item) => normalised(item, data.Version)) };
}

/** Whether a text is meant as a policy, be it a good one or not: an object with a `Statement`. */
export function looksLikePolicy(text: string): boolean {
  const json = parseJson(text);
  return typeof json === "object" && json !== null && Object.hasOwn(json, "Statement");
}

/** All that several policies say together, which is how AWS reads a role's. */
export function joined(policies: readonly PolicyDocument[]): PolicyDocument {
  return { statements: policies.flatMap(({ statements }) => statements) };
}

/** Whether a policy allows anything at all. */
export function allowsSomething(policy: PolicyDocument): boolean {
  return policy.statements.some(({ effect }) => effect === "Allow");
}

/** Whether an object has a key twice: AWS and a reader may take different ones for it. */
function hasKeyTwice(text: string): boolean {
  const keys: (Set<string> | undefined)[] = [];
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === "{") keys.push(new Set());
    else if (token === "[") keys.push(undefined);
    else if (token === "}" || token === "]") keys.pop();
    else if (/^\s*:/.test(text.slice(index + token.length, index + token.length + 100))) {
      const known = keys.at(-1);
      const key = String(parseJson(token));
      if (known?.has(key) === true) return true;
      known?.add(key);
    }
  }
  return false;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEmptyObject(json: unknown): boolean {
  return JSON.stringify(json) === "{}";
}

function normalised(
  item: z.output<typeof statement>,
  version: string | undefined,
): PolicyStatement {
  return {
    effect: item.Effect,
    principals: selection(principals(item.Principal), principals(item.NotPrincipal)),
    // Either is there: the schema sees to it.
    actions: selection(actions(item.Action), actions(item.NotAction)) ?? { not: false, values: [] },
    resources: selection(item.Resource, item.NotResource),
    conditions: Object.entries(item.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({
        operator,
        key: key.toLowerCase(),
        values: /Bool|Null/.test(operator) ? values.map((value) => value.toLowerCase()) : values,
      })),
    ),
    hasVariables: version === "2012-10-17",
  };
}

function selection(
  named: readonly string[] | undefined,
  excluded: readonly string[] | undefined,
): Selection | undefined {
  const values = named ?? excluded;
  return values && { not: named === undefined, values: [...new Set(values)].sort() };
}

/** Actions are the same in any case; `*:*` is every action, and so is `*`. */
function actions(values: readonly string[] | undefined): readonly string[] | undefined {
  return values?.map((action) => (action === "*:*" ? "*" : action));
}

/** As `<kind> <name>`, or `*`: `Service lambda.amazonaws.com`. */
function principals(value: z.output<typeof principal> | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (value === "*") return ["*"];
  return Object.entries(value).flatMap(([kind, names]) =>
    names.map((name) => (kind === "AWS" ? awsPrincipal(name) : `${kind} ${name}`)),
  );
}

/**
 * An account can be named by its id or by its root user's ARN, and everybody with or without `AWS`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
function awsPrincipal(name: string): string {
  if (name === "*") return "*";
  const account = /^arn:[^:]+:iam::(\d{12}):root$/.exec(name)?.[1];
  return `AWS ${account ?? name}`;
}
