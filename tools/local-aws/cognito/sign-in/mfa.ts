import { CognitoError } from "../cognito-error";
import { deliveryTo, type Verifiable } from "../messages/code-delivery";
import { newCode } from "../messages/confirmation-codes";
import { attributeList } from "../pools/user-pools";
import { codeMismatch, invalidParameter, invalidSession, required } from "../refusals";
import { refuseTakenAddress } from "../users/taken-address";
import { checkSchema } from "../users/user-attributes";
import { challenged, type Attempt } from "./attempt";
import { afterFactors, isRemembered } from "./device-challenge";
import type { ChallengeOf } from "./challenge-sessions";
import type { Factor } from "./mfa-states";
import { offeredFactors } from "./offered-factors";

/** Factors that are a code; an e-mail's is one name for the first and for the second. */
type SentCode = "SMS_MFA" | "SMS_OTP" | "EMAIL_OTP";

/** Where a code goes, for the factors that are one; and the answer's name. */
const sent: Readonly<Record<SentCode, { to: Verifiable; answer: string }>> = {
  SMS_MFA: { to: "phone_number", answer: "SMS_MFA_CODE" },
  SMS_OTP: { to: "phone_number", answer: "SMS_OTP_CODE" },
  EMAIL_OTP: { to: "email", answer: "EMAIL_OTP_CODE" },
};

/**
 * The challenge by a second factor, if the pool asks for one and the user has one, or must set one
 * up.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
export async function secondFactor(attempt: Attempt): Promise<object | undefined> {
  const { cognito, at, user } = attempt;
  const mode = at.pool.MfaConfiguration ?? "OFF";
  if (mode === "OFF" || isRemembered(attempt)) return undefined;
  const { enabled, preferred, secret } = cognito.memory.mfa.of(at.pool, user);
  const offered = mode === "ON" ? await offeredFactors(attempt.call.moto, at.pool) : [];
  // Where everybody needs a factor, one that the user has counts without being asked for.
  const own = offered.filter((factor) =>
    factor === "SOFTWARE_TOKEN_MFA" ? secret !== undefined : user.attributes[sent[factor].to],
  );
  const factors = new Set([...enabled, ...own]);
  const chosen = preferred ?? (factors.size === 1 ? [...factors][0] : undefined);
  if (chosen !== undefined) return askFor(attempt, chosen);
  if (factors.size > 1) {
    const choice = [...factors];
    return challenged(
      attempt,
      { name: "SELECT_MFA_TYPE", factors: choice },
      { MFAS_CAN_CHOOSE: JSON.stringify(choice) },
    );
  }
  return mode === "ON" ? mfaSetup(attempt, offered) : undefined;
}

/** Answers SELECT_MFA_TYPE. */
export async function selectFactor(
  attempt: Attempt,
  challenge: ChallengeOf<"SELECT_MFA_TYPE">,
  responses: Readonly<Record<string, string>>,
): Promise<object> {
  const answer = required(responses, "ANSWER");
  const factor = challenge.factors.find((name) => name === answer);
  if (factor === undefined) throw invalidParameter("MFA type is not enabled for the user.");
  return askFor(attempt, factor);
}

/**
 * Answers SOFTWARE_TOKEN_MFA.
 *
 * @throws {@link CognitoError} `CodeMismatchException`, `ExpiredCodeException`
 */
export async function checkSoftwareToken(
  attempt: Attempt,
  responses: Readonly<Record<string, string>>,
): Promise<object> {
  const code = required(responses, "SOFTWARE_TOKEN_MFA_CODE");
  const verdict = attempt.cognito.memory.mfa.spend(attempt.at.pool, attempt.user, code);
  if (verdict === "wrong") throw codeMismatch();
  if (verdict === "used") {
    throw new CognitoError(
      "ExpiredCodeException",
      "Your software token has already been used once.",
    );
  }
  return afterFactors(attempt, "TokenGeneration_Authentication");
}

