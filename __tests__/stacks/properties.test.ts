import { afterAll, describe, expect, test } from "@jest/globals";
import { Testing } from "cdktf";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ConfigurationInput } from "../../configuration";
import { wildcardReason } from "../../stacks/iam/wildcards";
import { compose } from "../../tools/composition/compose";
import { circles, dependencyGraph } from "../support/dependency-graph";
import * as alarms from "../support/example-alarms";
import * as onAws from "../support/example-aws-environments";
import * as connected from "../support/example-connected";
import * as everyTrigger from "../support/example-every-trigger";
import { configurationWith } from "../support/environments";
import { kitchenSink } from "../support/example-kitchen-sink";
import * as waysIn from "../support/example-ways-in";
import { type Block, Template } from "../support/template";

/*
 * What holds for the JSON of all stacks, whatever is configured. Read from the JSON alone: nothing that makes
 * the stacks has a say in it.
 */

const folder = mkdtempSync(path.join(tmpdir(), "gatehouse-test-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const configurations: Readonly<Record<string, ConfigurationInput>> = {
  alarms: alarms.configuration,
  connected: connected.configuration,
  "every trigger": everyTrigger.configuration,
  graphql: configurationWith({ graphql: {} }),
  "kitchen sink": kitchenSink,
  "on AWS": onAws.configuration,
  "ways in": waysIn.configuration,
};

const stacks = Object.entries(configurations).flatMap(([name, configuration]) =>
  compose(path.join(folder, name), { configuration, extend: () => undefined }).environments.flatMap(
    ({ stacks: own }) =>
      own.map((stack): [string, Template] => [
        `${stack.node.id} of ${name}`,
        new Template(Testing.synth(stack)),
      ]),
  ),
);

/** Addresses of resources that a text refers to. */
function referred(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w.-])(aws_\w+\.[A-Za-z_][\w-]*)/g)].map(
    ([, address = ""]) => address,
  );
}

/** What a function is told: its variables, or those in its archive. */
function toldTo(lambda: Block, template: Template): string {
  const archive = /archive_file\.([\w-]+)\./.exec(String(lambda["filename"]))?.[1] ?? "";
  const zip = template.json.data?.["archive_file"]?.[archive];
  return JSON.stringify([lambda["environment"], zip?.["source"]]);
}

/** All that the policies of a function's role say. */
function grantedTo(lambda: Block, template: Template): string {
  const [role = ""] = referred(String(lambda["role"]));
  return template
    .all("aws_iam_role_policy")
    .filter(({ role: of }) => referred(String(of)).includes(role))
    .map(({ policy }) => String(policy))
    .join("\n");
}

/** What tells nobody anything that a browser does not know. */
const publicIds = /^aws_cognito_user_pool(?:_client)?\./;

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Principal?: unknown;
}

function statementsIn(value: unknown): readonly Statement[] {
  if (typeof value === "string") {
    if (!value.startsWith('{"Version"')) return [];
    return [(JSON.parse(value) as { Statement: Statement | Statement[] }).Statement].flat();
  }
  return typeof value === "object" && value !== null
    ? Object.values(value).flatMap(statementsIn)
    : [];
}

function isWild({ Action, Resource, Principal }: Statement): boolean {
  // A reference of Terraform's and a variable of IAM's may hold what only looks like a wildcard.
  const text = JSON.stringify([Action, Resource, Principal]).replaceAll(/\$?\$\{[^}]*\}/g, "");
  return /[*?]/.test(text);
}

test("there are stacks of every kind to look at", () => {
  expect(stacks.length).toBeGreaterThan(15);
  const lambdas = stacks.flatMap(([, template]) => template.all("aws_lambda_function"));
  expect(lambdas.length).toBeGreaterThan(30);
});

describe.each(stacks)("%s", (_name, template) => {
  test("has no circle", () => {
    expect(circles(dependencyGraph(template))).toEqual([]);
  });

  test("tells no function of a thing that it may not use, and no trigger of the pool", () => {
    const told = template
      .resources()
      .filter(({ type }) => type === "aws_lambda_function")
      .flatMap(({ address, block }) => {
        const isTrigger = address.includes(".triggers_");
        const granted = referred(grantedTo(block, template));
        return referred(toldTo(block, template))
          .filter((thing) => (publicIds.test(thing) ? isTrigger : !granted.includes(thing)))
          .map((thing) => `${address} knows ${thing}`);
      });
    expect(told).toEqual([]);
  });

  test("allows no wildcard without a reason that stands in the code", () => {
    const wild = [...template.resources(), ...template.dataSources()].flatMap(
      ({ address, block }) =>
        statementsIn(block)
          .filter((each) => each.Effect === "Allow" && isWild(each))
          .filter(({ Sid = "" }) => wildcardReason(Sid) === undefined)
          .map(({ Sid }) => `${address}: ${Sid ?? "without a Sid"}`),
    );
    expect(wild).toEqual([]);
  });
});
