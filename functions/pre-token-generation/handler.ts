import type { ClaimValue, PreTokenGenerationEvent } from "../shared/events/pre-token-generation";
import { pipeline } from "../shared/pipeline/pipeline";
import { required, type StepContext } from "../shared/pipeline/step";
import { triggerHandler, type Log } from "../shared/pipeline/trigger-handler";
import type { RowFields, UserReader } from "../shared/users/users";
import { claimText, claimValue } from "./claim-value";
import type { TokenSettings } from "./settings";

/** What the handler works with. */
export interface PreTokenGenerationCollaborators {
  readonly users: UserReader;
  readonly settings: Pick<TokenSettings, "claims" | "scopes">;
  readonly log: Log;
}

/** What the client is told when the table cannot be read. */
export const SIGN_IN_NOT_POSSIBLE = "Sign-in is not possible at the moment. Please try again";

type Claims = Readonly<Record<string, ClaimValue>>;

/**
 * Makes the pre token generation trigger, for the versions 1, 2 and 3 of its event: claims and scopes
 * come from the user's row, never from what the client sends, and groups stay as the pool has them.
 *
 * It fails closed. A claim may be what an API decides by, and a token without it is good for an hour:
 * so no tokens where the table cannot be read. A user without a row gets tokens without extras, since
 * such a user has been given nothing yet.
 *
 * Nothing to add costs no call; neither does a machine's token, behind which there is no user
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html).
 */
export function createHandler(collaborators: PreTokenGenerationCollaborators) {
  return triggerHandler({
    trigger: "pre-token-generation",
    run: pipeline(
      required("claims", (event: PreTokenGenerationEvent, context) =>
        addClaims(collaborators, event, context),
      ),
    ),
    message: SIGN_IN_NOT_POSSIBLE,
    log: collaborators.log,
  });
}

async function addClaims(
  { users, settings }: PreTokenGenerationCollaborators,
  event: PreTokenGenerationEvent,
  { signal }: StepContext,
): Promise<void> {
  if (event.triggerSource === "TokenGeneration_ClientCredentials") return;
  const fields = fieldsFor(event, settings);
  if (fields.length === 0) return;
  const { sub } = event.request.userAttributes;
  // Cognito always sends it. Without it nobody can say what the user may do.
  if (!sub) throw new Error(`${event.triggerSource} names no user: userAttributes.sub is missing`);
  const row = await users.read(sub, fields, signal);
  if (row) respond(event, claimsFrom(row, settings), scopesFrom(row, settings));
}

function fieldsFor(
  event: PreTokenGenerationEvent,
  { claims, scopes }: PreTokenGenerationCollaborators["settings"],
): readonly string[] {
  // Version 1 cannot change the access token, where scopes stand.
  const scopeFields = scopes && event.version !== "1" ? [scopes.field] : [];
  return [...new Set([...Object.values(claims), ...scopeFields])];
}

function claimsFrom(row: RowFields, { claims }: Pick<TokenSettings, "claims">): Claims {
  return Object.fromEntries(
    Object.entries(claims).flatMap(([name, field]) => {
      const value = claimValue(row[field]);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function scopesFrom(row: RowFields, { scopes }: Pick<TokenSettings, "scopes">): readonly string[] {
  const listed: unknown = scopes && row[scopes.field];
  if (!scopes || !Array.isArray(listed)) return [];
  return scopes.allowed.filter((scope) => listed.includes(scope));
}

function respond(event: PreTokenGenerationEvent, claims: Claims, scopes: readonly string[]): void {
  // Cognito's own way to say that the groups stay: an empty or null override takes them away.
  const { groupConfiguration } = event.request;
  const groups = groupConfiguration && { groupOverrideDetails: groupConfiguration };
  if (event.version === "1") {
    const texts = Object.entries(claims).map(([name, value]) => [name, claimText(value)] as const);
    event.response.claimsOverrideDetails = {
      ...groups,
      ...event.response.claimsOverrideDetails,
      claimsToAddOrOverride: {
        ...event.response.claimsOverrideDetails?.claimsToAddOrOverride,
        ...Object.fromEntries(texts),
      },
    };
    return;
  }
  // Steps before this one may have had something to say.
  const said = event.response.claimsAndScopeOverrideDetails;
  const { idTokenGeneration: id, accessTokenGeneration: access } = said ?? {};
  event.response.claimsAndScopeOverrideDetails = {
    ...groups,
    ...said,
    idTokenGeneration: {
      ...id,
      claimsToAddOrOverride: { ...id?.claimsToAddOrOverride, ...claims },
    },
    accessTokenGeneration: {
      ...access,
      claimsToAddOrOverride: { ...access?.claimsToAddOrOverride, ...claims },
      scopesToAdd: [...new Set([...(access?.scopesToAdd ?? []), ...scopes])],
    },
  };
}
