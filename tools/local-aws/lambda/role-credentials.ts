import type { Forward } from "../interceptor";
import { ownRequest } from "../own-request";
import { textsOf } from "../xml";

/** Temporary credentials of a function's execution role. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The access key id with which Lambda assumes roles here: it tells its sessions from all others. */
export const LAMBDA_CALLER = "lambda";

/**
 * Assumes a function's execution role, as Lambda does for each execution environment
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html).
 *
 * @throws Error when STS refuses.
 */
export async function assumeExecutionRole(
  call: Forward,
  region: string,
  roleArn: string,
  functionName: string,
): Promise<RoleCredentials> {
  const form = new URLSearchParams({
    Action: "AssumeRole",
    Version: "2011-06-15",
    RoleArn: roleArn,
    // Lambda names the session after the function, so that ARNs and logs say who called.
    RoleSessionName: functionName,
  });
  const response = await call(
    ownRequest({ service: "sts", region, caller: LAMBDA_CALLER, body: form.toString() }),
  );
  const xml = response.body.toString("utf8");
  const [accessKeyId, secretAccessKey, sessionToken] = [
    "AccessKeyId",
    "SecretAccessKey",
    "SessionToken",
  ].map((element) => textsOf(xml, element)[0]);
  if (
    response.status !== 200 ||
    accessKeyId === undefined ||
    secretAccessKey === undefined ||
    sessionToken === undefined
  ) {
    throw new Error(
      `The role ${roleArn} of the function ${functionName} cannot be assumed ` +
        `(${response.status}): ${xml}`,
    );
  }
  return { accessKeyId, secretAccessKey, sessionToken };
}
