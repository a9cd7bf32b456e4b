import {
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
  type AuthenticationResponseJSON,
} from "@simplewebauthn/server";
import { originIn, relyingPartyOf } from "../passkeys/relying-party";
import { invalidParameter, notAuthorized, required } from "../refusals";
import { challenged, type Attempt } from "./attempt";
import type { ChallengeOf } from "./challenge-sessions";
import { afterFactors } from "./device-challenge";

/** Puts the challenge WEB_AUTHN: what a browser's `navigator.credentials.get` needs. */
export async function askForPasskey(attempt: Attempt): Promise<object> {
  const { cognito, call, at, user } = attempt;
  const party = await relyingPartyOf(call.moto, at.pool);
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    userVerification: party.userVerification,
    allowCredentials: cognito.memory.passkeys.of(at.pool, user).map(({ credential }) => credential),
  });
  return challenged(
    attempt,
    { name: "WEB_AUTHN", challenge: options.challenge },
    { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(options) },
  );
}

/**
 * Answers WEB_AUTHN.
 *
 * @throws {@link CognitoError} `NotAuthorizedException` for a proof that is none.
 */
export async function checkPasskey(
  attempt: Attempt,
  { challenge }: ChallengeOf<"WEB_AUTHN">,
  responses: Readonly<Record<string, string>>,
): Promise<object> {
  const { cognito, call, at, user } = attempt;
  const response = credentialIn(required(responses, "CREDENTIAL"));
  const party = await relyingPartyOf(call.moto, at.pool);
  const all = cognito.memory.passkeys.of(at.pool, user);
  const passkey = all.find(({ credential }) => credential.id === response.id);
  if (passkey === undefined) throw notAuthorized("Invalid credential.");
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: originIn(response.response.clientDataJSON, party),
    expectedRPID: party.id,
    credential: passkey.credential,
    requireUserVerification: party.userVerification === "required",
  }).catch(() => {
    throw notAuthorized("Invalid credential.");
  });
  if (!verified) throw notAuthorized("Invalid credential.");
  const counted = {
    ...passkey,
    credential: { ...passkey.credential, counter: authenticationInfo.newCounter },
  };
  cognito.memory.passkeys.set(
    at.pool,
    user,
    all.map((each) => (each === passkey ? counted : each)),
  );
  return afterFactors(attempt, "TokenGeneration_Authentication");
}

function credentialIn(text: string): AuthenticationResponseJSON {
  try {
    return JSON.parse(text) as AuthenticationResponseJSON;
  } catch {
    throw invalidParameter("CREDENTIAL is not JSON.");
  }
}
