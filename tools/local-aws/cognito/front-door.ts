import { readApiModel } from "../api-model/api-model";
import { Violations, WrongType } from "../api-model/violations";
import type { AwsRequest, AwsResponse } from "../interceptor";
import { isJsonObject, requestWithJson, type JsonObject } from "../json-protocol";
import { serviceError } from "../service-error";
import { CognitoError } from "./cognito-error";

/**
 * Checks calls as AWS does before it looks at any pool: that there is such an operation, that the
 * body is JSON, and that the input satisfies the constraints of the API.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 */
export class FrontDoor {
  private readonly violations: Violations;

  /** @param operations those that the local AWS answers. */
  constructor(
    private readonly service: "cognito-idp" | "cognito-identity",
    private readonly operations: ReadonlySet<string>,
  ) {
    this.violations = new Violations(readApiModel(service));
  }

  /**
   * The call as it may be answered.
   *
   * @throws {@link CognitoError} `UnknownOperationException`, `SerializationException`, or
   *   with every violation `InvalidParameterException`, of identity
   *   pools `ValidationException`.
   */
  admit(request: AwsRequest): AwsRequest {
    const { operation = "" } = request;
    if (!this.operations.has(operation)) {
      throw new CognitoError(
        "UnknownOperationException",
        `The local AWS does not know the operation ${operation}.`,
      );
    }
    const input = bodyOf(request);
    const violations = this.violationsOf(operation, input);
    if (violations.length > 0) {
      const errors = violations.length === 1 ? "error" : "errors";
      throw new CognitoError(
        this.service === "cognito-idp" ? "InvalidParameterException" : "ValidationException",
        `${violations.length} validation ${errors} detected: ${violations.join("; ")}`,
      );
    }
    return requestWithJson(request, input);
  }

  private violationsOf(operation: string, input: JsonObject): readonly string[] {
    try {
      return this.violations.of(operation, input);
    } catch (error) {
      if (!(error instanceof WrongType)) throw error;
      throw new CognitoError("SerializationException", error.message);
    }
  }
}

/** What a client receives whose call is refused. Cognito answers 400 for all but its own faults. */
export function refusal(request: AwsRequest, { code, message }: CognitoError): AwsResponse {
  const status = code === "InternalErrorException" ? 500 : 400;
  return serviceError(request, { status, code, message });
}

function bodyOf(request: AwsRequest): JsonObject {
  try {
    const body: unknown = JSON.parse(request.body.toString() || "{}", asReceived);
    if (isJsonObject(body)) return body;
  } catch {
    // As refused as a body that is JSON, but no object.
  }
  throw new CognitoError("SerializationException", "The request's body is not a JSON object.");
}

/**
 * A member that is `null` counts as left out; the browser SDKs send what their caller has not set.
 * Half a surrogate pair cannot be written in UTF-8: Java writes a question mark.
 */
function asReceived(_name: string, value: unknown): unknown {
  if (typeof value === "string") return value.replace(/\p{Cs}/gu, "?");
  return value ?? undefined;
}
