import { App } from "cdktf";
import path from "node:path";
import { configuration } from "./environments";
import { AuthStack } from "./stacks/auth-stack";
import { GrantsError } from "./stacks/auth/function-grants";
import { ConfigurationError, resolveConfiguration } from "./stacks/environment";
import { functionsFolder, functionsIn } from "./stacks/functions-folder";
import { BundleError, bundleTogether } from "./stacks/lambda/bundle";

// cdktf takes a stack trace for every token; mapping each back to TypeScript costs a quarter of synth.
process.setSourceMapsEnabled(false);
try {
  // Before `new App()`, which makes the output folder: a wrong configuration leaves no trace.
  const functions = functionsIn(functionsFolder);
  const environments = resolveConfiguration(configuration, functions);
  bundleTogether(functions.map((name) => path.join(functionsFolder, name)));
  const app = new App();
  for (const environment of environments) new AuthStack(app, environment);
  app.synth();
} catch (error) {
  process.setSourceMapsEnabled(true);
  const isExplained = [ConfigurationError, BundleError, GrantsError].some(
    (type) => error instanceof type,
  );
  if (!(error instanceof Error && isExplained)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
