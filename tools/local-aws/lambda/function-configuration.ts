import { z } from "zod";
import type { Forward } from "../interceptor";
import { ownRequest } from "../own-request";
import type { FunctionReference } from "./lambda-request";

/** An ARN that may be missing; an empty one has taken it away. */
export const optionalArn = z
  .string()
  .transform((arn) => (arn === "" ? undefined : arn))
  .optional();

const schema = z.object({
  FunctionName: z.string(),
  FunctionArn: z.string(),
  Version: z.string(),
  Role: z.string(),
  CodeSha256: z.string(),
  Runtime: z.string().nullish(),
  Handler: z.string().nullish(),
  /** In seconds. */
  Timeout: z.number(),
  /** In MB. */
  MemorySize: z.number(),
  DeadLetterConfig: z.object({ TargetArn: optionalArn }).optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()).optional() }).optional(),
  LoggingConfig: z.object({
    LogFormat: z.enum(["Text", "JSON"]),
    LogGroup: z.string(),
    ApplicationLogLevel: z.string().optional(),
  }),
});

/**
 * What Lambda knows about one version of a function
 * (https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html).
 */
export type FunctionConfiguration = z.output<typeof schema>;

/**
 * Asks for the configuration as it is now, so that every update takes effect with the next event.
 * `undefined` when there is no such function, version or alias.
 */
export async function readFunctionConfiguration(
  call: Forward,
  region: string,
  { name, qualifier }: FunctionReference,
): Promise<FunctionConfiguration | undefined> {
  const query = qualifier === undefined ? "" : `?Qualifier=${encodeURIComponent(qualifier)}`;
  const response = await call(
    ownRequest({
      service: "lambda",
      region,
      method: "GET",
      url: `/2015-03-31/functions/${encodeURIComponent(name)}/configuration${query}`,
    }),
  );
  if (response.status === 404) return undefined;
  const text = response.body.toString("utf8");
  if (response.status !== 200) {
    throw new Error(`GetFunctionConfiguration of ${name} failed (${response.status}): ${text}`);
  }
  return schema.parse(JSON.parse(text));
}
