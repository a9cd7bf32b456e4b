import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import { unrecognizableAnswer } from "../refusals";
import { functionOf, type Triggers } from "../triggers";
import type { PoolUser } from "../pools/pool-user";
import type { GroupConfiguration } from "./group-configuration";

/** Whose tokens are about to be made. */
export interface TokenRequest {
  /** E.g. `TokenGeneration_Authentication`. */
  readonly source: string;
  readonly pool: UserPoolType;
  readonly clientId: string;
  /** Nobody, where a client signs in for itself. */
  readonly user: PoolUser | undefined;
  readonly groups: GroupConfiguration;
  readonly scopes: readonly string[];
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** What the function wants to be different in one token. */
export interface ClaimOverrides {
  readonly claimsToAddOrOverride: Readonly<Record<string, unknown>>;
  readonly claimsToSuppress: readonly string[];
}

/** What becomes of the tokens. */
export interface TokenOverrides {
  readonly groups: GroupConfiguration;
  readonly scopes: readonly string[];
  readonly idToken: ClaimOverrides;
  readonly accessToken: ClaimOverrides;
}

const names = z.array(z.string()).nullish();
const groupOverride = z
  .object({
    groupsToOverride: names,
    iamRolesToOverride: names,
    preferredRole: z.string().nullish(),
  })
  .nullish();
const claimOverrides = <Value extends z.ZodType>(value: Value) =>
  z.object({
    claimsToAddOrOverride: z.record(z.string(), value).nullish(),
    claimsToSuppress: names,
  });
const scopeName = z.string().regex(/^\S+$/);

/** Version 1 knows text alone. */
const first = z.object({
  claimsOverrideDetails: claimOverrides(z.string())
    .extend({ groupOverrideDetails: groupOverride })
    .nullish(),
});
const later = z.object({
  claimsAndScopeOverrideDetails: z
    .object({
      idTokenGeneration: claimOverrides(z.json()).nullish(),
      accessTokenGeneration: claimOverrides(z.json())
        .extend({ scopesToAdd: z.array(scopeName).nullish(), scopesToSuppress: names })
        .nullish(),
      groupOverrideDetails: groupOverride,
    })
    .nullish(),
});

const versions = { V1_0: "1", V2_0: "2", V3_0: "3" } as const;

/** The scope that lets a token's bearer call the user pools API; no function can grant it. */
export const apiScope = "aws.cognito.signin.user.admin";

/**
 * Claims that no function changes: Cognito makes the token with its own, and does not refuse. Groups
 * are changed by the overrides made for them, and scopes too.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html#user-pool-lambda-pre-token-generation-exclude-claims
 */
const fixedInBoth = [
  ...["acr", "amr", "at_hash", "auth_time", "azp", "exp", "iat", "iss", "jti", "nbf", "nonce"],
  ...["origin_jti", "sub", "token_use"],
];
const fixedClaims = {
  idToken: new Set([...fixedInBoth, "aud", "cognito:username", "event_id", "identities"]),
  accessToken: new Set([
    ...[...fixedInBoth, "client_id", "device_key", "event_id", "scope", "username", "version"],
  ]),
};
const groupClaimNames = ["cognito:groups", "cognito:roles", "cognito:preferred_role"];

/**
 * Asks the pool's pre token generation trigger.
 *
 * @throws {@link CognitoError} as {@link Triggers.fire} does, and `InvalidLambdaResponseException`
 *   for a response that is not of the event's version.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export async function askPreTokenGeneration(
  triggers: Triggers,
  request: TokenRequest,
): Promise<TokenOverrides> {
  const lambdaVersion = functionOf(request.pool, "PreTokenGeneration")?.lambdaVersion;
  const version = lambdaVersion === "V2_0" || lambdaVersion === "V3_0" ? lambdaVersion : "V1_0";
  const isForUser = request.user !== undefined;
  // Only the third version is told of clients that sign in for themselves.
  if (!isForUser && version !== "V3_0") return withoutChanges(request);
  const response = await triggers.fire({
    pool: request.pool,
    trigger: "PreTokenGeneration",
    source: request.source,
    version: versions[version],
    userName: request.user?.username ?? request.clientId,
    clientId: request.clientId,
    request: {
      userAttributes: isForUser
        ? { ...request.user.attributes, "cognito:user_status": request.user.status }
        : {},
      groupConfiguration: isForUser ? request.groups : null,
      ...(version !== "V1_0" && { scopes: request.scopes }),
      ...(request.clientMetadata && { clientMetadata: request.clientMetadata }),
    },
    response:
      version === "V1_0"
        ? { claimsOverrideDetails: null }
        : { claimsAndScopeOverrideDetails: null },
  });
  if (response === undefined) return withoutChanges(request);
  return version === "V1_0" ? readFirst(request, response) : readLater(request, response);
}

function readFirst(request: TokenRequest, response: unknown): TokenOverrides {
  const details = parse(first, response).claimsOverrideDetails ?? {};
  return {
    groups: groupsOf(request, details),
    scopes: request.scopes,
    idToken: permitted("idToken", details),
    accessToken: permitted("accessToken", undefined),
  };
}

function readLater(request: TokenRequest, response: unknown): TokenOverrides {
  const details = parse(later, response).claimsAndScopeOverrideDetails ?? {};
  const { scopesToAdd, scopesToSuppress } = details.accessTokenGeneration ?? {};
  const added = (scopesToAdd ?? []).filter((scope) => scope !== apiScope);
  const scopes = [...new Set([...request.scopes, ...added])];
  return {
    groups: groupsOf(request, details),
    scopes: scopes.filter((scope) => scopesToSuppress?.includes(scope) !== true),
    idToken: permitted("idToken", details.idTokenGeneration),
    accessToken: permitted("accessToken", details.accessTokenGeneration),
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, response: unknown): z.output<Schema> {
  const result = schema.safeParse(response);
  if (result.success) return result.data;
  throw unrecognizableAnswer();
}

/** Left out, the groups stay as they are; `null` takes them all away, as an empty object does. */
function groupsOf(
  { groups }: TokenRequest,
  details: { readonly groupOverrideDetails?: z.output<typeof groupOverride> },
): GroupConfiguration {
  const { groupOverrideDetails } = details;
  if (groupOverrideDetails === undefined) return groups;
  return {
    groupsToOverride: groupOverrideDetails?.groupsToOverride ?? [],
    iamRolesToOverride: groupOverrideDetails?.iamRolesToOverride ?? [],
    preferredRole: groupOverrideDetails?.preferredRole ?? null,
  };
}

function permitted(
  token: keyof typeof fixedClaims,
  wanted: z.output<ReturnType<typeof claimOverrides<z.ZodType>>> | null | undefined,
): ClaimOverrides {
  const isFixed = (name: string) => fixedClaims[token].has(name) || name.startsWith("dev:");
  const added = Object.entries(wanted?.claimsToAddOrOverride ?? {}).filter(
    ([name]) => !isFixed(name) && !groupClaimNames.includes(name),
  );
  return {
    claimsToAddOrOverride: Object.fromEntries(added),
    claimsToSuppress: (wanted?.claimsToSuppress ?? []).filter((name) => !isFixed(name)),
  };
}

function withoutChanges({ groups, scopes }: TokenRequest): TokenOverrides {
  const none = { claimsToAddOrOverride: {}, claimsToSuppress: [] };
  return { groups, scopes, idToken: none, accessToken: none };
}
