import { requiredVariable, type Variables } from "../shared/aws/environment-variables";
import type { RemovalOptions } from "../shared/reconciliation/removal";
import type { ReconciliationMode } from "../shared/reconciliation/check-user";

/** What the stack tells the function beside what it tells about provisioning. */
export interface ReconcileUsersSettings {
  readonly region: string;
  readonly userPoolId: string;
  readonly functionName: string;
  readonly mode: ReconciliationMode;
  /** To Cognito, and as many again to DynamoDB. */
  readonly requestsPerSecond: number;
  /** `undefined` where no row is removed. */
  readonly removal: RemovalOptions | undefined;
}

/**
 * Reads `USER_POOL_ID`, `RECONCILE_MODE`, `REQUESTS_PER_SECOND`, where rows are removed
 * `REMOVE_ROWS_AFTER_DAYS`, and of Lambda's own variables `AWS_REGION` and `AWS_LAMBDA_FUNCTION_NAME`.
 *
 * @throws Error that names the variable which is missing or cannot be read.
 */
export function readReconcileUsersSettings(variables: Variables): ReconcileUsersSettings {
  const mode = requiredVariable(variables, "RECONCILE_MODE");
  if (mode !== "heal" && mode !== "report") {
    throw new Error(`Environment variable RECONCILE_MODE is neither heal nor report: ${mode}`);
  }
  const requestsPerSecond = Number(requiredVariable(variables, "REQUESTS_PER_SECOND"));
  if (!(requestsPerSecond >= 1) || !Number.isInteger(requestsPerSecond)) {
    throw new Error("Environment variable REQUESTS_PER_SECOND is not a whole number from 1");
  }
  return {
    region: requiredVariable(variables, "AWS_REGION"),
    userPoolId: requiredVariable(variables, "USER_POOL_ID"),
    functionName: requiredVariable(variables, "AWS_LAMBDA_FUNCTION_NAME"),
    mode,
    requestsPerSecond,
    removal: removalIn(variables["REMOVE_ROWS_AFTER_DAYS"]),
  };
}

function removalIn(text: string | undefined): RemovalOptions | undefined {
  if (text === undefined) return undefined;
  const afterDays = Number(text);
  if (!(afterDays >= 1) || !Number.isInteger(afterDays)) {
    throw new Error("Environment variable REMOVE_ROWS_AFTER_DAYS is not a whole number from 1");
  }
  return { afterDays };
}
