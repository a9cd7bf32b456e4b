"use strict";
// The Node.js runtime of the local Lambda: loads a function's handler once and gives it one event
// after the other, as Lambda's own runtime does. It runs in a process with nothing but the
// function's environment and talks to the gateway's process over a pipe, a line of JSON at a time.
// Plain CommonJS, so that a cold start pays for no compiler.
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html

const { Socket } = require("node:net");
const { errorPayload, namedError } = require("./error-payload.cjs");
const { loadHandler } = require("./handler-loader.cjs");
const { restrict } = require("./restrictions.cjs");
const { patchConsole } = require("./runtime-console.cjs");

const state = {
  /** The invocation that is under way. */
  current: undefined,
};

// Kept from here on: a function may replace them.
const writeOutput = process.stdout.write.bind(process.stdout);
const exit = process.exit.bind(process);
const { parse, stringify } = JSON;
/** To the gateway's process. */
const channel = new Socket({ fd: 3 });

channel.on("close", () => exit(1));
channel.on("error", () => exit(1));
patchConsole({
  format: process.env.AWS_LAMBDA_LOG_FORMAT,
  level: process.env.AWS_LAMBDA_LOG_LEVEL,
  requestId: () => state.current?.requestId,
  write: writeOutput,
});

process.on("uncaughtException", (error) => die(errorPayload(error), 129));
process.on("unhandledRejection", (reason) => {
  const error = namedError("Runtime.UnhandledPromiseRejection", String(reason));
  if (reason instanceof Error) error.stack = `${error.name}: ${reason.stack}`;
  die(errorPayload(error), 128);
});
// Nothing is left to wait for, and the handler has not answered: that is what Lambda answers then.
process.on("beforeExit", () => state.current?.whenIdle());

restrict(channel);
initialize();

async function initialize() {
  try {
    const handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
    onLine(channel, (line) => invoke(handler, parse(line)));
    send({ type: "ready" });
  } catch (error) {
    die(errorPayload(error), 1);
  }
}

function invoke(handler, message) {
  let done = false;
  const complete = (result) => {
    if (done) return;
    done = true;
    channel.ref();
    finish(message, result);
  };
  const succeed = (value) => {
    try {
      complete({ payload: stringify(value === undefined ? null : value) ?? "null" });
    } catch {
      // A circular structure or a BigInt.
      complete({ error: errorPayload(new Error("Unable to stringify response body")) });
    }
  };
  const fail = (error) => complete({ error: errorPayload(error) });

  const context = contextOf(message);
  let calledBack = false;
  const callback = (error, value) => {
    if (calledBack) return;
    calledBack = true;
    const answer = () => (error === undefined || error === null ? succeed(value) : fail(error));
    if (!context.callbackWaitsForEmptyEventLoop) return answer();
    state.current.whenIdle = answer;
    channel.unref();
  };
  state.current = { requestId: message.requestId, whenIdle: () => succeed(null) };

  try {
    const returned = handler(parse(message.event), context, callback);
    if (typeof returned?.then === "function") returned.then(succeed, fail);
    // A handler that uses the callback may leave nothing that keeps the process alive but us.
    channel.unref();
  } catch (error) {
    fail(error);
  }
}

function contextOf(message) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    awsRequestId: message.requestId,
    invokedFunctionArn: message.functionArn,
    clientContext: message.clientContext,
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, message.deadline - Date.now()),
  };
}

/** The marker ends the invocation's output: all that was written before it has arrived with it. */
function finish(message, result) {
  state.current = undefined;
  writeOutput(`${message.marker}\n`, () => {
    const memoryBytes = process.resourceUsage().maxRSS * 1024;
    send({ type: "done", requestId: message.requestId, memoryBytes, ...result });
  });
}

/** Reports why this environment cannot go on, and ends it. */
function die(error, status) {
  send({ type: "died", error }, () => exit(status));
}

function send(message, sent) {
  channel.write(`${stringify(message)}\n`, sent);
}

function onLine(stream, listener) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    lines.forEach(listener);
  });
}
