import { declaresItself, functionsFolder } from "../../../stacks/functions-folder";
import { definedIn } from "../../../stacks/connected/definitions";
import type { EdgeEvent } from "../../../stacks/lambda/edge-events";

/** When CloudFront calls a function; `undefined` for one that it does not call. */
export function edgeEventOf(functionName: string): EdgeEvent | undefined {
  return declaresItself(functionsFolder, functionName)
    ? definedIn(functionsFolder, functionName)?.edge
    : undefined;
}

/** How an event of CloudFront's is asked for: `CloudFront_viewer-request`. */
export function edgeSource(event: EdgeEvent): string {
  return `CloudFront_${event}`;
}

const header = (key: string, value: string) => ({ [key.toLowerCase()]: [{ key, value }] });

/**
 * An event to start from, as CloudFront would send it: a browser goes to the first page of a site.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
 */
export function exampleEdgeEvent(event: EdgeEvent): object {
  const request = {
    clientIp: "203.0.113.178",
    headers: {
      ...header("Host", "app.example.com"),
      ...header("User-Agent", "Mozilla/5.0"),
      ...header("Accept", "text/html,application/xhtml+xml"),
    },
    method: "GET",
    querystring: "",
    uri: "/",
    ...(event.startsWith("origin") && {
      origin: {
        custom: {
          customHeaders: {},
          domainName: "origin.example.com",
          keepaliveTimeout: 5,
          path: "",
          port: 443,
          protocol: "https",
          readTimeout: 30,
          sslProtocols: ["TLSv1.2"],
        },
      },
    }),
  };
  const response = {
    headers: { ...header("Content-Type", "text/html") },
    status: "200",
    statusDescription: "OK",
  };
  const config = {
    distributionDomainName: "d111111abcdef8.cloudfront.net",
    distributionId: "EDFDVBD6EXAMPLE",
    eventType: event,
    requestId: "4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==",
  };
  const cf = { config, request, ...(event.endsWith("response") && { response }) };
  return { Records: [{ cf }] };
}
