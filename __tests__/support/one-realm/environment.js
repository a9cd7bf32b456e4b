const vm = require("node:vm");
const { ModernFakeTimers } = require("@jest/fake-timers");
const { ModuleMocker } = require("jest-mock");

/**
 * Stands for the worker's own realm: Jest compiles modules for the context that an environment names, and this
 * realm is no context that Node has a name for.
 */
const ownRealm = vm.createContext({});
const { compileFunction } = vm;
vm.compileFunction = (code, parameters, options = {}) => {
  const { parsingContext, ...others } = options;
  return compileFunction(code, parameters, parsingContext === ownRealm ? others : options);
};

globalThis[Symbol.for("worker's require")] = require;

// cdktf takes a stack trace for every token, which nobody reads here.
const stackTrace = require.resolve("cdktf/lib/tokens/private/stack-trace");
require.cache[stackTrace] = { exports: { captureStackTrace: () => [] }, loaded: true };

/**
 * Runs the tests of a file in the worker's own realm, where Jest would make a new one for each file. So a worker
 * loads packages once (`package.js`), and an error is an `Error` wherever it comes from.
 *
 * What a file changes of environment variables, globals and clocks ends with it.
 */
module.exports = class OneRealm {
  constructor({ projectConfig: config }) {
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
    this.fakeTimers = null;
    this.before = {
      globals: Object.getOwnPropertyDescriptors(globalThis),
      variables: { ...process.env },
      exit: process.exit,
    };
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    const { globals, variables, exit } = this.before;
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
    Object.assign(process.env, variables);
    process.exit = exit;
    for (const [name, { value, writable }] of Object.entries(globals))
      if (writable && globalThis[name] !== value) globalThis[name] = value;
  }

  exportConditions() {
    return ["node", "node-addons"];
  }

  getVmContext() {
    return ownRealm;
  }
};
