import type { AwsRequest, AwsResponse, Forward } from "../../interceptor";
import {
  isJsonObject,
  readJson,
  requestWithJson,
  withJson,
  type JsonObject,
} from "../../json-protocol";
import { externalStatus, type ExternalUser } from "../federation/external-users";
import type { Cognito } from "../operation";

/**
 * Reaches moto's users in such a way that moto seems to know what it cannot keep: those who sign in
 * elsewhere, and everybody's second factors.
 */
export function knowingUsers(
  { memory, passwords }: Pick<Cognito, "memory" | "passwords">,
  forward: Forward,
): Forward {
  const { externalUsers, mfa } = memory;
  return async (request) => {
    if (request.service !== "cognito-idp") return forward(request);
    const input = membersOf(request);
    const userPoolId = input["UserPoolId"];
    const user = externalUsers.find(userPoolId, input["Username"]);
    const response = await forward(user === undefined ? request : renamed(request, input, user));
    if (response.status >= 300) return response;
    if (request.operation === "AdminDeleteUser") {
      const username = user?.username ?? String(input["Username"]);
      memory.forgetUser(String(userPoolId), username);
      passwords.forget({ Id: String(userPoolId) }, username);
    }
    return shown(response, (given) => {
      const shape = withoutNothing(given);
      const known = withExternalUser(externalUsers.find(userPoolId, shape["Username"]), shape);
      if (request.operation !== "AdminGetUser") return known;
      const state = mfa.of({ Id: String(userPoolId) }, { username: String(known["Username"]) });
      return {
        ...known,
        UserMFASettingList: state.enabled.length > 0 ? state.enabled : undefined,
        PreferredMfaSetting: state.preferred,
      };
    });
  };
}

/** Cognito leaves the older list of second factors out where it is empty. */
function withoutNothing(user: JsonObject): JsonObject {
  const { MFAOptions: factors } = user;
  const isEmpty = Array.isArray(factors) && factors.length === 0;
  return isEmpty
    ? Object.fromEntries(Object.entries(user).filter(([name]) => name !== "MFAOptions"))
    : user;
}

/** The address of such a user is not kept at moto: see {@link ExternalUser.email}. */
function renamed(request: AwsRequest, input: JsonObject, user: ExternalUser): AwsRequest {
  const given = input["UserAttributes"];
  const isUpdate = request.operation === "AdminUpdateUserAttributes" && Array.isArray(given);
  const attributes = isUpdate ? given.filter(isJsonObject) : [];
  const email = attributes.find(({ Name }) => Name === "email");
  if (email !== undefined) user.email = String(email["Value"]);
  return requestWithJson(request, {
    ...input,
    Username: user.nameAtMoto,
    ...(isUpdate && { UserAttributes: attributes.filter((attribute) => attribute !== email) }),
  });
}

/** Users stand in answers alone or in lists. */
function shown(response: AwsResponse, show: (user: JsonObject) => JsonObject): AwsResponse {
  const output = membersOf(response);
  const { User: one, Users: many } = output;
  if (Array.isArray(many)) {
    return withJson(response, { ...output, Users: many.filter(isJsonObject).map(show) });
  }
  if (isJsonObject(one)) return withJson(response, { ...output, User: show(one) });
  return "UserStatus" in output ? withJson(response, show(output)) : response;
}

function withExternalUser(user: ExternalUser | undefined, shape: JsonObject): JsonObject {
  if (user === undefined) return shape;
  const member = "UserAttributes" in shape ? "UserAttributes" : "Attributes";
  const attributes = Array.isArray(shape[member]) ? shape[member].filter(isJsonObject) : [];
  return {
    ...shape,
    Username: user.username,
    UserStatus: externalStatus,
    [member]: [
      ...attributes.filter(({ Name }) => Name !== "email"),
      ...(user.email === undefined ? [] : [{ Name: "email", Value: user.email }]),
    ],
  };
}

/** moto answers its own crashes with a page of HTML, which has none. */
function membersOf(message: { readonly body: Buffer }): JsonObject {
  try {
    return readJson(message);
  } catch {
    return {};
  }
}
