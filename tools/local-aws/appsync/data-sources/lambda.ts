import { BadRequestError, type AskDataSource } from "./data-source";

/**
 * Calls a function.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-lambda-js.html
 */
export const askLambda: AskDataSource = async (source, request, caller) => {
  const { lambdaConfig, serviceRoleArn } = source;
  const { operation, payload, invocationType = "RequestResponse" } = request;
  if (lambdaConfig === undefined || serviceRoleArn === undefined) {
    throw new BadRequestError(`The data source ${source.name} names no function or no role.`);
  }
  if (operation !== "Invoke") {
    throw new BadRequestError(
      `The local AWS has no operation ${String(operation)} for a function.`,
    );
  }
  const [, , , region = ""] = lambdaConfig.lambdaFunctionArn.split(":");
  const { status, headers, body } = await caller.as(serviceRoleArn, {
    service: "lambda",
    region,
    url: `/2015-03-31/functions/${encodeURIComponent(lambdaConfig.lambdaFunctionArn)}/invocations`,
    contentType: "application/json",
    body: JSON.stringify(payload ?? null),
    headers: { "x-amz-invocation-type": String(invocationType) },
  });
  const text = body.toString("utf8");
  const answer: unknown = text === "" ? null : JSON.parse(text);
  const kind = headers["x-amz-function-error"];
  if (status < 300 && kind === undefined) return { result: answer };
  const { errorMessage, Message, message } = (answer ?? {}) as Readonly<
    Partial<Record<"errorMessage" | "Message" | "message", string>>
  >;
  return {
    result: null,
    error: {
      message: errorMessage ?? message ?? Message ?? "The function has failed.",
      type: kind === undefined ? "Lambda:IllegalArgument" : `Lambda:${kind}`,
    },
  };
};
