import { resolveConfiguration } from "../stacks/environment";
import { configuration } from "../environments";
import { bundleFunction } from "../stacks/lambda/bundle";

/** Prints how long bundling every function takes in a fresh process, in milliseconds. */
const names = new Set(resolveConfiguration(configuration).flatMap(({ triggers }) => triggers));
const start = performance.now();
for (const name of [...names, "reconcile-users"]) bundleFunction(`functions/${name}`);
process.stdout.write(String(performance.now() - start));
