import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { startLocalAws } from "../../../../tools/local-aws/local-aws";
import type { LocalAws } from "../../../../tools/local-aws/local-aws";
import { duringTests } from "../../../support/during-tests";
import { createFunction, invoke, lambdaClient } from "../../../support/lambda-function";
import { isAlive } from "../../../support/process-list";
import { temporaryFolders } from "../../../support/temporary-folder";
import { until } from "../../../support/until";
import { zipOf } from "../../../support/zip";
import { administrator } from "../../../support/administrator";
import { signedFetchSource } from "../../../support/signed-fetch";

const region = "eu-central-1";
const temporaryFolder = temporaryFolders();
let aws: LocalAws;
let client: LambdaClient;
const output: [name: string, message: string][] = [];

duringTests(
  () =>
    startLocalAws({
      credentials: administrator,
      region,
      onFunctionOutput: (name, message) => output.push([name, message]),
    }),
  (started) => {
    aws = started;
  },
);

beforeAll(async () => {
  client = await lambdaClient(aws);
});

afterAll(() => {
  client.destroy();
});

/** Uploads `code` and invokes it once. */
async function run(
  code: Parameters<typeof createFunction>[1],
  configuration: Parameters<typeof createFunction>[2] = {},
) {
  return invoke(client, await createFunction(client, code, configuration), { n: 1 });
}

describe("a handler", () => {
  test.each([
    ["that is async", "exports.handler = async (event) => ({ got: event.n })", { got: 1 }],
    ["that returns nothing", "exports.handler = async () => {}", null],
    ["that calls back", "exports.handler = (event, _, done) => done(null, event.n)", 1],
    ["that never answers", "exports.handler = () => new Promise(() => {})", null],
  ])("%s", async (_, code, payload) => {
    expect(await run(code)).toMatchObject({ status: 200, functionError: undefined, payload });
  });

  test.each([
    [".mjs", { "index.mjs": "export const handler = async () => import.meta.url.slice(-9)" }],
    [
      ".js of a module package",
      {
        "package.json": '{"type":"module"}',
        "index.js": "export const handler = async () => 'index.mjs'",
      },
    ],
  ])("in an ES module, %s", async (_, code) => {
    expect((await run(code)).payload).toBe("index.mjs");
  });

  test("in a folder, in an object", async () => {
    const code = { "src/main.js": "exports.api = { get: async () => 'found' }" };
    expect((await run(code, { Handler: "src/main.api.get" })).payload).toBe("found");
  });

  test("that calls back waits for what it has started, unless told not to", async () => {
    const code = (waits: boolean) => `exports.handler = (event, context, done) => {
      context.callbackWaitsForEmptyEventLoop = ${waits};
      setTimeout(() => console.log("later"), ${waits ? 100 : 10_000});
      done(null, "answer");
    }`;
    const waiting = await run(code(true));
    expect(waiting).toMatchObject({ payload: "answer", log: expect.stringContaining("later") });
    const hasty = await run(code(false));
    expect(hasty).toMatchObject({ payload: "answer", log: expect.not.stringContaining("later") });
  });

  test("gets Lambda's context", async () => {
    const name = await createFunction(
      client,
      `exports.handler = async (event, context) =>
        ({ ...context, remaining: context.getRemainingTimeInMillis() })`,
      { Timeout: 20, MemorySize: 256 },
    );
    const { payload } = await invoke(client, name, undefined, {
      ClientContext: Buffer.from('{"custom":{"a":"b"}}').toString("base64"),
    });
    expect(payload).toMatchObject({
      functionName: name,
      functionVersion: "$LATEST",
      memoryLimitInMB: "256",
      invokedFunctionArn: `arn:aws:lambda:${region}:${aws.accountId}:function:${name}`,
      logGroupName: `/aws/lambda/${name}`,
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      callbackWaitsForEmptyEventLoop: true,
      clientContext: { custom: { a: "b" } },
    });
    const { remaining } = payload as { remaining: number };
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(20_000);
  });
});

