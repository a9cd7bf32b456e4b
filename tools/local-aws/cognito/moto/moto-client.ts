import type {
  AdminConfirmSignUpCommandInput,
  AdminConfirmSignUpCommandOutput,
  AdminCreateUserCommandInput,
  AdminCreateUserCommandOutput,
  AdminDeleteUserAttributesCommandInput,
  AdminDeleteUserAttributesCommandOutput,
  AdminDeleteUserCommandInput,
  AdminDeleteUserCommandOutput,
  AdminDisableUserCommandInput,
  AdminDisableUserCommandOutput,
  AdminGetUserCommandInput,
  AdminGetUserCommandOutput,
  AdminListGroupsForUserCommandInput,
  AdminListGroupsForUserCommandOutput,
  AdminResetUserPasswordCommandInput,
  AdminResetUserPasswordCommandOutput,
  AdminSetUserPasswordCommandInput,
  AdminSetUserPasswordCommandOutput,
  AdminUpdateUserAttributesCommandInput,
  AdminUpdateUserAttributesCommandOutput,
  CreateIdentityProviderCommandInput,
  CreateIdentityProviderCommandOutput,
  DescribeIdentityProviderCommandInput,
  DescribeIdentityProviderCommandOutput,
  DescribeUserPoolClientCommandInput,
  DescribeUserPoolClientCommandOutput,
  DescribeUserPoolCommandInput,
  DescribeUserPoolCommandOutput,
  GetUserPoolMfaConfigCommandInput,
  GetUserPoolMfaConfigCommandOutput,
  ListIdentityProvidersCommandInput,
  ListIdentityProvidersCommandOutput,
  ListUserPoolsCommandInput,
  ListUserPoolsCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { AwsRequest, AwsResponse, Forward } from "../../interceptor";
import { isJsonObject, requestWithJson, type JsonObject } from "../../json-protocol";
import { ownRequest } from "../../own-request";
import { CognitoError } from "../cognito-error";
import { invalidParameter, unknownClient } from "../refusals";

/** What the gateway itself asks of moto, in the SDK's types. */
interface Calls {
  AdminConfirmSignUp: [AdminConfirmSignUpCommandInput, AdminConfirmSignUpCommandOutput];
  AdminCreateUser: [AdminCreateUserCommandInput, AdminCreateUserCommandOutput];
  AdminDeleteUser: [AdminDeleteUserCommandInput, AdminDeleteUserCommandOutput];
  AdminDeleteUserAttributes: [
    AdminDeleteUserAttributesCommandInput,
    AdminDeleteUserAttributesCommandOutput,
  ];
  AdminDisableUser: [AdminDisableUserCommandInput, AdminDisableUserCommandOutput];
  AdminGetUser: [AdminGetUserCommandInput, AdminGetUserCommandOutput];
  AdminListGroupsForUser: [AdminListGroupsForUserCommandInput, AdminListGroupsForUserCommandOutput];
  AdminResetUserPassword: [AdminResetUserPasswordCommandInput, AdminResetUserPasswordCommandOutput];
  AdminSetUserPassword: [AdminSetUserPasswordCommandInput, AdminSetUserPasswordCommandOutput];
  AdminUpdateUserAttributes: [
    AdminUpdateUserAttributesCommandInput,
    AdminUpdateUserAttributesCommandOutput,
  ];
  CreateIdentityProvider: [CreateIdentityProviderCommandInput, CreateIdentityProviderCommandOutput];
  DescribeIdentityProvider: [
    DescribeIdentityProviderCommandInput,
    DescribeIdentityProviderCommandOutput,
  ];
  DescribeUserPool: [DescribeUserPoolCommandInput, DescribeUserPoolCommandOutput];
  DescribeUserPoolClient: [DescribeUserPoolClientCommandInput, DescribeUserPoolClientCommandOutput];
  GetUserPoolMfaConfig: [GetUserPoolMfaConfigCommandInput, GetUserPoolMfaConfigCommandOutput];
  ListIdentityProviders: [ListIdentityProvidersCommandInput, ListIdentityProvidersCommandOutput];
  ListUserPools: [ListUserPoolsCommandInput, ListUserPoolsCommandOutput];
}

/** The Cognito of moto, asked behind the client's back. */
export class MotoClient {
  constructor(
    /** Reaches the other services of moto too. */
    readonly forward: Forward,
    private readonly region: string,
  ) {}

  /**
   * Runs one operation. Timestamps stay numbers: they are passed on, never computed with.
   *
   * @throws {@link CognitoError} as moto refused the call.
   */
  async call<Name extends keyof Calls>(
    operation: Name,
    input: Calls[Name][0],
  ): Promise<Calls[Name][1]> {
    const region = "UserPoolId" in input ? regionOf(input.UserPoolId) : undefined;
    const request = ownRequest({
      service: "cognito-idp",
      region: region ?? this.region,
      target: `AWSCognitoIdentityProviderService.${operation}`,
      body: JSON.stringify(input),
    });
    const output = readResponse(await this.forward(request), input);
    return output as unknown as Calls[Name][1];
  }

  /**
   * Sends a client's own call on, with its headers (they say who is asking), but another input.
   *
   * @throws {@link CognitoError} as moto refused the call.
   */
  async resend(request: AwsRequest, input: JsonObject): Promise<JsonObject> {
    return readResponse(await this.forward(requestWithJson(request, input)), input);
  }
}

/** The Region that a user pool id such as `eu-west-1_aB3dE5fG7` begins with. */
function regionOf(userPoolId: string | undefined): string | undefined {
  return userPoolId?.includes("_") === true ? userPoolId.split("_")[0] : undefined;
}

function readResponse(response: AwsResponse, input: object): JsonObject {
  const body = parseObject(response.body.toString());
  if (response.status < 300) return body;
  const code = typeof body["__type"] === "string" ? body["__type"] : "InternalErrorException";
  const message = body["message"] ?? body["Message"];
  throw inCognitosWords(code, typeof message === "string" ? message : "", input);
}

/** moto's "not found" says no more than the name that it looked for. */
function inCognitosWords(code: string, message: string, input: object): CognitoError {
  if (code === "InvalidToken") return invalidParameter("Invalid pagination token.");
  const named = Object.entries(input).find(([, value]) => value === message)?.[0];
  if (code === "ResourceNotFoundException" && named === "GroupName") {
    return new CognitoError(code, "Group not found.");
  }
  if (code === "ResourceNotFoundException" && named === "ClientId") {
    return unknownClient(message);
  }
  if (code === "ResourceNotFoundException" && named === "ProviderName") {
    return new CognitoError(code, `Identity provider ${message} does not exist.`);
  }
  if (code === "ResourceNotFoundException" && named === "Domain") {
    // https://github.com/hashicorp/terraform-provider-aws/issues/9330
    return invalidParameter("No such domain or user pool exists.");
  }
  if (message === "Error while parsing filter") {
    // https://github.com/aws/aws-sdk-php/issues/1088
    return invalidParameter("Error while parsing filter.");
  }
  return new CognitoError(code, message);
}

/** moto answers some successes with nothing, and its own crashes with a page of HTML. */
function parseObject(text: string): JsonObject {
  try {
    // `null` is how moto shows what was set back, and an empty description what was never set.
    const value: unknown = JSON.parse(text, (name, each: unknown) =>
      name === "Description" && each === "" ? undefined : (each ?? undefined),
    );
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
