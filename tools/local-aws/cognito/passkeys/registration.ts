import {
  generateRegistrationOptions,
  verifyRegistrationResponse,
  type RegistrationResponseJSON,
} from "@simplewebauthn/server";
import { z } from "zod";
import { CognitoError } from "../cognito-error";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { ownerKey } from "./passkeys";
import { originIn, relyingPartyOf } from "./relying-party";

const startSchema = z.object({ AccessToken: input.accessToken });
const completeSchema = startSchema.extend({ Credential: z.looseObject({}) });

/** Of all that browsers offer, most can do one of these: EdDSA is left out, as on AWS. */
const algorithms = [-7, -257];

/**
 * StartWebAuthnRegistration: what a browser's `navigator.credentials.create` needs.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html
 */
export function startWebAuthnRegistration(cognito: Cognito): Operation {
  return operation(cognito, "StartWebAuthnRegistration", startSchema, async (call) => {
    const { pool, user } = await call.pools.signedIn(call.input.AccessToken);
    checkAllowed(pool.Policies?.SignInPolicy?.AllowedFirstAuthFactors);
    const party = await relyingPartyOf(call.moto, pool);
    const { passkeys } = cognito.memory;
    const options = await generateRegistrationOptions({
      rpName: party.id,
      rpID: party.id,
      userName: user.attributes["email"] ?? user.username,
      userID: Uint8Array.from(Buffer.from(user.attributes["sub"] ?? user.username)),
      supportedAlgorithmIDs: algorithms,
      authenticatorSelection: {
        residentKey: "required",
        requireResidentKey: true,
        userVerification: party.userVerification,
      },
      excludeCredentials: passkeys.of(pool, user).map(({ credential }) => ({ id: credential.id })),
    });
    passkeys.registrations.set(ownerKey(pool, user), options.challenge);
    return { CredentialCreationOptions: options };
  });
}

/**
 * CompleteWebAuthnRegistration, with what the browser has made.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html
 */
export function completeWebAuthnRegistration(cognito: Cognito): Operation {
  return operation(cognito, "CompleteWebAuthnRegistration", completeSchema, async (call) => {
    const { pool, user } = await call.pools.signedIn(call.input.AccessToken);
    const { passkeys, clock } = cognito.memory;
    const challenge = passkeys.registrations.get(ownerKey(pool, user));
    passkeys.registrations.delete(ownerKey(pool, user));
    if (challenge === undefined) {
      throw new CognitoError("WebAuthnChallengeNotFoundException", "Challenge not found.");
    }
    const party = await relyingPartyOf(call.moto, pool);
    const response = call.input.Credential as unknown as RegistrationResponseJSON;
    const made = await verified(response, challenge, party);
    const passkey = {
      credential: made,
      relyingPartyId: party.id,
      name: `Passkey ${passkeys.of(pool, user).length + 1}`,
      attachment: response.authenticatorAttachment,
      createdAt: clock.now(),
    };
    passkeys.set(pool, user, [...passkeys.of(pool, user), passkey]);
    return {};
  });
}

async function verified(
  response: RegistrationResponseJSON,
  expectedChallenge: string,
  party: Awaited<ReturnType<typeof relyingPartyOf>>,
) {
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge,
      expectedOrigin: originIn(response.response.clientDataJSON, party),
      expectedRPID: party.id,
      requireUserVerification: party.userVerification === "required",
      supportedAlgorithmIDs: algorithms,
    });
    if (registrationInfo !== undefined) return registrationInfo.credential;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new CognitoError("WebAuthnCredentialNotSupportedException", cause);
  }
  throw new CognitoError("WebAuthnCredentialNotSupportedException", "It could not be verified.");
}

function checkAllowed(factors: readonly string[] | undefined): void {
  if (factors?.includes("WEB_AUTHN") === true) return;
  throw new CognitoError("WebAuthnNotEnabledException", "WebAuthn is not enabled for this pool.");
}
