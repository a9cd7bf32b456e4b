import { App } from "cdktf";
import path from "node:path";
import { configuration } from "./environments";
import { GrantsError } from "./stacks/auth/function-grants";
import { ConfigurationError, resolveConfiguration } from "./configuration";
import { environmentStacks } from "./stacks/environment-stacks";
import { functionsFolder, functionsIn } from "./stacks/functions-folder";
import { BundleError, bundleTogether } from "./stacks/lambda/bundle";
import { holdToLock } from "./tools/lock/comparison";
import { readLock } from "./tools/lock/lock";
import { LockError } from "./tools/lock/lock-error";

// cdktf takes a stack trace for every token; mapping each back to TypeScript costs a quarter of synth.
process.setSourceMapsEnabled(false);
try {
  // Before `new App()`, which makes the output folder: a wrong configuration leaves no trace.
  const functions = functionsIn(functionsFolder);
  const environments = resolveConfiguration(configuration, functions);
  const lock = readLock();
  bundleTogether(functions.map((name) => path.join(functionsFolder, name)));
  const app = new App();
  const stacks = environments.map((environment) => environmentStacks(app, environment));
  const notice = holdToLock(lock, stacks);
  if (notice !== undefined) process.stderr.write(`${notice}\n`);
  app.synth();
} catch (error) {
  process.setSourceMapsEnabled(true);
  const isExplained = [ConfigurationError, BundleError, GrantsError, LockError].some(
    (type) => error instanceof type,
  );
  if (!(error instanceof Error && isExplained)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
