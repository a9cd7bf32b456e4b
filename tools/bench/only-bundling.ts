import path from "node:path";
import { functionsFolder, functionsIn } from "../../stacks/functions-folder";
import { bundleTogether } from "../../stacks/lambda/bundle";

/** Prints how long bundling every function takes in a fresh process, in milliseconds. */
const start = performance.now();
bundleTogether(functionsIn(functionsFolder).map((name) => path.join(functionsFolder, name)));
process.stdout.write(String(performance.now() - start));
