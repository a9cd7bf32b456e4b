"use strict";
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const net = require("node:net");
const v8 = require("node:v8");

/**
 * Takes from a function what Node's permissions leave it, and what reaches beyond it: it runs as the
 * developer, beside all other programs of theirs. Called before any code of the function is loaded.
 */
function restrict() {
  keepSignals();
  keepLinks();
  keepSockets();
  // V8 writes files by flags of its own.
  v8.setFlagsFromString = refusing("v8.setFlagsFromString");
  for (const name of ["binding", "_linkedBinding", "dlopen"]) {
    process[name] = refusing(`process.${name}`);
  }
  syncBuiltinESMExports();
}

/** SIGUSR1 makes any Node.js program open its debugger: whoever can send it runs code in there. */
function keepSignals() {
  const { kill } = process;
  const refuse = refusing("process.kill of another process");
  process.kill = (pid, signal) =>
    pid === process.pid ? kill.call(process, process.pid, signal) : refuse();
  for (const name of ["_kill", "_debugProcess", "_debugEnd"]) process[name] = refuse;
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

/** The sockets of this computer's other programs, Docker's and the SSH agent's among them. */
function keepSockets() {
  const { connect } = net.Socket.prototype;
  const refuse = refusing("A connection to a socket of this computer");
  net.Socket.prototype.connect = function (...args) {
    const [first] = args;
    // Net's own callers hand over a list that they have made of their arguments.
    const isList = Array.isArray(first);
    const given = isList ? first[0] : first;
    if (typeof given === "string" && !/^\d+$/.test(given)) refuse();
    if (typeof given !== "object" || given === null) return connect.apply(this, args);
    // Read once: it could be another path the next time.
    const options = { ...given };
    if (options.path) refuse();
    if (!isList) return connect.apply(this, [options, ...args.slice(1)]);
    first[0] = options;
    return connect.apply(this, args);
  };
}

function refusing(what) {
  return () => {
    throw Object.assign(new Error(`${what} is not for functions of the local AWS.`), {
      code: "ERR_ACCESS_DENIED",
    });
  };
}

module.exports = { restrict };