test("a function reaches nothing of the developer's: no file, no process, no socket", async () => {
  process.env["GATEHOUSE_SECRET"] = "of the developer";
  const target = path.join(temporaryFolder(), "outside");
  const code = `
const fs = require("fs"), os = require("os"), path = require("path"), net = require("net");
const attempt = async (work) => {
  try { return "done: " + String(await work()).slice(0, 40); } catch (error) { return error.code ?? error.message; }
};
const connecting = (options) => new Promise((resolve, reject) => {
  net.connect(options).on("connect", resolve).on("error", reject);
});
exports.handler = async ({ target, gateway, project }) => {
  const own = path.join(os.tmpdir(), "own");
  return {
    own: await attempt(() => (fs.writeFileSync(own, "mine"), fs.readFileSync(own, "utf8"))),
    parent: await attempt(() => fs.readFileSync("/proc/" + process.ppid + "/environ", "utf8")),
    gateway: await attempt(() => fs.readFileSync("/proc/" + gateway + "/environ", "utf8")),
    self: await attempt(() => fs.readFileSync("/proc/self/../" + gateway + "/environ", "utf8")),
    buffer: await attempt(() => fs.readFileSync(Buffer.from("/proc/" + gateway + "/environ"), "utf8")),
    blob: await attempt(async () => (await fs.openAsBlob("/proc/" + gateway + "/environ")).text()),
    project: await attempt(() => fs.readFileSync(path.join(project, "environments.ts"), "utf8")),
    list: await attempt(() => fs.readdirSync(path.dirname(os.tmpdir()))),
    module: await attempt(() => require(path.join(project, "package.json"))),
    esModule: await attempt(() => import(path.join(project, "jest.config.js"))),
    write: await attempt(() => fs.writeFileSync(target, "here")),
    dots: await attempt(() => fs.writeFileSync(os.tmpdir() + "/../" + "outside", "here")),
    code: await attempt(() => fs.writeFileSync(__filename, "changed")),
    symlink: await attempt(() => (fs.symlinkSync("/etc", path.join(os.tmpdir(), "link")), fs.readdirSync(path.join(os.tmpdir(), "link")))),
    relativeLink: await attempt(() => fs.promises.symlink("../../../../etc", path.join(os.tmpdir(), "relative"))),
    esLink: await attempt(async () => (await import("node:fs")).symlinkSync("../..", path.join(os.tmpdir(), "es"))),
    report: await attempt(() => process.report.writeReport(target)),
    reportThere: await attempt(() => {
      process.report.directory = path.dirname(target);
      return process.report.writeReport(path.basename(target));
    }),
    trace: await attempt(() => require("trace_events").createTracing({ categories: ["node"] }).enable()),
    spawn: await attempt(() => require("child_process").execSync("id")),
    worker: await attempt(() => new (require("worker_threads").Worker)("1", { eval: true })),
    signal: await attempt(() => process.kill(gateway, 0)),
    debug: await attempt(() => process._debugProcess(gateway)),
    binding: await attempt(() => process.binding("fs")),
    addon: await attempt(() => process.dlopen({ exports: {} }, "/lib/x86_64-linux-gnu/libc.so.6")),
    socket: await attempt(() => connecting({ path: "/var/run/docker.sock" })),
    listening: await attempt(() => new Promise((resolve, reject) => {
      net.createServer().on("error", reject).listen(target, resolve);
    })),
    rawSocket: await attempt(() => new process.stdout._handle.constructor(0).connect({}, "/var/run/docker.sock")),
    priority: await attempt(() => os.setPriority(gateway, 19)),
    flags: await attempt(() => require("v8").setFlagsFromString("--prof")),
    secret: JSON.stringify(process.env).includes("of the developer"),
  };
};`;
  const project = path.resolve(".");
  const name = await createFunction(client, code);
  const { payload } = await invoke(client, name, { target, gateway: process.pid, project });
  delete process.env["GATEHOUSE_SECRET"];
  const { own, secret, ...attempts } = payload as Record<string, unknown>;
  expect([own, secret]).toEqual(["done: mine", false]);
  for (const [what, outcome] of Object.entries(attempts)) {
    expect([what, outcome]).toEqual([
      what,
      expect.stringMatching(/^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ENOENT)$|not allowed|No such/),
    ]);
  }
  expect(existsSync(target)).toBe(false);
});

