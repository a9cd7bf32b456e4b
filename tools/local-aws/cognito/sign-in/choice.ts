import type { ClientOfPool, PoolUser } from "../pools/pool-user";
import { invalidParameter, required, resetRequired, wrongPassword } from "../refusals";
import { afterPassword } from "./after-password";
import type { Attempt } from "./attempt";
import { sendCode } from "./mfa";
import { askForPasskey } from "./passkey-challenge";
import { checkAttempts } from "./password-attempts";
import { passwordVerifier, standInFor } from "./password-verifier";

/** What a user may begin a sign-in with, in the words of `AvailableChallenges`. */
export type FirstFactor = "PASSWORD" | "PASSWORD_SRP" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN";

/** A sign-in by choice, in one call of the client. */
export interface ChoiceAttempt extends Omit<Attempt, "user"> {
  /** `undefined` for a user who does not exist, which must not be seen. */
  readonly user: PoolUser | undefined;
  /** The name that the client began with. */
  readonly login: string;
}

/**
 * What a user may begin with: what the pool allows, of what the user has. Who has a second factor begins
 * with a password.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html
 */
export function firstFactors(
  { cognito }: Pick<Attempt, "cognito">,
  { pool }: Pick<ClientOfPool, "pool">,
  user: PoolUser | undefined,
): readonly FirstFactor[] {
  const allowed = pool.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ["PASSWORD"];
  const password: readonly FirstFactor[] = ["PASSWORD_SRP", "PASSWORD"];
  if (user === undefined) return password;
  const hasPassword = cognito.passwords.of(pool, user.username) !== undefined;
  const { mfa, passkeys } = cognito.memory;
  const mode = pool.MfaConfiguration ?? "OFF";
  const needsMore = mode === "ON" || (mode !== "OFF" && mfa.of(pool, user).enabled.length > 0);
  const without = [
    ["EMAIL_OTP", user.attributes["email_verified"] === "true"],
    ["SMS_OTP", user.attributes["phone_number_verified"] === "true"],
    ["WEB_AUTHN", passkeys.of(pool, user).length > 0],
  ] as const;
  return [
    ...(hasPassword ? password : []),
    ...without.flatMap(([name, has]) =>
      has && !needsMore && allowed.includes(name) ? [name] : [],
    ),
  ];
}

/** Begins USER_AUTH: with the factor that the client prefers, or with a choice. */
export async function beginByChoice(
  attempt: ChoiceAttempt,
  parameters: Readonly<Record<string, string>>,
): Promise<object> {
  const available = firstFactors(attempt, attempt.at, attempt.user);
  if (attempt.user?.status === "RESET_REQUIRED" && available.every((name) => isPassword(name))) {
    throw resetRequired();
  }
  const preferred = available.find((name) => name === parameters["PREFERRED_CHALLENGE"]);
  if (preferred !== undefined) return ask(attempt, preferred, parameters);
  return {
    ...asked(attempt, "SELECT_CHALLENGE"),
    AvailableChallenges: available,
  };
}

/** Answers SELECT_CHALLENGE. */
export async function choose(
  attempt: ChoiceAttempt,
  responses: Readonly<Record<string, string>>,
): Promise<object> {
  const answer = required(responses, "ANSWER");
  const factor = firstFactors(attempt, attempt.at, attempt.user).find((name) => name === answer);
  if (factor === undefined) throw invalidParameter(`${answer} is not available for the user.`);
  return ask(attempt, factor, responses);
}

/** Answers PASSWORD, PASSWORD_SRP, or asks for what the factor needs. */
export async function ask(
  attempt: ChoiceAttempt,
  factor: FirstFactor,
  given: Readonly<Record<string, string>>,
): Promise<object> {
  const { cognito, at, user, login } = attempt;
  if (user?.status === "RESET_REQUIRED" && isPassword(factor)) throw resetRequired();
  if (factor === "PASSWORD_SRP") {
    const { SRP_A: clientValue } = given;
    return clientValue === undefined
      ? asked(attempt, factor)
      : passwordVerifier(cognito, at, { user, login, clientValue });
  }
  if (factor === "PASSWORD") {
    const { PASSWORD: password } = given;
    if (password === undefined) return asked(attempt, factor);
    if (user === undefined) throw wrongPassword();
    const isRight = cognito.passwords.check(at.pool, user.username, password);
    checkAttempts(cognito, at, user, isRight);
    return afterPassword({ ...attempt, user });
  }
  if (user === undefined) throw wrongPassword();
  return factor === "WEB_AUTHN"
    ? askForPasskey({ ...attempt, user })
    : sendCode({ ...attempt, user }, factor);
}

function isPassword(factor: FirstFactor): boolean {
  return factor === "PASSWORD" || factor === "PASSWORD_SRP";
}

function asked(
  { cognito, at, user, login }: ChoiceAttempt,
  name: "SELECT_CHALLENGE" | "PASSWORD" | "PASSWORD_SRP",
): object {
  const username = user?.username ?? standInFor(at.pool, login);
  const { ClientId = "", AuthSessionValidity } = at.client;
  const owner = { clientId: ClientId, username, login, userNotFound: user === undefined };
  return {
    ChallengeName: name,
    Session: cognito.memory.challenges.start(owner, { name }, AuthSessionValidity),
    ChallengeParameters: {},
  };
}