/**
 * Answers SMS_MFA, SMS_OTP and EMAIL_OTP. Here only the code that was sent is right.
 *
 * @throws {@link CognitoError} `CodeMismatchException`
 */
export async function checkSentCode(
  attempt: Attempt,
  challenge: ChallengeOf<SentCode>,
  responses: Readonly<Record<string, string>>,
): Promise<object> {
  if (required(responses, sent[challenge.name].answer) !== challenge.code) throw codeMismatch();
  if (challenge.email !== undefined) await keepEmail(attempt, challenge.email);
  return afterFactors(attempt, "TokenGeneration_Authentication");
}

/**
 * Answers MFA_SETUP: once VerifySoftwareToken has accepted a code in this session, or with the address that
 * codes are to go to, which is the user's as soon as they know the code.
 */
export async function finishSetup(
  attempt: Attempt,
  challenge: ChallengeOf<"MFA_SETUP">,
  { EMAIL: email }: Readonly<Record<string, string>>,
): Promise<object> {
  const { user } = attempt;
  if (challenge.isVerified === true) return afterFactors(attempt, "TokenGeneration_Authentication");
  if (email === undefined || challenge.factors?.includes("EMAIL_OTP") !== true) {
    throw invalidSession();
  }
  checkSchema(attempt.at.pool, { email });
  await refuseTakenAddress(attempt.call.pools, attempt.at.pool, user, { email });
  const reachable = { ...user, attributes: { ...user.attributes, email } };
  return sendCode({ ...attempt, user: reachable }, "EMAIL_OTP", { email });
}

async function keepEmail(
  { cognito, call, at: { pool }, user }: Attempt,
  email: string,
): Promise<void> {
  const attributes = { email, email_verified: "true" };
  await call.moto.call("AdminUpdateUserAttributes", {
    UserPoolId: pool.Id,
    Username: user.username,
    UserAttributes: attributeList(attributes),
  });
  cognito.memory.logins.add(pool, { ...user, attributes });
}

async function askFor(attempt: Attempt, factor: Factor): Promise<object> {
  const { cognito, at, user } = attempt;
  const parameters = { USER_ID_FOR_SRP: user.username };
  if (factor === "SOFTWARE_TOKEN_MFA") {
    const name = cognito.memory.mfa.of(at.pool, user).deviceName;
    return challenged(
      attempt,
      { name: factor },
      { ...parameters, ...(name !== undefined && { FRIENDLY_DEVICE_NAME: name }) },
    );
  }
  return sendCode(attempt, factor);
}

/**
 * Sends a code, and asks for it.
 *
 * @param proves what the right answer makes the user's.
 */
export async function sendCode(
  attempt: Attempt,
  factor: SentCode,
  proves: { readonly email?: string } = {},
): Promise<object> {
  const { cognito, call, at, user } = attempt;
  const parameters = { USER_ID_FOR_SRP: user.username };
  const { to } = sent[factor];
  const code = newCode();
  await cognito.messages.send(call, {
    pool: at.pool,
    user,
    clientId: at.client.ClientId ?? "",
    reason: "Authentication",
    to,
    secret: code,
    clientMetadata: attempt.clientMetadata,
  });
  const { DeliveryMedium, Destination } = deliveryTo(to, user.attributes[to] ?? "");
  return challenged(
    attempt,
    { name: factor, code, ...proves },
    {
      ...parameters,
      CODE_DELIVERY_DELIVERY_MEDIUM: DeliveryMedium ?? "",
      CODE_DELIVERY_DESTINATION: Destination ?? "",
    },
  );
}

function mfaSetup(attempt: Attempt, offered: readonly Factor[]): object {
  const parameters = {
    USER_ID_FOR_SRP: attempt.user.username,
    MFAS_CAN_SETUP: JSON.stringify(offered),
  };
  return challenged(attempt, { name: "MFA_SETUP", factors: offered }, parameters);
}
