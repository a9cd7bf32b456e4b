/** How long and how often an AWS client tries. Times are in milliseconds. */
export interface Patience {
  /** To look the host up and connect, per attempt. */
  readonly connect: number;
  /** From sending a request to the first byte of its answer, and between two reads of the answer. */
  readonly answer: number;
  /** Attempts in all, the first included. */
  readonly attempts: number;
}

/**
 * Fits a synchronous Cognito trigger, which has 5 s: a stalled attempt is given up early enough for
 * a second one, and three attempts fit when the service answers at once that it is throttling.
 */
export const TRIGGER_PATIENCE: Patience = { connect: 500, answer: 1200, attempts: 3 };

/**
 * Settings for any AWS SDK client, in place of the SDK's own, which outlast a trigger.
 *
 * Retries are the SDK's standard mode: a throttled request waits up to 1 s, then up to 2 s, one that
 * failed otherwise a tenth of that or less, always a random share of it
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).
 */
export function clientDefaults(patience: Patience = TRIGGER_PATIENCE) {
  return {
    maxAttempts: patience.attempts,
    retryMode: "standard",
    requestHandler: {
      connectionTimeout: patience.connect,
      requestTimeout: patience.answer,
      // Without this the SDK only logs a warning when requestTimeout has passed, and waits on.
      throwOnRequestTimeout: true,
      // requestTimeout ends with the answer's headers; this one also covers a stall in the body.
      socketTimeout: patience.answer,
    },
  };
}
