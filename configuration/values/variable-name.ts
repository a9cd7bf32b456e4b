/**
 * What Lambda sets itself, and refuses from others.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
const reserved =
  /^(?:_|LAMBDA_|AWS_(?:REGION|DEFAULT_REGION|EXECUTION_ENV|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)$|AWS_LAMBDA_(?!EXEC_WRAPPER$))/;

/** Whether Lambda takes a variable with this name. */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]+$/.test(name) && !reserved.test(name);
}

/** What {@link isVariableName} asks. */
export const variableNameRule =
  "a variable's name is at least two letters, digits and `_`, begins with a letter, and is none that Lambda sets itself (`AWS_REGION`, `LAMBDA_TASK_ROOT`, …)";
