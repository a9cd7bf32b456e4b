import { readFileSync } from "node:fs";
import path from "node:path";
import { requiredVariable, type Variables } from "../aws/environment-variables";

/**
 * What a function that CloudFront calls is told: Lambda@Edge has no environment variables, so that they lie in a
 * file beside the code. Read it once, where the module is loaded.
 *
 * @param reserved what Lambda itself sets, at the edge too: `LAMBDA_TASK_ROOT` is where the code is.
 * @throws Error when the file is not there.
 */
export function edgeVariables(reserved: Variables = process.env): Variables {
  const file = path.join(requiredVariable(reserved, "LAMBDA_TASK_ROOT"), "variables.json");
  return JSON.parse(readFileSync(file, "utf8")) as Variables;
}
