import type { SourceOf } from "../../../configuration/trigger-catalogue";
import type {
  TokenEventV1,
  TokenEventV2,
  TokenEventV3,
} from "../../../functions/shared/events/pre-token-generation";
import { triggerEvent, type Difference } from "./trigger-event";

interface Versions {
  readonly 1: TokenEventV1;
  readonly 2: TokenEventV2;
  readonly 3: TokenEventV3;
}

interface Changes {
  readonly triggerSource?: SourceOf<"pre-token-generation"> | undefined;
  readonly request?: object | undefined;
  readonly response?: object | undefined;
}

/** The event of a pool whose pre token generation trigger has `version`, but for `difference`. */
export function tokenEvent<Version extends keyof Versions>(
  version: Version,
  difference?: Difference<Versions[Version]>,
): Versions[Version] {
  const { triggerSource = "TokenGeneration_Authentication", ...changes }: Changes =
    difference ?? {};
  // Version 1 knows no scopes, and has its answer under another name.
  const [request, response] =
    version === 1
      ? [
          { scopes: undefined },
          { claimsAndScopeOverrideDetails: undefined, claimsOverrideDetails: null },
        ]
      : [{}, {}];
  return triggerEvent(triggerSource, {
    ...changes,
    version: String(version),
    request: { ...request, ...changes.request },
    response: { ...response, ...changes.response },
  } as object) as Versions[Version];
}