test("a function has a /tmp of its own", async () => {
  const file = `/tmp/${path.basename(temporaryFolder())}`;
  const code = `
const fs = require("fs"), os = require("os");
exports.handler = async ({ file }) => {
  fs.writeFileSync(file, "mine");
  await fs.promises.appendFile(new URL("file://" + file), " and more");
  (await import("node:fs")).renameSync(Buffer.from(file), file + "-moved");
  return {
    text: await new Promise((resolve) => fs.readFile(file + "-moved", "utf8", (_, text) => resolve(text))),
    stream: await new Promise((resolve) => fs.createReadStream(file + "-moved").on("data", (bytes) => resolve(String(bytes)))),
    names: [fs.readdirSync("/tmp"), fs.readdirSync(os.tmpdir())],
  };
};`;
  const name = await createFunction(client, code);
  const { payload } = await invoke(client, name, { file });
  const names = [`${path.basename(file)}-moved`];
  expect(payload).toEqual({
    text: "mine and more",
    stream: "mine and more",
    names: [names, names],
  });
  expect([existsSync(file), existsSync(`${file}-moved`)]).toEqual([false, false]);
});

test("a function finds no channel to a parent process, as on Lambda", async () => {
  const code =
    "exports.handler = async () => process.send?.({ type: 'unheard of' }) ?? 'no parent'";
  expect((await run(code)).payload).toBe("no parent");
});

test.each([
  '{"type":"unheard of"}',
  '{"cmd":"NODE_HANDLE","type":"net.Socket"}',
  '{"cmd":"NODE_HANDLE_ACK"}',
  "no JSON",
])("a function that writes %s where it should not does not end the local AWS", async (text) => {
  const code = `exports.handler = async () => require("fs").writeSync(3, ${JSON.stringify(`${text}\n`)})`;
  expect((await run(code)).status).toBe(200);
});

test("a function has its own variables and Lambda's, and none of ours", async () => {
  process.env["GATEHOUSE_SECRET"] = "of the developer";
  const name = await createFunction(client, "exports.handler = async () => process.env", {
    Environment: { Variables: { TABLE: "users", AWS_REGION: "elsewhere" } },
    LoggingConfig: { LogFormat: "JSON" },
  });
  const { payload } = await invoke(client, name);
  delete process.env["GATEHOUSE_SECRET"];
  expect(payload).toMatchObject({
    TABLE: "users",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_FORMAT: "JSON",
    AWS_LAMBDA_LOG_LEVEL: "INFO",
    TZ: ":UTC",
    _HANDLER: "index.handler",
  });
  for (const ours of ["GATEHOUSE_SECRET", "USER", "NODE_ENV", "NODE_CHANNEL_FD"]) {
    expect(payload).not.toHaveProperty(ours);
  }
});

test("a function runs with credentials of its own role", async () => {
  const name = await createFunction(
    client,
    `${signedFetchSource}
    exports.handler = async () => {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const body = "Action=GetCallerIdentity&Version=2011-06-15";
      const response = await signedFetch("sts", headers, body);
      return (await response.text()).match(/<Arn>(.*)<.Arn>/)[1];
    }`,
  );
  const { payload } = await invoke(client, name);
  expect(payload).toBe(`arn:aws:sts::${aws.accountId}:assumed-role/function/${name}`);
});

