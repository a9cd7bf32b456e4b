import { util, type Context, type HTTPRequest, type HTTPResult } from "@aws-appsync/utils";
import { userPoolId } from "../environment";

/** What a data source has answered; its error ends the field. */
export function resultOf(ctx: Context): unknown {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result as unknown;
}

/** A call of an operation of Cognito's on the pool. */
export function cognito(
  operation: string,
  members: Record<string, unknown>,
): HTTPRequest<Record<string, unknown>> {
  return {
    method: "POST",
    resourcePath: "/",
    params: {
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: { UserPoolId: userPoolId, ...members },
    },
  };
}

interface Refusal {
  readonly message?: string;
  readonly __type?: string;
}

/** What Cognito has answered; a refusal ends the field under Cognito's own name for it. */
export function cognitoAnswer(ctx: Context): Record<string, unknown> {
  const { statusCode, body } = resultOf(ctx) as HTTPResult;
  const answer = (body === "" ? {} : JSON.parse(body)) as Refusal & Record<string, unknown>;
  if (statusCode !== 200) {
    util.error(answer.message ?? body, `Cognito:${answer.__type ?? statusCode}`);
  }
  return answer;
}

/** The groups that `AdminListGroupsForUser` has answered. */
export function groupsOf(ctx: Context): string[] {
  const { Groups, NextToken } = cognitoAnswer(ctx) as {
    Groups: { GroupName: string }[];
    NextToken?: string;
  };
  // One call has 60. Part of them must not be taken for all.
  if (NextToken) util.error("The user is in more groups than one call answers", "TooManyGroups");
  return Groups.map((group) => group.GroupName);
}
