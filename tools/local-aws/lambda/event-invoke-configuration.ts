import { z } from "zod";
import type { Forward } from "../interceptor";
import { ownRequest } from "../own-request";
import { optionalArn } from "./function-configuration";
import type { InvocationInput } from "./invocation";

/** Lambda's own: what counts for a function without such a configuration. */
const RETRIES = 2;

const destination = z.object({ Destination: optionalArn }).optional();
const schema = z.object({
  MaximumRetryAttempts: z.number().default(RETRIES),
  DestinationConfig: z.object({ OnSuccess: destination, OnFailure: destination }).optional(),
});

/** How Lambda treats asynchronous events of a function. */
export interface EventInvokeConfiguration {
  /** How often an event that failed is tried again: 0 to 2. */
  readonly maximumRetryAttempts: number;
  /** ARNs of what is told how an event ended. */
  readonly onSuccess: string | undefined;
  readonly onFailure: string | undefined;
}

/**
 * Asks for it (https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html).
 * moto keeps one per function, not per version.
 */
export async function readEventInvokeConfiguration(
  call: Forward,
  { region, reference }: Pick<InvocationInput, "region" | "reference">,
): Promise<EventInvokeConfiguration> {
  const response = await call(
    ownRequest({
      service: "lambda",
      region,
      method: "GET",
      url: `/2019-09-25/functions/${encodeURIComponent(reference.name)}/event-invoke-config`,
      contentType: "application/json",
    }),
  );
  const text = response.body.toString("utf8");
  if (response.status !== 200 && response.status !== 404) {
    const named = `GetFunctionEventInvokeConfig of ${reference.name}`;
    throw new Error(`${named} failed (${response.status}): ${text}`);
  }
  const settings = schema.parse(response.status === 200 ? JSON.parse(text) : {});
  return {
    maximumRetryAttempts: settings.MaximumRetryAttempts,
    onSuccess: settings.DestinationConfig?.OnSuccess?.Destination,
    onFailure: settings.DestinationConfig?.OnFailure?.Destination,
  };
}
