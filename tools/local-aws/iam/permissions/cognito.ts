import { readJson } from "../../json-protocol";
import { publicIdentityPoolOperations, publicUserPoolOperations } from "../../public-operations";
import { arn, type Inquiry, type Permissions } from "./inquiry";

/**
 * Of calls that users make for themselves, whoever signs them, no policy is asked.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html
 */
export function userPools(inquiry: Inquiry): Permissions {
  const { operation = "" } = inquiry.request;
  if (publicUserPoolOperations.has(operation)) return [];
  const { UserPoolId, ResourceArn } = readJson(inquiry.request);
  const pool = typeof UserPoolId === "string" ? arn(inquiry, `userpool/${UserPoolId}`) : undefined;
  const action = `cognito-idp:${operation}`;
  if (["CreateUserPool", "ListUserPools", "DescribeUserPoolDomain"].includes(operation)) {
    return [{ action, resources: ["*"] }];
  }
  const resource = pool ?? ResourceArn;
  return typeof resource === "string" ? [{ action, resources: [resource] }] : undefined;
}

export function cognitoIdentity(inquiry: Inquiry): Permissions {
  const { operation = "" } = inquiry.request;
  if (publicIdentityPoolOperations.has(operation)) return [];
  const { IdentityPoolId } = readJson(inquiry.request);
  if (operation === "DeleteIdentities") {
    return [{ action: "cognito-identity:DeleteIdentities", resources: ["*"] }];
  }
  if (typeof IdentityPoolId !== "string") return undefined;
  const resource = arn(inquiry, `identitypool/${IdentityPoolId}`);
  return [{ action: `cognito-identity:${operation}`, resources: [resource] }];
}
