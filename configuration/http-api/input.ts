/** The HTTP API of an environment. There is one when a function's `function.ts` asks for a route. */
export interface HttpApiInput {
  /** Origins whose pages may call it. Default: `attachments.allowedOrigins`. */
  readonly allowedOrigins?: readonly string[];
  /** Requests a second on average, of all callers together: 1–10,000. Default: 50. */
  readonly requestsPerSecond?: number;
  /** Requests at once: 1–5,000. Default: 100. */
  readonly burst?: number;
  /**
   * A domain of your own. Its record in DNS is yours to make: the output `api_domain_target` says to where
   * it points. Default: AWS's own address.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html
   */
  readonly domain?: {
    /** `api.example.com`. */
    readonly name: string;
    /** Of Certificate Manager, in the environment's Region. */
    readonly certificateArn: string;
  };
}
