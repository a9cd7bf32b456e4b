import type { Stage } from "./model";

/** API Gateway's own for an account, where a stage says nothing. */
const accountRate = 10_000;
const accountBurst = 5000;

interface Bucket {
  tokens: number;
  filled: number;
}

/**
 * Lets so many requests through at once (the burst), and so many a second on average (the rate).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
export class Throttle {
  private readonly buckets = new Map<string, Bucket>();

  /** Whether one more request may pass. */
  takes(apiId: string, settings: Stage["defaultRouteSettings"], now = performance.now()): boolean {
    const rate = settings?.throttlingRateLimit ?? accountRate;
    const burst = settings?.throttlingBurstLimit ?? accountBurst;
    const bucket = this.buckets.get(apiId) ?? { tokens: burst, filled: now };
    const tokens = Math.min(burst, bucket.tokens + ((now - bucket.filled) / 1000) * rate);
    const passes = tokens >= 1;
    this.buckets.set(apiId, { tokens: passes ? tokens - 1 : tokens, filled: now });
    return passes;
  }
}
