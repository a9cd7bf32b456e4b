import type { AwsRequest, Interceptor } from "../interceptor";
import {
  isJsonObject,
  readJson,
  requestWithJson,
  withJson,
  type JsonObject,
} from "../json-protocol";

/** Settings that moto has no place for: where they are given, and where they are shown. */
interface Forgotten {
  readonly members: readonly string[];
  readonly sets: readonly string[];
  readonly shows: string;
  readonly deletes: string;
  readonly id: string;
  /** What the answer wraps them in. */
  readonly wrapper?: string;
}

const forgotten: readonly Forgotten[] = [
  {
    members: ["EmailMfaConfiguration", "WebAuthnConfiguration"],
    sets: ["SetUserPoolMfaConfig"],
    shows: "GetUserPoolMfaConfig",
    deletes: "DeleteUserPool",
    id: "UserPoolId",
  },
  {
    members: ["CustomDomainConfig", "ManagedLoginVersion", "Routing"],
    sets: ["CreateUserPoolDomain", "UpdateUserPoolDomain"],
    shows: "DescribeUserPoolDomain",
    deletes: "DeleteUserPoolDomain",
    id: "Domain",
    wrapper: "DomainDescription",
  },
];

/**
 * moto 5.2.1 forgets these, so that every plan wants to set them again, and refuses a second factor by
 * e-mail alone.
 */
export function forgottenSettings(): readonly Interceptor[] {
  return forgotten.map(kept);
}

function kept({ members, sets, shows, deletes, id, wrapper }: Forgotten): Interceptor {
  const byId = new Map<string, JsonObject>();

  return async (request, forward) => {
    const { service, operation = "" } = request;
    if (service !== "cognito-idp" || ![...sets, shows, deletes].includes(operation)) {
      return undefined;
    }
    const input = readJson(request);
    const key = String(input[id]);
    const response = await forward(understood(request, input));
    if (response.status !== 200) return response;
    if (operation === deletes) byId.delete(key);
    if (sets.includes(operation)) {
      const given = members.filter((name) => input[name] !== undefined);
      byId.set(key, Object.fromEntries(given.map((name) => [name, input[name]])));
    }
    const output = readJson(response);
    if (wrapper === undefined) {
      return operation === deletes ? response : withJson(response, { ...output, ...byId.get(key) });
    }
    const shown = output[wrapper];
    if (operation !== shows || !isJsonObject(shown)) return response;
    return withJson(response, { ...output, [wrapper]: { ...shown, ...byId.get(key) } });
  };
}

/** moto wants each call to say how far MFA goes, and one of two factors where there is any. */
function understood(request: AwsRequest, input: JsonObject): AwsRequest {
  if (request.operation !== "SetUserPoolMfaConfig") return request;
  const { MfaConfiguration = "OFF" } = input;
  const factors = ["SmsMfaConfiguration", "SoftwareTokenMfaConfiguration"];
  const knowsNone =
    MfaConfiguration !== "OFF" && factors.every((name) => input[name] === undefined);
  return requestWithJson(request, {
    ...input,
    MfaConfiguration,
    ...(knowsNone && { SoftwareTokenMfaConfiguration: { Enabled: false } }),
  });
}
