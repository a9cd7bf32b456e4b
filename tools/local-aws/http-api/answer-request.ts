import { randomUUID } from "node:crypto";
import type { AwsRequest, AwsResponse, Forward } from "../interceptor";
import { httpJson } from "../json-protocol";
import type { Functions } from "../lambda/functions";
import { LogDelivery } from "../lambda/log-delivery";
import { answerPreflight, corsHeaders } from "./cors";
import { authorize } from "./jwt-authorizer";
import type { DeployedApi } from "./model";
import { proxyAnswer, proxyEvent } from "./proxy-event";
import { matchRoute } from "./route-match";
import { Throttle } from "./throttle";

/** What requests of an HTTP API need. */
export interface HttpApiProps {
  readonly functions: Functions;
  readonly call: Forward;
  readonly accountId: string;
  /** Cognito's time, in milliseconds since 1970. */
  readonly now: () => number;
  readonly log: ((line: string) => void) | undefined;
}

/** What the access log may tell of a request, by the names of `$context`. */
type LogContext = Readonly<Record<string, string | number>>;

interface Answered {
  readonly response: AwsResponse;
  readonly context?: LogContext;
}

/** Answers requests to HTTP APIs as API Gateway does. */
export class HttpApis {
  private readonly throttle = new Throttle();
  private readonly logs: LogDelivery;
  private readonly stream = randomUUID().replaceAll("-", "");

  constructor(private readonly props: HttpApiProps) {
    this.logs = new LogDelivery(props.call, (message) => props.log?.(message));
  }

  /** @param target the path and the query, without what leads to the API. */
  async answer(api: DeployedApi, request: AwsRequest, target: string): Promise<AwsResponse> {
    const requestId = randomUUID();
    const { cors, stage } = api;
    const isPreflight =
      request.method === "OPTIONS" &&
      request.headers["access-control-request-method"] !== undefined;
    if (cors !== undefined && isPreflight) return answerPreflight(request, cors);
    const began = performance.now();
    const { response, context = {} } =
      stage === undefined || !api.isReachable
        ? refuse(stage === undefined ? 404 : 403, stage === undefined ? "Not Found" : "Forbidden")
        : await this.route(api, request, target, requestId);
    const named = cors === undefined ? {} : corsHeaders(request, cors);
    this.write(api, {
      requestId,
      requestTime: new Date().toISOString(),
      status: response.status,
      responseLength: response.body.length,
      responseLatency: Math.round(performance.now() - began),
      ...context,
    });
    return {
      ...response,
      headers: { ...response.headers, ...named, "apigw-requestid": requestId },
    };
  }

  private async route(
    api: DeployedApi,
    request: AwsRequest,
    target: string,
    requestId: string,
  ): Promise<Answered> {
    const [path = "/", query = ""] = splitOnce(target, "?");
    const match = matchRoute(api.routes, request.method, path);
    if (match === undefined) return refuse(404, "Not Found");
    const { route } = match;
    const known = { routeKey: route.routeKey };
    if (!this.throttle.takes(api.apiId, api.stage?.defaultRouteSettings)) {
      return refuse(429, "Too Many Requests", known);
    }
    let claims: Readonly<Record<string, unknown>> | undefined;
    if (route.authorizationType === "JWT") {
      const authorizer = api.authorizers.find(
        ({ authorizerId }) => authorizerId === route.authorizerId,
      );
      if (authorizer === undefined) return refuse(500, "Internal Server Error", known);
      const { authorization } = request.headers;
      const scopes = route.authorizationScopes ?? [];
      const authorized = await authorize(authorization, authorizer, scopes, this.props);
      if ("status" in authorized) {
        const { status, message, challenge, reason } = authorized;
        const headers = { "www-authenticate": challenge };
        return refuse(status, message, { ...known, "authorizer.error": reason }, headers);
      }
      ({ claims } = authorized);
    }
    const { accountId, now } = this.props;
    const time = new Date(now());
    const event = proxyEvent({
      ...{ api, accountId, request, path, query, match, claims, requestId, time },
    });
    const invoked = await this.invoke(api, route, event, `${request.method}${path}`);
    return { ...invoked, context: { ...known, ...invoked.context } };
  }

  private async invoke(
    api: DeployedApi,
    { target }: DeployedApi["routes"][number],
    event: unknown,
    resource: string,
  ): Promise<Answered> {
    const { functions, accountId, log } = this.props;
    const integration = api.integrations.find(
      ({ integrationId }) => target === `integrations/${integrationId}`,
    );
    const failed = (why: string): Answered => {
      log?.(`The HTTP API ${api.apiId} could not use its function: ${why}`);
      return refuse(500, "Internal Server Error", { integrationErrorMessage: why });
    };
    if (integration === undefined) return failed("the route has no integration");
    const { integrationUri, timeoutInMillis } = integration;
    const functionArn = /functions\/(arn:[^/]+)\/invocations$/.exec(integrationUri)?.[1];
    const called = functionArn ?? integrationUri;
    const mayCall = await functions.allows(called, {
      service: "apigateway.amazonaws.com",
      sourceArn: `arn:aws:execute-api:${api.region}:${accountId}:${api.apiId}/$default/${resource}`,
      sourceAccount: accountId,
    });
    if (!mayCall) {
      return failed(
        `The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration: no aws_lambda_permission of ${called} lets API Gateway in.`,
      );
    }
    const result = await functions.invoke(called, event, timeoutInMillis);
    switch (result.outcome) {
      case "succeeded": {
        const response = proxyAnswer(result.payload);
        return response === undefined ? failed("it returns no valid status code") : { response };
      }
      case "failed":
        return failed(result.errorMessage);
      case "timed-out":
        return result.by === "caller"
          ? refuse(503, "Service Unavailable")
          : failed("it has run out of its time");
      case "not-found":
        return failed(`there is no function ${called}`);
    }
  }

  private write({ region, stage }: DeployedApi, context: LogContext): void {
    const { destinationArn, format } = stage?.accessLogSettings ?? {};
    const [, group] = /:log-group:([^:]+)/.exec(destinationArn ?? "") ?? [];
    if (group === undefined || format === undefined) return;
    // A value that API Gateway does not have is a hyphen.
    const message = format.replaceAll(/\$context\.([\w.]+)/g, (_all, name: string) =>
      JSON.stringify(String(context[name] ?? "-")).slice(1, -1),
    );
    this.logs.write({ region, group, name: this.stream }, [{ timestamp: Date.now(), message }]);
  }
}

function refuse(
  status: number,
  message: string,
  context: LogContext = {},
  headers: Readonly<Record<string, string>> = {},
): Answered {
  return { response: httpJson({ message }, { status, headers }), context };
}

function splitOnce(text: string, by: string): readonly string[] {
  const at = text.indexOf(by);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