describe("a failure is reported in Lambda's terms:", () => {
  test.each([
    [
      "an error",
      "exports.handler = async () => { throw new TypeError('no') }",
      { errorType: "TypeError", errorMessage: "no" },
    ],
    [
      "an error that is none",
      "exports.handler = async () => { throw 'no' }",
      { errorType: "string", errorMessage: "no", trace: [] },
    ],
    [
      "an error called back",
      "exports.handler = (event, context, done) => done(new RangeError('no'))",
      { errorType: "RangeError", errorMessage: "no" },
    ],
    [
      "a rejection that nobody handles",
      "exports.handler = () => { Promise.reject(new Error('no')); return new Promise((r) => setTimeout(r, 1e3)) }",
      { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: no" },
    ],
    [
      "an error that nobody catches",
      "exports.handler = () => { setTimeout(() => { throw new Error('no') }); return new Promise((r) => setTimeout(r, 1e3)) }",
      { errorType: "Error", errorMessage: "no" },
    ],
    [
      "an exit",
      "exports.handler = async () => process.exit(3)",
      {
        errorType: "Runtime.ExitError",
        errorMessage: expect.stringMatching(
          /^RequestId: [0-9a-f-]+ Error: Runtime exited with error: exit status 3$/,
        ),
      },
    ],
    [
      "an exit that claims success",
      "exports.handler = async () => process.exit()",
      {
        errorType: "Runtime.ExitError",
        errorMessage: expect.stringContaining("Runtime exited without providing a reason"),
      },
    ],
    [
      "an error at the top level",
      "throw new Error('cannot start')",
      { errorType: "Error", errorMessage: "cannot start" },
    ],
    [
      "a module that is not there",
      "require('left-out')",
      {
        errorType: "Runtime.ImportModuleError",
        errorMessage: expect.stringContaining("Cannot find module 'left-out'"),
      },
    ],
    [
      "a handler that is not there",
      "exports.other = 1",
      {
        errorType: "Runtime.HandlerNotFound",
        errorMessage: "index.handler is undefined or not exported",
      },
    ],
    [
      "code that is none",
      "exports.handler = async () => {",
      { errorType: "Runtime.UserCodeSyntaxError" },
    ],
    [
      "an answer that is no JSON",
      "exports.handler = async () => 10n",
      { errorMessage: "Unable to stringify response body" },
    ],
    [
      "an answer over 6 MB",
      "exports.handler = async () => 'x'.repeat(6.5e6)",
      { errorType: "Function.ResponseSizeTooLarge" },
    ],
  ])("%s", async (_, code, payload) => {
    expect(await run(code)).toMatchObject({ status: 200, functionError: "Unhandled", payload });
  });

  test("a handler without its file", async () => {
    expect(await run("", { Handler: "main.handler" })).toMatchObject({
      functionError: "Unhandled",
      payload: { errorType: "Runtime.ImportModuleError" },
    });
  });

  test.each([
    ["waits too long", "new Promise((resolve) => setTimeout(resolve, 1e5))"],
    ["never yields", "(() => { for (;;); })()"],
  ])("a handler that %s", async (_, body) => {
    const code = `exports.handler = async () => { console.log("begun"); await ${body} }`;
    const { functionError, payload, log } = await run(code, { Timeout: 1 });
    expect(functionError).toBe("Unhandled");
    const message = /^[\d-]+T[\d:.]+Z [0-9a-f-]{36} Task timed out after 1\.00 seconds$/;
    expect(payload).toMatchObject({ errorMessage: expect.stringMatching(message) });
    expect(log).toMatch(/begun[^]*Task timed out after 1\.00 seconds/);
  });

  test("a runtime other than Node.js", async () => {
    expect(await run("", { Runtime: "python3.13" })).toMatchObject({
      functionError: "Unhandled",
      payload: {
        errorMessage: expect.stringMatching(/runs Node\.js functions, and .* runtime python3\.13/),
      },
    });
  });

  test("and the function answers the next event", async () => {
    const name = await createFunction(
      client,
      "exports.handler = async ({ exit }) => (exit ? process.exit(1) : 'alive')",
    );
    expect((await invoke(client, name, { exit: true })).functionError).toBe("Unhandled");
    expect((await invoke(client, name)).payload).toBe("alive");
  });
});

describe("processes", () => {
  const counting = `let count = 0;
    exports.handler = async ({ wait }) => {
      count += 1;
      if (wait) await new Promise((resolve) => setTimeout(resolve, 1500));
      return { pid: process.pid, count, variable: process.env.VARIABLE };
    }`;

  test("are kept warm, and take one event at a time", async () => {
    const name = await createFunction(client, counting);
    const first = (await invoke(client, name)).payload;
    const second = (await invoke(client, name)).payload;
    expect(second).toEqual({ ...(first as object), count: 2 });
    const both = await Promise.all([
      invoke(client, name, { wait: true }),
      invoke(client, name, { wait: true }),
    ]);
    const [one, other] = both.map(({ payload }) => payload as { pid: number; count: number });
    expect(one?.pid).not.toBe(other?.pid);
    expect([one?.count, other?.count].sort()).toEqual([1, 3]);
  });

  test("are replaced when code or configuration change", async () => {
    const name = await createFunction(client, counting);
    await invoke(client, name);
    await client.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: name,
        Environment: { Variables: { VARIABLE: "new" } },
      }),
    );
    expect((await invoke(client, name)).payload).toMatchObject({ count: 1, variable: "new" });
    const ZipFile = zipOf({ "index.js": "exports.handler = async () => 'new code'" });
    await client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile }));
    expect((await invoke(client, name)).payload).toBe("new code");
  });

  test("end with the local AWS, even in the middle of an event", async () => {
    const pids: number[] = [];
    const own = await startLocalAws({
      credentials: administrator,
      region,
      onFunctionOutput: (_, message) => pids.push(Number(message)),
    });
    try {
      const ownClient = await lambdaClient(own);
      const busy =
        "exports.handler = async () => { process.stdout.write(process.pid + '\\n'); for (;;); }";
      const name = await createFunction(ownClient, busy, { Timeout: 60 });
      const running = invoke(ownClient, name).catch(() => "cut off");
      await until(() => pids.length === 1);
      await own.stop();
      await running;
    } finally {
      await own.stop();
    }
    expect(pids.map(isAlive)).toEqual([false]);
  });

  test("end when we are killed without a chance to end them, even in an endless loop", async () => {
    const starter = path.join(temporaryFolder(), "starter.ts");
    const modules = ["tools/local-aws/local-aws", "__tests__/support/lambda-function"];
    const [localAws, lambdaFunction] = modules.map((file) => JSON.stringify(path.resolve(file)));
    writeFileSync(
      starter,
      `import { startLocalAws } from ${localAws};
       import { createFunction, invoke, lambdaClient } from ${lambdaFunction};
       async function main() {
         const aws = await startLocalAws({ credentials: ${JSON.stringify(administrator)}, onFunctionOutput: (_, message) => console.log(message) });
         const client = await lambdaClient(aws);
         const busy = "exports.handler = async () => { process.stdout.write(process.pid + '\\\\n'); for (;;); }";
         await invoke(client, await createFunction(client, busy, { Timeout: 60 }));
       }
       void main();`,
    );
    // What is killed cannot remove its folders.
    const env = { ...process.env, TMPDIR: path.dirname(starter) };
    const child = spawn(process.execPath, ["--import", "tsx", starter], {
      stdio: ["ignore", "pipe", "inherit"],
      env,
    });
    const pid = await new Promise<number>((resolve) => {
      createInterface({ input: child.stdout }).once("line", (line) => {
        resolve(Number(line));
      });
    });
    expect(isAlive(pid)).toBe(true);
    child.kill("SIGKILL");
    await until(() => !isAlive(pid));
  });
});

