import type { Arguments } from "../stack-json";

/** A project in Terraform's JSON syntax; `removed`, `moved` and the like beside its resources. */
export type Project = Readonly<Record<string, unknown>>;

/** What is there, and what somebody makes of it. Without `before` there is nothing yet. */
export interface Example {
  readonly before?: Project;
  readonly after?: Project;
}

/** A change that a rule speaks of, and one like it that it lets pass. */
export interface RuleExample {
  /** Or the plan of the corpus that has it, where it takes an AWS. */
  readonly blocked: Example | `dangerous/${string}`;
  readonly passed: Example;
}

/** Resources by `<type>.<name>`. */
export function project(
  resources: Readonly<Record<string, Arguments>>,
  more: Project = {},
): Project {
  const byType: Record<string, Record<string, Arguments>> = {};
  for (const [address, its] of Object.entries(resources)) {
    const [type = "", name = ""] = address.split(".");
    (byType[type] ??= {})[name] = its;
  }
  return { ...(Object.keys(byType).length > 0 && { resource: byType }), ...more };
}

/** One resource that is there and gets other arguments; `undefined` takes one off. */
export function changed(
  type: string,
  before: Arguments,
  after: Arguments,
  beside: Readonly<Record<string, Arguments>> = {},
): Example {
  const [was, is] = [
    { ...beside, [`${type}.it`]: before },
    { ...beside, [`${type}.it`]: { ...before, ...after } },
  ];
  return { before: project(was), after: project(is) };
}

/** One resource that comes, beside others that are there. */
export function made(
  type: string,
  its: Arguments,
  beside: Readonly<Record<string, Arguments>> = {},
): Example {
  return { before: project(beside), after: project({ ...beside, [`${type}.it`]: its }) };
}

/** One resource that goes, while others stay. */
export function deleted(
  type: string,
  its: Arguments,
  beside: Readonly<Record<string, Arguments>> = {},
): Example {
  return { before: project({ ...beside, [`${type}.it`]: its }), after: project(beside) };
}

/** A policy with one statement. */
export function policy(statement: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", ...statement }],
  });
}

/** A trust policy for a service. */
export function trustOf(service: string): string {
  return policy({ Principal: { Service: service }, Action: "sts:AssumeRole" });
}

/** A tag, which is nothing to anybody. */
export const tagged: Arguments = { tags: { team: "sign-in" } };
