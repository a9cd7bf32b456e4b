import type { AwsRequest, Interceptor } from "../../../tools/local-aws/interceptor";

/** The calls that reach a local AWS, by the access key that they are signed with. */
export class RecordedCalls {
  private readonly calls = new Map<string, AwsRequest[]>();

  /** For `startLocalAws`: notes each call and lets it pass. */
  readonly interceptor: Interceptor = (request) => {
    const [, key = "unsigned"] =
      /Credential=([^/]+)\//.exec(request.headers["authorization"] ?? "") ?? [];
    this.calls.set(key, [...this.by(key), request]);
    return Promise.resolve(undefined);
  };

  /** What was asked for with an access key, in order. */
  by(accessKey: string): readonly AwsRequest[] {
    return this.calls.get(accessKey) ?? [];
  }
}
