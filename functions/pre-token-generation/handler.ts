import type { ClaimValue, PreTokenGenerationEvent } from "../shared/events/pre-token-generation";
import { pipeline } from "../shared/pipeline/pipeline";
import { Refusal } from "../shared/pipeline/refusal";
import { required, type StepContext } from "../shared/pipeline/step";
import { settledBy } from "../shared/pipeline/settled-by";
import { TimeLimit } from "../shared/pipeline/time-limit";
import { triggerHandler, type Log } from "../shared/pipeline/trigger-handler";
import { errorEntry } from "../shared/logging/error-entry";
import { personalDataOf } from "../shared/logging/personal-data";
import { isSuspended, SUSPENDED } from "../shared/users/suspension";
import type { RowFields, UserReader } from "../shared/users/users";
import { claimText, claimValue } from "./claim-value";
import type { TokenSettings } from "./settings";

/** What the handler works with. */
export interface PreTokenGenerationCollaborators {
  readonly users: UserReader;
  readonly settings: Omit<TokenSettings, "tableName">;
  readonly log: Log;
}

/** What the client is told when the table cannot be read. */
export const SIGN_IN_NOT_POSSIBLE = "Sign-in is not possible at the moment. Please try again";

/**
 * What the client is told of a suspended user, after Cognito's "PreTokenGeneration failed with error ".
 * Whoever reads it has proven who they are, or holds a refresh token.
 */
export const MAY_NOT_SIGN_IN = "This user may not sign in";

type Claims = Readonly<Record<string, ClaimValue>>;

/**
 * Makes the pre token generation trigger, for the versions 1, 2 and 3 of its event: it refuses a user
 * whose row says `suspended`, at each refresh too, and takes claims and scopes from the row, never from
 * what the client sends. Groups stay as the pool has them. One read for all of it.
 *
 * A refused client gets `UserLambdaValidationException` with {@link MAY_NOT_SIGN_IN}. Access and ID
 * tokens that were given before are good until they expire: an hour, unless the client says otherwise.
 *
 * It fails closed: a suspended user must not come back because a table is down, and a claim may be what
 * an API decides by. Where the settings say `whenTableIsDown: "issue"`, tokens are given without extras
 * instead. A user without a row gets tokens without extras, since such a user has been given nothing
 * yet. A machine's token costs no read: there is no user behind it.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export function createHandler(collaborators: PreTokenGenerationCollaborators) {
  return triggerHandler({
    trigger: "pre-token-generation",
    run: pipeline(
      required("row", (event: PreTokenGenerationEvent, context) =>
        consultRow(collaborators, event, context),
      ),
    ),
    message: SIGN_IN_NOT_POSSIBLE,
    log: collaborators.log,
  });
}

async function consultRow(
  collaborators: PreTokenGenerationCollaborators,
  event: PreTokenGenerationEvent,
  context: StepContext,
): Promise<void> {
  if (event.triggerSource === "TokenGeneration_ClientCredentials") return;
  const { settings } = collaborators;
  const { sub } = event.request.userAttributes;
  // Cognito always sends it. Without it nobody can say what the user may do.
  if (!sub) throw new Error(`${event.triggerSource} names no user: userAttributes.sub is missing`);
  const row = await read(collaborators, event, sub, context);
  if (isSuspended(row)) throw new Refusal(MAY_NOT_SIGN_IN, "suspended");
  if (row && namesFields(settings)) {
    respond(event, claimsFrom(row, settings), scopesFrom(row, settings));
  }
}

/** Kept to give tokens where the table does not answer and the settings let them be given. */
const FOR_THE_ANSWER = 500;

async function read(
  { users, settings, log }: PreTokenGenerationCollaborators,
  event: PreTokenGenerationEvent,
  sub: string,
  { signal, remaining }: StepContext,
): Promise<RowFields | undefined> {
  const fields = fieldsFor(event, settings);
  if (settings.whenTableIsDown === "refuse") return users.read(sub, fields, signal);
  const limit = new TimeLimit(Math.max(0, remaining - FOR_THE_ANSWER), signal);
  try {
    return await settledBy(limit.signal, users.read(sub, fields, limit.signal));
  } catch (error) {
    const { triggerSource, userPoolId } = event;
    log.error({
      failure: "tokens given without asking the row",
      sub,
      userPoolId,
      triggerSource,
      error: errorEntry(error, personalDataOf(event)),
    });
    return undefined;
  } finally {
    limit.clear();
  }
}

function namesFields({ claims, scopes }: PreTokenGenerationCollaborators["settings"]): boolean {
  return Object.keys(claims).length > 0 || scopes !== undefined;
}

function fieldsFor(
  event: PreTokenGenerationEvent,
  { claims, scopes }: PreTokenGenerationCollaborators["settings"],
): readonly string[] {
  // Version 1 cannot change the access token, where scopes stand.
  const scopeFields = scopes && event.version !== "1" ? [scopes.field] : [];
  return [...new Set([SUSPENDED, ...Object.values(claims), ...scopeFields])];
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
