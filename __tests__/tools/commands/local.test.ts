import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterEach, expect, test } from "@jest/globals";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { ended, RunningCommand } from "../../support/command";
import { lastingFolder } from "../../support/lasting-folder";
import { descendants, isAlive } from "../../support/process-list";
import { copyProject } from "../../support/project-copy";
import { until } from "../../support/until";

// Processes start, on a machine that may be busy.

/* `npm run local` as a user meets it, in a copy of the project, so that a test does not meet a user. */

const minutes = 60_000;
const project = lastingFolder();
const started: RunningCommand[] = [];
const environments = copyProject(project);

afterEach(async () => {
  for (const command of started.splice(0)) {
    command.child.kill("SIGINT");
    await command.ended;
  }
}, minutes);

/** By npm, which passes signals on. */
function start(args: readonly string[]): RunningCommand {
  const command = new RunningCommand(project, "local", args);
  started.push(command);
  return command;
}

const run = (script: string, ...args: string[]) => ended(project, script, args);

const inProject = (...names: string[]) => path.join(project, ...names);
const outputsFile = inProject(".local", "outputs.json");
const lockFile = inProject(".local", "local.lock");

/** Waits until a command has got somewhere. Throws what it has said when it ends before that. */
async function reached(command: RunningCommand, place: () => boolean): Promise<void> {
  await until(() => place() || command.child.exitCode !== null, 300);
  if (!place()) throw new Error(`It ended before:\n${command.stderr}`);
}

interface Outputs {
  readonly endpoint: string;
  readonly region: string;
  readonly outputs: {
    readonly client_ids: Record<string, string>;
    readonly user_table_name: string;
  };
}

const answers = (endpoint: string) =>
  fetch(endpoint).then(
    () => true,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test(
  "it serves any AWS client until Ctrl-C, takes an edit by cdktf deploy, and refuses a second run",
  async () => {
    const local = start(["--any-code"]);
    await reached(local, () => existsSync(outputsFile));
    const { endpoint, region, outputs } = JSON.parse(readFileSync(outputsFile, "utf8")) as Outputs;

    const client = new CognitoIdentityProviderClient({ endpoint, region });
    const ann = { ClientId: outputs.client_ids["web"], Username: "ann@example.com" };
    const signedUp = await client.send(new SignUpCommand({ ...ann, Password: "Correct-Horse-9" }));
    expect(signedUp.UserSub).toMatch(/^[\da-f-]{36}$/);

    const second = await run("local");
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toContain(endpoint);
    expect(existsSync(outputsFile)).toBe(true);

    const edited = readFileSync(environments, "utf8");
    writeFileSync(
      environments,
      edited.replace("userTable: {", "functions: { logRetentionDays: 7 },\n      userTable: {"),
    );
    writeFileSync(
      inProject("functions", "post-confirmation", "index.ts"),
      'export const handler = async () => { throw new Error("This is the new code."); };',
    );
    const changed = await run("deploy", "auth-local", "--auto-approve");
    // The log group and the function change; the zip is another object in the bucket. That nothing else
    // does means that cdktf found all as `npm run local` has left it.
    expect([changed.exitCode, changed.stdout]).toEqual([
      0,
      expect.stringContaining("1 added, 2 changed, 1 destroyed"),
    ]);
    const confirmation = new ConfirmSignUpCommand({ ...ann, ConfirmationCode: "123456" });
    await expect(client.send(confirmation)).rejects.toThrow("This is the new code.");
    client.destroy();

    const own = descendants(local.child.pid ?? 0);
    local.child.kill("SIGINT");
    expect(await local.ended).toBe(130);
    expect([outputsFile, lockFile].filter((file) => existsSync(file))).toEqual([]);
    expect(await answers(endpoint)).toBe(false);
    expect(own.filter(isAlive)).toEqual([]);
  },
  10 * minutes,
);

test(
  "it ends with whoever started it, even one that is killed",
  async () => {
    const port = await freePort();
    const local = start(["--port", String(port)]);
    await reached(local, () => local.stderr.includes("terraform apply"));
    const endpoint = `http://127.0.0.1:${port}`;
    expect(await answers(endpoint)).toBe(true);
    const own = descendants(local.child.pid ?? 0);
    local.child.kill("SIGKILL");
    await until(() => !own.some(isAlive));
    expect(await answers(endpoint)).toBe(false);
    expect(existsSync(lockFile)).toBe(false);
  },
  5 * minutes,
);

test("a deploy to it while it is not up says to start it", async () => {
  const deploy = await run("deploy", "auth-local", "--auto-approve");
  expect(deploy.exitCode).toBe(1);
  expect(deploy.stderr).toContain("npm run local");
});

test("--help explains each command and does nothing else", async () => {
  for (const script of ["demo", "local"]) {
    const help = await run(script, "--help");
    expect(help.exitCode).toBe(0);
    expect(help.stdout).toContain("local AWS");
  }
  expect(existsSync(lockFile)).toBe(false);
});

test("an environment that does not run here is refused with the names of those that do", async () => {
  const refused = await run("local", "--environment", "dev");
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain("no environment dev for this computer. There are: local.");
});
