import type { HttpApiInput } from "./input";

/** {@link HttpApiInput}, complete. */
export type HttpApi = Required<Omit<HttpApiInput, "domain">> & Pick<HttpApiInput, "domain">;

/** More than a backend of users needs; less than what empties an account's Lambda concurrency of 1,000. */
const requestsPerSecond = 50;
const burst = 100;

/** Fills in what is left open. */
export function httpApiWithDefaults(
  input: HttpApiInput = {},
  allowedOrigins: readonly string[] = [],
): HttpApi {
  return {
    allowedOrigins: input.allowedOrigins ?? allowedOrigins,
    requestsPerSecond: input.requestsPerSecond ?? requestsPerSecond,
    burst: input.burst ?? burst,
    ...(input.domain && { domain: input.domain }),
  };
}
