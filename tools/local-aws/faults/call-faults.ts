import { setTimeout as sleep } from "node:timers/promises";
import { operationOf } from "../iam/permissions/inquiry";
import type { RoleSession, RoleSessions } from "../iam/role-sessions";
import { ConnectionReset } from "../interceptor";
import type { AwsRequest, AwsResponse, Interceptor } from "../interceptor";
import { serviceError, type ServiceError } from "../service-error";

/** A call of AWS that a function makes, or a GraphQL API for a data source. */
export interface BackendCall {
  /** The function's name; `undefined` when it is an API's call. */
  readonly functionName: string | undefined;
  readonly session: RoleSession;
  /** The service's signing name, e.g. `dynamodb`. */
  readonly service: string;
  /** E.g. `PutItem`. */
  readonly operation: string;
  readonly request: AwsRequest;
}

/** What goes wrong with a call. */
export type CallFault =
  /** The service's own error for too many requests; nothing has happened. */
  | { readonly fault: "throttled" }
  /** The service's own error 500, a connection that breaks, or no answer before it breaks. */
  | { readonly fault: "internal-error" | "reset"; readonly takesEffect?: boolean }
  | {
      readonly fault: "stall";
      /** After which the connection breaks. */
      readonly milliseconds: number;
      readonly takesEffect?: boolean;
    };

/**
 * Decides on each call; `undefined` lets it pass. With `takesEffect` the service does what it was
 * asked, and only its answer is lost.
 */
export type ChooseCallFault = (call: BackendCall) => CallFault | undefined;

/**
 * Lets calls of functions and of GraphQL APIs go wrong as they do on AWS. What others call is never touched.
 *
 * @param signal ends the stalls.
 */
export function callFaults(
  sessions: RoleSessions,
  choose: ChooseCallFault,
  signal: AbortSignal,
): Interceptor {
  return async (request, forward) => {
    const session = sessions.of(request);
    if (session === undefined) return undefined;
    if (session.functionName === undefined && !session.isOfApi) return undefined;
    const { functionName } = session;
    const { service } = request;
    const operation = operationOf(request);
    const chosen = choose({ functionName, session, service, operation, request });
    if (chosen === undefined) return undefined;
    if (chosen.fault === "throttled") return throttled(request);
    if (chosen.takesEffect === true) await forward(request);
    switch (chosen.fault) {
      case "internal-error":
        return internalError(request);
      case "stall":
        await sleep(chosen.milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
        throw new ConnectionReset();
      case "reset":
        throw new ConnectionReset();
    }
  };
}

const message = "Rate exceeded";

/** Each service's error for too many requests, where it is not `ThrottlingException`. */
const throttlingErrors: Readonly<Record<string, ServiceError>> = {
  "cognito-idp": { status: 400, code: "TooManyRequestsException", message },
  dynamodb: {
    status: 400,
    code: "ProvisionedThroughputExceededException",
    message:
      "The level of configured provisioned throughput for the table was exceeded. Consider " +
      "increasing your provisioning level with the UpdateTable API.",
  },
  lambda: { status: 429, code: "TooManyRequestsException", message: "Rate Exceeded." },
  s3: { status: 503, code: "SlowDown", message: "Please reduce your request rate." },
  ses: { status: 429, code: "TooManyRequestsException", message },
  sns: { status: 400, code: "Throttling", message },
  sts: { status: 400, code: "Throttling", message },
};

function throttled(request: AwsRequest): AwsResponse {
  return serviceError(
    request,
    throttlingErrors[request.service] ?? { status: 400, code: "ThrottlingException", message },
  );
}

/** Each service's error 500, where it is not `InternalFailure`. */
const internalErrors: Readonly<Record<string, string>> = {
  "cognito-idp": "InternalErrorException",
  dynamodb: "InternalServerError",
  kms: "KMSInternalException",
  lambda: "ServiceException",
  s3: "InternalError",
  sns: "InternalError",
};

function internalError(request: AwsRequest): AwsResponse {
  return serviceError(request, {
    status: 500,
    code: internalErrors[request.service] ?? "InternalFailure",
    message: "An internal error has occurred.",
  });
}
