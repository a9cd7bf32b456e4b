import type { PreTokenGenerationTriggerEvent } from "aws-lambda";
import type { SourceOf } from "../../../configuration/trigger-catalogue";
import type { EventPerSource, WithClientMetadata } from "./base-event";
import type { NoAttributes, UserAttributes } from "./user-attributes";

/** The source that a machine's access token raises, in version 3 alone: there is no user. */
type MachineSource = "TokenGeneration_ClientCredentials";
type UserSource = Exclude<SourceOf<"pre-token-generation">, MachineSource>;

/** The groups and roles that tokens will name. */
export type GroupConfiguration = PreTokenGenerationTriggerEvent["request"]["groupConfiguration"];

/** From version 2 on; version 1 takes strings only. */
export type ClaimValue =
  | string
  | number
  | boolean
  | null
  | readonly ClaimValue[]
  | { readonly [name: string]: ClaimValue };

/** Claims that a token gets or loses, whatever the pool would write. */
export interface ClaimChanges<Value> {
  claimsToAddOrOverride?: Readonly<Record<string, Value>>;
  claimsToSuppress?: readonly string[];
}

/** What an access token gets or loses. */
export interface AccessTokenChanges extends ClaimChanges<ClaimValue> {
  scopesToAdd?: readonly string[];
  scopesToSuppress?: readonly string[];
}

/** In place of the user's groups and roles; left out, they stay as they are. */
interface WithGroupOverride {
  groupOverrideDetails?: GroupConfiguration | null;
}

/** `null` when the event comes. */
export interface TokenResponseV1 {
  claimsOverrideDetails: (ClaimChanges<string> & WithGroupOverride) | null;
}

/** `null` when the event comes. */
export interface TokenResponseV2 {
  claimsAndScopeOverrideDetails:
    | ({
        idTokenGeneration?: ClaimChanges<ClaimValue>;
        accessTokenGeneration?: AccessTokenChanges;
      } & WithGroupOverride)
    | null;
}

type UserRequest = WithClientMetadata & {
  readonly userAttributes: UserAttributes;
  readonly groupConfiguration: GroupConfiguration;
};
type ScopedUserRequest = UserRequest & { readonly scopes?: readonly string[] };
type MachineRequest = WithClientMetadata & {
  readonly userAttributes: NoAttributes;
  readonly groupConfiguration: GroupConfiguration | null;
  readonly scopes: readonly string[];
};

/** A pool whose trigger has the version `V1_0`: it changes the ID token only. */
export type TokenEventV1 = EventPerSource<UserSource, UserRequest, TokenResponseV1> & {
  readonly version: "1";
};

/** `V2_0`: it changes both tokens. */
export type TokenEventV2 = EventPerSource<UserSource, ScopedUserRequest, TokenResponseV2> & {
  readonly version: "2";
};

/** `V3_0`: as version 2, and for machines too, which `@types/aws-lambda` takes for its only source. */
export type TokenEventV3 = (
  | EventPerSource<UserSource, ScopedUserRequest, TokenResponseV2>
  | EventPerSource<MachineSource, MachineRequest, TokenResponseV2>
) & { readonly version: "3" };

/**
 * Tokens are about to be made. The pool's settings, not the sign-in, choose the version.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export type PreTokenGenerationEvent = TokenEventV1 | TokenEventV2 | TokenEventV3;
