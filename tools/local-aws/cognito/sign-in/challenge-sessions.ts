import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock";
import { CognitoError } from "../cognito-error";
import { notAuthorized } from "../refusals";
import type { Factor } from "./mfa-states";
import type { SrpServer } from "./srp";

/** Whose sign-in a session belongs to. */
export interface SessionOwner {
  readonly clientId: string;
  /** {@link PoolUser.username}, or the name that stands for a user who does not exist. */
  readonly username: string;
  /** The name that the client began with. */
  readonly login: string;
  /** Whether the sign-in is only acted out, so that nobody learns that there is no such user. */
  readonly userNotFound: boolean;
}

/** One challenge of a custom sign-in and how it went, as the functions are told. */
export interface CustomRound {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata?: string | undefined;
}

/** What the client was asked, and what the server needs to judge the answer. */
export type Challenge =
  | {
      readonly name: "PASSWORD_VERIFIER";
      readonly srp: SrpServer;
      readonly secretBlock: Buffer;
      /** The rounds so far, when a custom sign-in begins with a password. */
      readonly rounds?: readonly CustomRound[];
    }
  | { readonly name: "DEVICE_SRP_AUTH"; readonly device: string }
  | {
      readonly name: "DEVICE_PASSWORD_VERIFIER";
      readonly device: string;
      readonly srp: SrpServer;
      readonly secretBlock: Buffer;
    }
  | { readonly name: "NEW_PASSWORD_REQUIRED" }
  | { readonly name: "SOFTWARE_TOKEN_MFA" }
  | {
      readonly name: "SMS_MFA" | "SMS_OTP" | "EMAIL_OTP";
      readonly code: string;
      /** An address that the right answer makes the user's. */
      readonly email?: string;
    }
  | { readonly name: "SELECT_CHALLENGE" | "PASSWORD" | "PASSWORD_SRP" }
  | { readonly name: "WEB_AUTHN"; readonly challenge: string }
  | { readonly name: "SELECT_MFA_TYPE"; readonly factors: readonly Factor[] }
  /** No challenge: what leads from a sign-up to the first sign-in. */
  | { readonly name: "SIGNED_UP"; readonly isProven: boolean }
  | {
      readonly name: "MFA_SETUP";
      /** What the user may set up. */
      readonly factors?: readonly Factor[];
      readonly secret?: string;
      readonly isVerified?: boolean;
    }
  | {
      readonly name: "CUSTOM_CHALLENGE";
      readonly rounds: readonly CustomRound[];
      readonly privateParameters: Readonly<Record<string, string>>;
      readonly metadata: string | undefined;
    };

/** The challenge of one name. */
export type ChallengeOf<Name extends Challenge["name"]> = Extract<
  Challenge,
  { readonly name: Name }
>;

/** A sign-in that waits for an answer. */
export interface ChallengeSession<Asked extends Challenge = Challenge> {
  readonly owner: SessionOwner;
  readonly challenge: Asked;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Errors after which the client may answer again in the same session. */
const mayTryAgain = [
  "CodeMismatchException",
  "EnableSoftwareTokenMFAException",
  "InvalidParameterException",
  "InvalidPasswordException",
  "PasswordHistoryPolicyViolationException",
];

/** How often one session takes a wrong answer. */
const maximumAttempts = 5;

/**
 * The sessions that carry a sign-in from one challenge to the next: opaque to the client, and good
 * for one answer.
 */
export class ChallengeSessions {
  private readonly open = new Map<string, ChallengeSession & { readonly attempts: number }>();

  constructor(private readonly clock: Clock) {}

  /** @param validityMinutes the client's `AuthSessionValidity`: 3 to 15, 3 unless it says. */
  start(owner: SessionOwner, challenge: Challenge, validityMinutes = 3): string {
    this.forgetExpired();
    const id = randomBytes(64).toString("base64url");
    const expiresAt = this.clock.now() + validityMinutes * 60_000;
    this.open.set(id, { owner, challenge, expiresAt, attempts: 0 });
    return id;
  }

  /**
   * The session of a challenge PASSWORD_VERIFIER by its secret block, in Base64: clients need not
   * send the session along with it, and those in Python do not.
   */
  ofSecretBlock(secretBlock: string | undefined): string | undefined {
    const given = Buffer.from(secretBlock ?? "", "base64");
    for (const [id, { challenge }] of this.open) {
      if (challenge.name === "PASSWORD_VERIFIER" && challenge.secretBlock.equals(given)) return id;
    }
    return undefined;
  }

  /**
   * Checks that a session, where one is given, is that of a user's sign-up.
   *
   * @throws {@link CognitoError} `NotAuthorizedException`
   */
  expectOwner(id: string | undefined, clientId: string, username: string): void {
    if (id === undefined) return;
    const session = this.open.get(id);
    const { owner, challenge } = session ?? {};
    const isTheirs = owner?.clientId === clientId && owner.username === username;
    if (!isTheirs || challenge?.name !== "SIGNED_UP") {
      throw invalid("Invalid session for the user.");
    }
    if ((session?.expiresAt ?? 0) <= this.clock.now()) {
      throw invalid("Invalid session for the user, session is expired.");
    }
  }

  /**
   * Judges an answer in a session. The session is taken out first: of two answers at once only one
   * is judged. An answer that may be corrected puts it back.
   *
   * @throws {@link CognitoError} `NotAuthorizedException` for a session that is not open to this
   *   client or for this challenge.
   */
  async answer<Name extends Challenge["name"], Result>(
    id: string | undefined,
    { clientId, name }: { readonly clientId?: string; readonly name: Name },
    judge: (session: ChallengeSession<ChallengeOf<Name>>) => Promise<Result>,
  ): Promise<Result> {
    const session = id === undefined ? undefined : this.open.get(id);
    if (id === undefined || session === undefined) throw invalid("Invalid session for the user.");
    if (session.expiresAt <= this.clock.now()) {
      throw invalid("Invalid session for the user, session is expired.");
    }
    const isTheClients = clientId === undefined || session.owner.clientId === clientId;
    if (!isTheClients || !asks(session, name)) throw invalid("Invalid session for the user.");
    this.open.delete(id);
    try {
      return await judge(session);
    } catch (error) {
      const attempts = session.attempts + 1;
      const isKept = error instanceof CognitoError && mayTryAgain.includes(error.code);
      if (isKept && attempts < maximumAttempts) this.open.set(id, { ...session, attempts });
      throw error;
    }
  }

  private forgetExpired(): void {
    const now = this.clock.now();
    for (const [id, { expiresAt }] of this.open) if (expiresAt <= now) this.open.delete(id);
  }
}

function asks<Name extends Challenge["name"]>(
  session: ChallengeSession,
  name: Name,
): session is ChallengeSession<ChallengeOf<Name>> {
  return session.challenge.name === name;
}

function invalid(message: string): CognitoError {
  return notAuthorized(message);
}
