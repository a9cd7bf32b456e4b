/** One call of an AWS client, as the gateway has understood it. */
export interface AwsRequest {
  /** The service's signing name: `cognito-idp`, `cognito-identity`, `lambda`, `s3`, ... */
  readonly service: string;
  /** The Region that the caller signed for, or the local AWS's own when the call is unsigned. */
  readonly region: string;
  /**
   * The operation of a JSON-protocol service (`X-Amz-Target` without its prefix, e.g. `SignUp`);
   * `undefined` for the REST and query services, which are told apart by method and path.
   */
  readonly operation: string | undefined;
  readonly method: string;
  /** Path and query string as received, e.g. `/2015-03-31/functions/a/invocations?Qualifier=1`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a client receives. */
export interface AwsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Sends a request on to moto, which answers as if the gateway were not there. */
export type Forward = (request: AwsRequest) => Promise<AwsResponse>;

/**
 * Closes one gap between moto and AWS. Interceptors stand in a chain, like middleware: each either
 * returns `undefined` (not mine: the next one is asked, and at the end moto), or answers, with or
 * without the help of `forward`.
 */
export type Interceptor = (
  request: AwsRequest,
  forward: Forward,
) => Promise<AwsResponse | undefined>;

/** Thrown by an interceptor that wants the client's connection broken, without an answer. */
export class ConnectionReset extends Error {
  override readonly name = "ConnectionReset";

  constructor() {
    super("The connection was reset.");
  }
}
