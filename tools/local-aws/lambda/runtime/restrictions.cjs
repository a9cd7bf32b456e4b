"use strict";
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const os = require("node:os");
const trace = require("node:trace_events");
const v8 = require("node:v8");
const { mapTemporaryFolder } = require("./temporary-folder.cjs");

/**
 * Takes from a function what Node's permissions leave it, and what reaches beyond it: it runs as the
 * developer, beside all other programs of theirs. Called before any code of the function is loaded.
 *
 * @param channel a socket of this computer: all others are of the same class.
 */
function restrict(channel) {
  keepSignals();
  keepLinks();
  keepSockets(channel);
  keepReports();
  for (const name of ["binding", "_linkedBinding", "dlopen"]) {
    process[name] = refusing(`process.${name}`);
  }
  mapTemporaryFolder(process.env.TMPDIR, process.env.LAMBDA_TASK_ROOT);
  syncBuiltinESMExports();
}

/** SIGUSR1 makes any Node.js program open its debugger: whoever can send it runs code in there. */
function keepSignals() {
  const { kill } = process;
  const refuse = refusing("process.kill of another process");
  process.kill = (pid, signal) =>
    pid === process.pid ? kill.call(process, process.pid, signal) : refuse();
  for (const name of ["_kill", "_debugProcess", "_debugEnd"]) process[name] = refuse;
  os.setPriority = refusing("os.setPriority");
}

/**
 * Some versions of Node.js follow a link out of the folder that a program may write into
 * (CVE-2025-55130).
 */
function keepLinks() {
  for (const name of ["symlink", "link"]) {
    const refuse = refusing(`fs.${name}`);
    fs[name] = refuse;
    fs[`${name}Sync`] = refuse;
    fs.promises[name] = () => new Promise(refuse);
  }
}

/**
 * The sockets of this computer's other programs, Docker's and the SSH agent's among them; and new ones,
 * which are files.
 */
function keepSockets(channel) {
  const { prototype } = channel._handle.constructor;
  for (const name of ["connect", "connect2", "bind", "bind2"]) {
    if (name in prototype) prototype[name] = refusing("A socket of this computer");
  }
}

/** Node and V8 write these files themselves, and ask no permission. */
function keepReports() {
  const { report } = process;
  // Libraries read from it which C library there is.
  const getReport = report.getReport.bind(report);
  const value = { getReport, writeReport: refusing("process.report.writeReport") };
  Object.defineProperty(process, "report", { value, enumerable: true });
  trace.createTracing = refusing("trace_events.createTracing");
  v8.setFlagsFromString = refusing("v8.setFlagsFromString");
}

function refusing(what) {
  return () => {
    throw Object.assign(new Error(`${what} is not for functions of the local AWS.`), {
      code: "ERR_ACCESS_DENIED",
    });
  };
}

module.exports = { restrict };