describe("versions", () => {
  test("run the code they were published with, by number and by alias", async () => {
    const name = await createFunction(client, "exports.handler = async () => 'one'");
    await client.send(new PublishVersionCommand({ FunctionName: name }));
    const alias = { FunctionName: name, Name: "live", FunctionVersion: "1" };
    await client.send(new CreateAliasCommand(alias));
    const ZipFile = zipOf({
      "index.js": "exports.handler = async (event, context) => context.invokedFunctionArn",
    });
    await client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile }));
    const arn = `arn:aws:lambda:${region}:${aws.accountId}:function:${name}`;
    expect((await invoke(client, arn)).payload).toBe(arn);
    expect((await invoke(client, `${name}:1`)).payload).toBe("one");
    expect((await invoke(client, name, {}, { Qualifier: "live" })).payload).toBe("one");
  });
});

describe("Invoke", () => {
  test("as an event answers at once, and tries twice more when the function fails", async () => {
    const name = await createFunction(
      client,
      "exports.handler = async ({ n }, { awsRequestId }) => { console.log(n, awsRequestId); throw new Error('no') }",
    );
    const { status, payload } = await invoke(client, name, { n: 7 }, { InvocationType: "Event" });
    expect([status, payload]).toEqual([202, undefined]);
    const lines = () => output.filter(([by, message]) => by === name && message.includes("INFO"));
    await until(() => lines().length === 3);
    // One event has one id, however often it is delivered.
    expect(new Set(lines().map(([, message]) => message.split("\t").at(-1))).size).toBe(1);
  });

  test("as a dry run only looks whether there is a function", async () => {
    const name = await createFunction(client, "exports.handler = async () => console.log('ran')");
    expect((await invoke(client, name, {}, { InvocationType: "DryRun" })).status).toBe(204);
    expect(output.filter(([by]) => by === name)).toEqual([]);
  });

  test("of a function that is not there, or no more, says so", async () => {
    await expect(invoke(client, "nowhere")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: expect.stringContaining(`Function not found: nowhere in ${region}`),
    });
    const name = await createFunction(client, "exports.handler = async () => 1");
    await invoke(client, name);
    await client.send(new DeleteFunctionCommand({ FunctionName: name }));
    await expect(invoke(client, name)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("refuses what is no JSON, and what is too large", async () => {
    const name = await createFunction(client, "exports.handler = async () => 1");
    const send = (Payload: string) =>
      client.send(new InvokeCommand({ FunctionName: name, Payload }));
    await expect(send("{")).rejects.toMatchObject({ name: "InvalidRequestContentException" });
    await expect(send(`"${"x".repeat(6_291_456)}"`)).rejects.toMatchObject({
      name: "RequestTooLargeException",
    });
  });
});

describe("services that call functions", () => {
  test("get what the handler returned, and what went wrong", async () => {
    const name = await createFunction(
      client,
      `exports.handler = async ({ mode }) => {
        if (mode === "throw") throw new Error("refused");
        if (mode === "stall") await new Promise((resolve) => setTimeout(resolve, 1e5));
        return { mode };
      }`,
      { Timeout: 60 },
    );
    const arn = `arn:aws:lambda:${region}:${aws.accountId}:function:${name}`;
    expect(await aws.functions.invoke(arn, { mode: "return" }, 5_000)).toMatchObject({
      outcome: "succeeded",
      payload: { mode: "return" },
      log: expect.stringContaining("REPORT RequestId"),
    });
    expect(await aws.functions.invoke(arn, { mode: "throw" })).toMatchObject({
      outcome: "failed",
      errorType: "Error",
      errorMessage: "refused",
      trace: expect.arrayContaining(["Error: refused"]),
    });
    expect(await aws.functions.invoke(`${arn}-not`, {})).toEqual({ outcome: "not-found" });
  });

  test("may go while a function starts: it starts on, and the next caller finds it warm", async () => {
    const slow = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6000);
      const events = [];
      exports.handler = async ({ number }) => { events.push(number); return events; };`;
    const name = await createFunction(client, slow, { Timeout: 5 });
    // Cognito's: five seconds, three times.
    const outcomes = [];
    for (const number of [0, 1, 2]) {
      outcomes.push(await aws.functions.invoke(name, { number }, 5000));
    }
    expect(outcomes[0]).toMatchObject({ by: "caller" });
    // What those began that have left is run, too, and one environment sees it before the last.
    expect(outcomes[2]).toMatchObject({ outcome: "succeeded" });
    expect((outcomes[2] as { payload: number[] }).payload.at(-1)).toBe(2);
    expect(await aws.functions.invoke(name, { number: 3 }, 2_000)).toMatchObject({
      outcome: "succeeded",
    });
  });

  // Cognito's five seconds and a function's timeout of five look the same from within the function.
  test.each([
    { whose: "its caller", timeout: 1, patience: 300, by: "caller" },
    { whose: "its caller, whose time includes the start", timeout: 1, patience: 999, by: "caller" },
    { whose: "the function's own settings", timeout: 1, patience: 30_000, by: "function" },
  ])("learn that time was up, by $whose", async ({ timeout, patience, by }) => {
    const stalls = "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 1e5))";
    const name = await createFunction(client, stalls, { Timeout: timeout });
    const arn = `arn:aws:lambda:${region}:${aws.accountId}:function:${name}`;
    expect(await aws.functions.invoke(arn, {}, patience)).toMatchObject({
      outcome: "timed-out",
      by,
    });
  });
});
