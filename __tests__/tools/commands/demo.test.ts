/** @functions post-confirmation post-authentication */
import { afterEach, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { resolveConfiguration } from "../../../configuration";
import { DemoUser, type SignedUpUser } from "../../../tools/local-run/demo/sign-up";
import { LocalRun } from "../../../tools/local-run/local-run";
import { authOutputs } from "../../../tools/project/outputs";
import { ended, RunningCommand } from "../../support/command";
import * as demoEnvironments from "../../support/example-demo-environments";
import { lastingFolder } from "../../support/lasting-folder";
import { descendants, isAlive, killAll } from "../../support/process-list";
import { copyProject } from "../../support/project-copy";
import { appliedOutputs, planOf } from "../../support/terraform/applied-outputs";
import { until } from "../../support/until";

/* `npm run demo` passes for every valid environment of this computer, whatever a user's way in is. */

const minutes = 60_000;
const project = lastingFolder();
const inLocal = (...names: string[]) => path.join(project, ".local", ...names);
const started: RunningCommand[] = [];

const environments = copyProject(project, {
  name: "example-demo-environments",
  ...demoEnvironments,
});

afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill("SIGINT");
    await ended;
  }
}, minutes);

/** By npm, which passes signals on. */
function start(args: readonly string[]): RunningCommand {
  const command = new RunningCommand(project, "demo", args);
  started.push(command);
  return command;
}

/** A demo that has come to a step of Terraform's, and all that it has started. */
async function startedUntil(step: "terraform init" | "terraform apply") {
  const demo = start(["--environment", "plain"]);
  const hasEnded = () => demo.child.exitCode !== null;
  await until(() => demo.stderr.includes(step) || hasEnded(), 300);
  expect(demo.stderr).toContain(step);
  const own = descendants(demo.child.pid ?? 0);
  expect(own.length).toBeGreaterThan(1);
  return { demo, own };
}

/** Empty once it has ended. */
const commandLineOf = (id: number) =>
  spawnSync("ps", ["-o", "args=", "-p", String(id)], { encoding: "utf8" }).stdout;

test(
  "of two at once, one is interrupted and ends all that it has started; the other prints its document, and neither leaves anything behind",
  async () => {
    // User names, an authenticator app, required attributes, own groups, a client with a secret.
    const whole = start(["--json", "--environment", "strict"]);
    const { demo: interrupted, own } = await startedUntil("terraform apply");
    interrupted.child.kill("SIGINT");
    expect(await interrupted.ended).toBe(130);
    expect(own.filter(isAlive)).toEqual([]);
    expect(interrupted.stdout).toBe("");

    expect([await whole.ended, whole.stderr]).toEqual([0, expect.anything()]);
    const document = JSON.parse(whole.stdout) as {
      readonly endpoint: string;
      readonly user: { readonly username: string };
    };
    const { username } = document.user;
    expect(username).toMatch(/^demo-\w+$/);
    expect(document).toEqual({
      endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      region: "us-east-1",
      credentials: {
        accessKeyId: expect.stringMatching(/^AKIA/),
        secretAccessKey: expect.any(String),
      },
      outputs: expect.objectContaining({
        user_pool_id: expect.stringMatching(/^us-east-1_/),
        client_ids: { server: expect.any(String) },
        user_table_name: "acme-strict-users",
      }),
      user: { sub: expect.any(String), username, groups: ["Readers"] },
      row: expect.objectContaining({ __typename: "User", username }),
      steps: expect.arrayContaining([{ name: "Run terraform apply", seconds: expect.any(Number) }]),
    });
    await expect(fetch(document.endpoint)).rejects.toThrow();
    expect(readdirSync(inLocal("runs"))).toEqual([]);
  },
  8 * minutes,
);

test(
  "the cheapest tier without a trigger: nobody makes a row; a pool that is closed for sign-up: the user's first sign-in makes row and group",
  async () => {
    const [, plain, closed] = resolveConfiguration(demoEnvironments.configuration);
    if (plain === undefined || closed === undefined) throw new Error("The example has two more.");
    const stackOf = ({ environment }: typeof plain) => `auth-${environment}`;
    const run = new LocalRun({
      environment: plain,
      stacks: [stackOf(plain), stackOf(closed)],
      folder: project,
      project,
      signal: AbortSignal.timeout(5 * minutes),
    });
    const demo = async (environment: typeof plain): Promise<SignedUpUser> => {
      const state = readFileSync(inLocal(`${stackOf(environment)}.tfstate`), "utf8");
      const found = (JSON.parse(state) as { outputs: Record<string, { value: unknown }> }).outputs;
      const outputs = authOutputs.parse(
        Object.fromEntries(Object.entries(found).map(([name, { value }]) => [name, value])),
      );
      const user = DemoUser.of(run.aws, outputs, environment);
      await user.signUp();
      await user.confirm();
      await user.signIn();
      return user.check();
    };
    try {
      await run.synthesize();
      await run.startAws(() => undefined);
      const kept = inLocal("kept");
      await appliedOutputs(run, kept);
      for (const stack of [plain, closed].map(stackOf)) {
        expect([stack, await planOf(run, kept, stack)]).toEqual([stack, { hasChanges: false }]);
      }
      expect(await demo(plain)).toMatchObject({ user: { groups: [] }, row: null });
      expect(await demo(closed)).toMatchObject({
        user: { groups: ["Users"] },
        row: { email: expect.any(String) },
      });
    } finally {
      await run.stop();
    }
  },
  5 * minutes,
);

test(
  "without its moto it says in a sentence that nothing is left, and ends all the rest",
  async () => {
    const { demo, own } = await startedUntil("terraform init");
    const moto = own.filter((id) => commandLineOf(id).includes("python"));
    expect(moto).not.toEqual([]);
    killAll(moto);
    expect(await demo.ended).toBe(1);
    expect(demo.stderr).toContain("moto has ended by itself. Run `npm run demo` again.");
    expect(demo.stderr).not.toMatch(/^\s+at /m);
    expect(own.filter(isAlive)).toEqual([]);
    expect(readdirSync(inLocal("runs"))).toEqual([]);
  },
  5 * minutes,
);

test(
  "without Terraform it says how to get it, and starts nothing",
  async () => {
    const demo = await ended(project, "demo", [], { TERRAFORM_BINARY_NAME: "no-such-terraform" });
    expect(demo.exitCode).toBe(1);
    expect(demo.stderr).toMatch(
      /no-such-terraform[\s\S]*developer\.hashicorp\.com\/terraform\/install/,
    );
    expect(demo.stderr.match(/no-such-terraform/g)).toHaveLength(1);
    expect(demo.stderr).not.toMatch(/^\s+at /m);
  },
  minutes,
);

test(
  "with a wrong configuration it says what is wrong, and starts nothing",
  async () => {
    const right = readFileSync(environments, "utf8");
    writeFileSync(environments, right.replace('tier: "LITE"', 'tier: "LIGHT"'));
    try {
      const demo = await ended(project, "demo");
      expect(demo.exitCode).toBe(1);
      expect(demo.stderr).toContain("environments.plain.userPool.tier");
    } finally {
      writeFileSync(environments, right);
    }
  },
  minutes,
);
