import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type {
  CloudFrontRequest,
  CloudFrontRequestEvent,
  CloudFrontResultResponse,
} from "aws-lambda";
import { edgeAnswerProblems } from "../../../tools/deploy/invocation/edge-answer";
import { exampleEdgeEvent } from "../../../tools/deploy/invocation/edge-event";
import { administrator } from "../administrator";

/** A browser at a site of CloudFront's: each request is a viewer request of the function in front of it. */
export class SiteVisitor {
  readonly cookies = new Map<string, string>();
  private readonly lambda: LambdaClient;

  constructor(
    endpoint: string,
    private readonly versionArn: string,
  ) {
    this.lambda = new LambdaClient({
      endpoint,
      region: "us-east-1",
      credentials: { ...administrator },
    });
  }

  /** @returns the request where the function lets it through, else what it answers. */
  async go(
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<CloudFrontRequest | CloudFrontResultResponse> {
    const { host, pathname, search } = new URL(url);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const event = exampleEdgeEvent("viewer-request") as CloudFrontRequestEvent;
    const request = event.Records[0]?.cf.request;
    if (request === undefined) throw new Error("The event has no request.");
    Object.assign(request, { uri: pathname, querystring: search.slice(1) });
    for (const [name, value] of Object.entries({ host, cookie, ...headers })) {
      if (value !== "") request.headers[name] = [{ key: name, value }];
    }
    const { Payload, FunctionError } = await this.lambda.send(
      new InvokeCommand({ FunctionName: this.versionArn, Payload: JSON.stringify(event) }),
    );
    const text = Buffer.from(Payload ?? []).toString("utf8");
    if (FunctionError !== undefined) throw new Error(text);
    const problems = edgeAnswerProblems("viewer-request", text);
    if (problems.length > 0) throw new Error(problems.join("\n"));
    const answer = JSON.parse(text) as CloudFrontRequest | CloudFrontResultResponse;
    if ("status" in answer) this.keep(answer);
    return answer;
  }

  private keep({ headers = {} }: CloudFrontResultResponse): void {
    for (const { value: set } of headers["set-cookie"] ?? []) {
      const [, name = "", value = "", rest = ""] = /^([^=]+)=([^;]*)(.*)$/.exec(set) ?? [];
      if (rest.includes("Max-Age=0")) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

/** What a visitor sees of an answer: `through`, or a status and where it leads. */
export function seen(answer: CloudFrontRequest | CloudFrontResultResponse): string {
  if (!("status" in answer)) return "through";
  return [answer.status, answer.headers?.["location"]?.[0]?.value].filter(Boolean).join(" ");
}
