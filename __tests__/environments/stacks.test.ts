import { describe, expect, test } from "@jest/globals";
import { configuration } from "../../environments";
import { resolveConfiguration } from "../../configuration";
import { testAuthStackInvariants } from "../support/auth-stack-invariants";
import { synthesizedProject } from "../support/synthesized-project";
import type { Block } from "../support/template";

/*
 * What holds for every environment of `environments.ts`, whatever a team writes there. The snapshots
 * show what an edit changes; `npm test -- -u` accepts it.
 */

const environments = resolveConfiguration(configuration);
const stacks = synthesizedProject();

describe.each(stacks)("$name", ({ template }) => {
  test("is what was reviewed", () => {
    expect(template.json).toMatchSnapshot();
  });
});

const authStacks = environments.map((environment) => {
  const name = `auth-${environment.environment}`;
  const stack = stacks.find((candidate) => candidate.name === name);
  if (stack === undefined) throw new Error(`main.ts makes no stack ${name}.`);
  return { name, environment, template: stack.template };
});

describe.each(authStacks)("$name", ({ environment, template }) => {
  testAuthStackInvariants(environment, template);
});

describe("states", () => {
  const backends = stacks.map(({ name, template }) => {
    const [kind, settings] = Object.entries(template.json.terraform?.backend ?? {})[0] ?? [];
    return { name, kind, settings: settings ?? ({} satisfies Block) };
  });

  test("no two stacks share one", () => {
    const places = backends.map(({ settings: { bucket, key, path } }) =>
      JSON.stringify({ bucket, key, path }),
    );
    expect(new Set(places).size).toBe(places.length);
  });
});
