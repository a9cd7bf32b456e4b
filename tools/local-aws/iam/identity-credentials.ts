import { z } from "zod";
import type { AwsRequest, Forward, Interceptor } from "../interceptor";
import { unsupportedLogin } from "../gaps/identity-pool-providers";
import { callSibling, isJsonObject, jsonResponse, readJson } from "../json-protocol";
import { ownRequest } from "../own-request";
import { serviceError } from "../service-error";
import { textsOf } from "../xml";
import type { ContextValues, RoleSessions } from "./role-sessions";

const rule = z.object({
  Claim: z.string(),
  MatchType: z.enum(["Equals", "Contains", "StartsWith", "NotEqual"]),
  Value: z.string(),
  RoleARN: z.string(),
});

const poolRoles = z.object({
  Roles: z.record(z.string(), z.string()).optional(),
  RoleMappings: z
    .record(
      z.string(),
      z.object({
        Type: z.enum(["Token", "Rules"]),
        AmbiguousRoleResolution: z.enum(["AuthenticatedRole", "Deny"]).optional(),
        RulesConfiguration: z.object({ Rules: z.array(rule) }).optional(),
      }),
    )
    .optional(),
});

type PoolRoles = z.output<typeof poolRoles>;

const input = z.object({
  IdentityId: z.string(),
  Logins: z.record(z.string(), z.string()).optional(),
  CustomRoleArn: z.string().optional(),
});

const idToken = z.looseObject({
  sub: z.string().optional(),
  aud: z.string().optional(),
  "cognito:preferred_role": z.string().optional(),
  "cognito:roles": z.array(z.string()).optional(),
});

type IdToken = z.output<typeof idToken>;

/**
 * moto 5.2.1 gives everybody the same made-up credentials. On AWS an identity gets a session of the
 * role that its pool chooses for it: by the claims of the user's token, by rules, or the pool's role
 * for whoever has signed in, or for guests. Only whose identity it is gets one.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
 */
export function identityCredentials(sessions: RoleSessions): Interceptor {
  const known = new Map<string, { readonly poolId: string; readonly owner: string | undefined }>();
  /** A user has one identity in a pool. */
  const identityOf = (poolId: string, owner: string): string | undefined =>
    [...known].find(([, one]) => one.poolId === poolId && one.owner === owner)?.[0];
  return async (request, forward) => {
    if (request.service !== "cognito-identity") return undefined;
    if (request.operation === "GetId") {
      const { IdentityPoolId, Logins } = readJson(request);
      const owner = ownerIn(isJsonObject(Logins) ? Logins : {});
      const own = owner === undefined ? undefined : identityOf(String(IdentityPoolId), owner);
      if (own !== undefined) return jsonResponse({ IdentityId: own });
      const response = await forward(request);
      const { IdentityId } = readJson(response);
      if (response.status === 200) {
        known.set(String(IdentityId), { poolId: String(IdentityPoolId), owner });
      }
      return response;
    }
    if (request.operation === "DeleteIdentities") {
      const { IdentityIdsToDelete: ids } = readJson(request);
      for (const id of Array.isArray(ids) ? ids : []) known.delete(String(id));
    }
    if (request.operation === "UnlinkIdentity") {
      const response = await forward(request);
      if (response.status === 200) known.delete(String(readJson(request)["IdentityId"]));
      return response;
    }
    if (request.operation !== "GetCredentialsForIdentity") return undefined;
    const { data: call } = input.safeParse(readJson(request));
    const identity = call && known.get(call.IdentityId);
    if (call === undefined || identity === undefined) {
      const message = `Identity '${call?.IdentityId ?? ""}' not found.`;
      return refuse(request, "ResourceNotFoundException", message);
    }
    const { poolId } = identity;
    const unsupported = await unsupportedLogin(request, forward, poolId);
    if (unsupported !== undefined) return unsupported;
    const owner = ownerIn(call.Logins ?? {});
    // A guest who has signed in: the guest's identity is the user's from now on, or the user's earlier one.
    const isJoining = identity.owner === undefined && owner !== undefined;
    const identityId = (isJoining ? identityOf(poolId, owner) : undefined) ?? call.IdentityId;
    if (isJoining) known.set(call.IdentityId, { poolId, owner });
    if (!isJoining && owner !== identity.owner) {
      const message =
        call.Logins === undefined
          ? forbidden(call.IdentityId)
          : "Logins don't match. Please include at least one valid login for this identity or identity pool.";
      return refuse(request, "NotAuthorizedException", message);
    }
    const answer = await callSibling(request, forward, "GetIdentityPoolRoles", {
      IdentityPoolId: poolId,
    });
    if (answer.status !== 200) return answer;
    const roles = poolRoles.parse(readJson(answer));
    const [provider, token] = Object.entries(call.Logins ?? {})[0] ?? [];
    const claims = token === undefined ? undefined : claimsOf(token);
    const role = chooseRole(roles, provider, claims, call.CustomRoleArn);
    if (role === undefined) {
      return refuse(
        request,
        "InvalidIdentityPoolConfigurationException",
        "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
      );
    }
    if (role === "denied") {
      return refuse(request, "NotAuthorizedException", forbidden(call.IdentityId));
    }
    const tags = await callSibling(request, forward, "GetPrincipalTagAttributeMap", {
      IdentityPoolId: poolId,
      IdentityProviderName: provider,
    });
    return assume(sessions, request, forward, role, identityId, {
      ...tagsOf(readJson(tags)["PrincipalTags"], claims),
      "cognito-identity.amazonaws.com:sub": identityId,
      "cognito-identity.amazonaws.com:aud": poolId,
      "cognito-identity.amazonaws.com:amr":
        provider === undefined
          ? ["unauthenticated"]
          : ["authenticated", provider, `${provider}:${claims?.aud ?? ""}`],
    });
  };
}

