import type { UserPoolType, UserVerificationType } from "@aws-sdk/client-cognito-identity-provider";
import { CognitoError } from "../cognito-error";
import type { MotoClient } from "../moto/moto-client";

/** For whom passkeys of a pool are made. */
export interface RelyingParty {
  /** The name of a site: the pages of it, and of the names below it, may use the passkeys. */
  readonly id: string;
  readonly userVerification: UserVerificationType;
}

/**
 * The pool's relying party: as it says, or its domain.
 *
 * @throws {@link CognitoError} `WebAuthnConfigurationMissingException` for a pool without either.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnConfigurationType.html
 */
export async function relyingPartyOf(moto: MotoClient, pool: UserPoolType): Promise<RelyingParty> {
  const { WebAuthnConfiguration: configuration } = await moto.call("GetUserPoolMfaConfig", {
    UserPoolId: pool.Id,
  });
  const id = configuration?.RelyingPartyId ?? hostOf(pool);
  if (id === undefined) {
    throw new CognitoError(
      "WebAuthnConfigurationMissingException",
      "The user pool has no WebAuthnConfiguration, and no domain.",
    );
  }
  return { id, userVerification: configuration?.UserVerification ?? "preferred" };
}

/**
 * The origin that a browser noted, where it is one of the relying party's; else one that is not.
 *
 * @param clientData `clientDataJSON`, in Base64URL.
 */
export function originIn(clientData: unknown, { id }: RelyingParty): string {
  try {
    const { origin } = JSON.parse(Buffer.from(String(clientData), "base64url").toString()) as {
      origin: string;
    };
    const { hostname } = new URL(origin);
    if (hostname === id || hostname.endsWith(`.${id}`)) return origin;
  } catch {
    // Not what a browser writes.
  }
  return `https://${id}`;
}

function hostOf({ CustomDomain, Domain, Id = "" }: UserPoolType): string | undefined {
  if (CustomDomain) return CustomDomain;
  const region = Id.split("_")[0] ?? "";
  return Domain ? `${Domain}.auth.${region}.amazoncognito.com` : undefined;
}
