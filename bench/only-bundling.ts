import { bundleFunction } from "../stacks/lambda/bundle";

/** Prints how long the first bundling in a process takes, in milliseconds, esbuild's start included. */
const start = performance.now();
bundleFunction("functions/post-confirmation");
process.stdout.write(String(performance.now() - start));
