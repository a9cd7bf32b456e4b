import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RunningCommand } from "../../support/command";
import { descendants, isAlive, killAll } from "../../support/process-list";
import { copyProject } from "../../support/project-copy";
import { until } from "../../support/until";

// Processes start, on a machine that may be busy.

/*
 * The commands as a user meets them, in a copy of the project, so that a test does not meet a user.
 */

const minutes = 60_000;
const project = realpathSync(mkdtempSync(path.join(tmpdir(), "gatehouse-test-")));
const started: RunningCommand[] = [];

let environments: string;

beforeAll(() => {
  environments = copyProject(project);
});

afterEach(async () => {
  for (const command of started.splice(0)) {
    command.child.kill("SIGINT");
    await command.ended;
  }
}, minutes);

afterAll(() => {
  rmSync(project, { recursive: true });
});

function start(script: string, args: readonly string[] = [], environment = {}): RunningCommand {
  const command = new RunningCommand(project, script, args, environment);
  started.push(command);
  return command;
}

/** Empty once it has ended. */
const commandLineOf = (id: number) =>
  execFileSync("ps", ["-o", "args=", "-p", String(id)], { encoding: "utf8" });

const inProject = (...names: string[]) => path.join(project, ...names);
const outputsFile = inProject(".local", "outputs.json");

interface Outputs {
  readonly endpoint: string;
  readonly region: string;
  readonly outputs: {
    readonly client_ids: Record<string, string>;
    readonly user_table_name: string;
  };
}

async function outputsOf(command: RunningCommand): Promise<Outputs> {
  for (let attempt = 0; attempt < 1200; attempt++) {
    if (existsSync(outputsFile)) return JSON.parse(readFileSync(outputsFile, "utf8")) as Outputs;
    if (command.child.exitCode !== null) break;
    await sleep(100);
  }
  throw new Error(`npm run local did not get ready:\n${command.stderr}`);
}

const answers = (endpoint: string) =>
  fetch(endpoint).then(
    () => true,
    () => false,
  );

describe("npm run demo", () => {
  test(
    "two at once each print their own document, and leave nothing behind",
    async () => {
      const demos = [start("demo", ["--json"]), start("demo", ["--json"])];
      const exitCodes = await Promise.all(demos.map((demo) => demo.ended));
      expect([exitCodes, demos.map(({ stderr }) => stderr)]).toEqual([[0, 0], expect.anything()]);
      const documents = demos.map(({ stdout }) => JSON.parse(stdout) as Record<string, unknown>);
      for (const document of documents) {
        expect(document).toEqual({
          endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
          region: "us-east-1",
          credentials: {
            accessKeyId: expect.stringMatching(/^AKIA/),
            secretAccessKey: expect.any(String),
          },
          outputs: expect.objectContaining({
            user_pool_id: expect.stringMatching(/^us-east-1_/),
            client_ids: { web: expect.any(String) },
            user_table_name: "acme-local-users",
          }),
          user: {
            sub: expect.any(String),
            username: expect.any(String),
            groups: ["Users"],
          },
          row: expect.objectContaining({ __typename: "User" }),
          steps: expect.arrayContaining([
            { name: "Run terraform apply", seconds: expect.any(Number) },
          ]),
        });
      }
      expect(documents[0]?.["endpoint"]).not.toBe(documents[1]?.["endpoint"]);
      expect(readdirSync(inProject(".local", "runs"))).toEqual([]);
      expect(await answers(String(documents[0]?.["endpoint"]))).toBe(false);
    },
    5 * minutes,
  );

  test(
    "interrupted half way, it ends all that it has started",
    async () => {
      const demo = start("demo");
      while (!demo.stderr.includes("terraform apply")) await sleep(50);
      const own = descendants(demo.child.pid ?? 0);
      expect(own.length).toBeGreaterThan(1);
      demo.child.kill("SIGINT");
      expect(await demo.ended).toBe(130);
      expect(own.filter(isAlive)).toEqual([]);
      expect(readdirSync(inProject(".local", "runs"))).toEqual([]);
      expect(demo.stdout).toBe("");
    },
    2 * minutes,
  );

  test(
    "without its moto it says in a sentence that nothing is left, and ends all the rest",
    async () => {
      const demo = start("demo");
      while (!demo.stderr.includes("terraform apply")) await sleep(50);
      const own = descendants(demo.child.pid ?? 0);
      const moto = own.filter((id) => commandLineOf(id).includes("python"));
      expect(moto).not.toEqual([]);
      killAll(moto);
      expect(await demo.ended).toBe(1);
      expect(demo.stderr).toContain("moto has ended by itself. Run `npm run demo` again.");
      expect(demo.stderr).not.toMatch(/^\s+at /m);
      expect(own.filter(isAlive)).toEqual([]);
    },
    2 * minutes,
  );

  test(
    "without Terraform it says how to get it, and starts nothing",
    async () => {
      const demo = start("demo", [], { TERRAFORM_BINARY_NAME: "no-such-terraform" });
      expect(await demo.ended).toBe(1);
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
      writeFileSync(environments, right.replace('accountId: "111111111111"', 'accountId: "1"'));
      try {
        const demo = start("demo");
        expect(await demo.ended).toBe(1);
        expect(demo.stderr).toContain("environments.dev.accountId");
      } finally {
        writeFileSync(environments, right);
      }
    },
    minutes,
  );
});