/** What a session is tagged with: claims of the user's token, under the names that the pool gives them. */
function tagsOf(map: unknown, claims: IdToken | undefined): ContextValues {
  return Object.fromEntries(
    Object.entries(isJsonObject(map) ? map : {}).flatMap(([tag, claim]) => {
      const value = claims?.[String(claim)];
      return typeof value === "string" ? [[`aws:PrincipalTag/${tag}`, value]] : [];
    }),
  );
}

function forbidden(identityId: string): string {
  return `Access to Identity '${identityId}' is forbidden.`;
}

/** Whose an identity is: the user whom its login names; `undefined` for guests. */
function ownerIn(logins: Readonly<Record<string, unknown>>): string | undefined {
  const [provider, token] = Object.entries(logins)[0] ?? [];
  return provider === undefined
    ? undefined
    : `${provider} ${claimsOf(String(token))?.sub ?? String(token)}`;
}

/** The role's ARN; `undefined` where the pool has none to give. */
function chooseRole(
  { Roles, RoleMappings }: PoolRoles,
  provider: string | undefined,
  claims: IdToken | undefined,
  asked: string | undefined,
): string | undefined {
  if (provider === undefined) return Roles?.["unauthenticated"];
  const mapping = RoleMappings?.[`${provider}:${claims?.aud ?? ""}`] ?? RoleMappings?.[provider];
  if (mapping === undefined) return Roles?.["authenticated"];
  const inToken = claims?.["cognito:roles"] ?? [];
  const ambiguous =
    mapping.AmbiguousRoleResolution === "Deny" ? "denied" : Roles?.["authenticated"];
  if (mapping.Type === "Token") {
    if (asked !== undefined) return inToken.includes(asked) ? asked : "denied";
    const preferred = claims?.["cognito:preferred_role"];
    return preferred ?? (inToken.length === 1 ? inToken[0] : ambiguous);
  }
  const rules = mapping.RulesConfiguration?.Rules ?? [];
  return rules.find((each) => matches(each, claims))?.RoleARN ?? ambiguous;
}

function matches({ Claim, MatchType, Value }: z.output<typeof rule>, claims: IdToken | undefined) {
  const claim = claims?.[Claim];
  if (claim === undefined) return false;
  const text = typeof claim === "string" ? claim : JSON.stringify(claim);
  switch (MatchType) {
    case "Equals":
      return text === Value;
    case "NotEqual":
      return text !== Value;
    case "Contains":
      return text.includes(Value);
    case "StartsWith":
      return text.startsWith(Value);
  }
}

async function assume(
  sessions: RoleSessions,
  request: AwsRequest,
  forward: Forward,
  roleArn: string,
  identityId: string,
  context: ContextValues,
) {
  const form = new URLSearchParams({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: roleArn,
    RoleSessionName: "CognitoIdentityCredentials",
    WebIdentityToken: "issued-by-the-identity-pool",
  });
  const asked = ownRequest({ service: "sts", region: request.region, body: form.toString() });
  const response = await forward(asked);
  const xml = response.body.toString("utf8");
  if (response.status !== 200) throw new Error(`${roleArn} cannot be assumed: ${xml}`);
  sessions.begin(asked, xml, context);
  const [accessKeyId, secretKey, sessionToken, expiration] = [
    "AccessKeyId",
    "SecretAccessKey",
    "SessionToken",
    "Expiration",
  ].map((element) => textsOf(xml, element)[0]);
  return jsonResponse({
    IdentityId: identityId,
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretKey: secretKey,
      SessionToken: sessionToken,
      Expiration: Date.parse(expiration ?? "") / 1000,
    },
  });
}

function refuse(request: AwsRequest, code: string, message: string) {
  return serviceError(request, { status: 400, code, message });
}

/** What an ID token says; whoever hands it over has had it verified before. */
function claimsOf(token: string): IdToken | undefined {
  try {
    const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
    return idToken.parse(JSON.parse(payload));
  } catch {
    return undefined;
  }
}