describe("npm run local", () => {
  test(
    "serves any AWS client until Ctrl-C, takes an edit by cdktf deploy, and refuses a second run",
    async () => {
      const local = start("local", ["--any-code"]);
      const { endpoint, region, outputs } = await outputsOf(local);

      const client = new CognitoIdentityProviderClient({ endpoint, region });
      const ann = { ClientId: outputs.client_ids["web"], Username: "ann@example.com" };
      const signedUp = await client.send(
        new SignUpCommand({ ...ann, Password: "Correct-Horse-9" }),
      );
      expect(signedUp.UserSub).toMatch(/^[\da-f-]{36}$/);

      const second = start("local");
      expect(await second.ended).toBe(1);
      expect(second.stderr).toContain(endpoint);
      expect(existsSync(outputsFile)).toBe(true);

      const unchanged = start("deploy", ["auth-local", "--auto-approve"]);
      expect([await unchanged.ended, unchanged.stdout]).toEqual([
        0,
        expect.stringContaining("No changes"),
      ]);
      const edited = readFileSync(environments, "utf8");
      writeFileSync(
        environments,
        edited.replace("userTable: {", "functions: { logRetentionDays: 7 },\n      userTable: {"),
      );
      writeFileSync(
        inProject("functions", "post-confirmation", "index.ts"),
        'export const handler = async () => { throw new Error("This is the new code."); };',
      );
      const changed = start("deploy", ["auth-local", "--auto-approve"]);
      // The log group and the function change; the zip is another object in the bucket.
      expect([await changed.ended, changed.stdout]).toEqual([
        0,
        expect.stringContaining("1 added, 2 changed, 1 destroyed"),
      ]);
      const confirmation = new ConfirmSignUpCommand({ ...ann, ConfirmationCode: "123456" });
      await expect(client.send(confirmation)).rejects.toThrow("This is the new code.");
      client.destroy();
      const unchangedAgain = start("deploy", ["auth-local", "--auto-approve"]);
      expect([await unchangedAgain.ended, unchangedAgain.stdout]).toEqual([
        0,
        expect.stringContaining("No changes"),
      ]);

      const own = descendants(local.child.pid ?? 0);
      local.child.kill("SIGINT");
      expect(await local.ended).toBe(130);
      expect(existsSync(outputsFile)).toBe(false);
      expect(await answers(endpoint)).toBe(false);
      expect(own.filter(isAlive)).toEqual([]);
    },
    10 * minutes,
  );

  test(
    "ends with whoever started it, even one that is killed",
    async () => {
      const local = start("local");
      const { endpoint } = await outputsOf(local);
      const own = descendants(local.child.pid ?? 0);
      local.child.kill("SIGKILL");
      await until(() => !own.some(isAlive));
      expect(await answers(endpoint)).toBe(false);
      expect(existsSync(outputsFile)).toBe(false);
    },
    2 * minutes,
  );

  test("a deploy to it while it is not up says to start it", async () => {
    const deploy = start("deploy", ["auth-local", "--auto-approve"]);
    expect(await deploy.ended).toBe(1);
    expect(deploy.stderr).toContain("npm run local");
  });

  test(
    "a port in use is named",
    async () => {
      const { createServer } = await import("node:http");
      const server = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const { port } = server.address() as { port: number };
      try {
        const local = start("local", ["--port", String(port)]);
        expect(await local.ended).toBe(1);
        expect(local.stderr).toContain(String(port));
        expect(existsSync(inProject(".local", "local.lock"))).toBe(false);
      } finally {
        server.close();
      }
    },
    minutes,
  );
});

test.each(["", "abc", "80.5", "65536"])(
  "the port '%s' is refused, with what a port is",
  async (port) => {
    const local = start("local", [`--port=${port}`]);
    expect(await local.ended).toBe(1);
    expect(local.stderr).toContain("A port is a whole number up to 65535");
  },
);

test(
  "--help explains each command and does nothing else",
  async () => {
    for (const script of ["demo", "local"]) {
      const command = start(script, ["--help"]);
      expect(await command.ended).toBe(0);
      expect(command.stdout).toContain("local AWS");
    }
  },
  minutes,
);

test(
  "an environment that does not run here is refused with the names of those that do",
  async () => {
    const command = start("demo", ["--environment", "dev"]);
    expect(await command.ended).toBe(1);
    expect(command.stderr).toContain("no environment dev for this computer. There are: local.");
  },
  minutes,
);
