import { createHmac, randomBytes } from "node:crypto";
import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import type { Cognito } from "../operation";
import { nameInProofs, type StoredPassword } from "../passwords/passwords";
import type { ClientOfPool, PoolUser } from "../pools/pool-user";
import type { CustomRound } from "./challenge-sessions";
import type { ChallengeOf, SessionOwner } from "./challenge-sessions";
import { invalidParameter, required } from "../refusals";
import { verifierOf, type SrpServer } from "./srp";
import { srpServer } from "./srp-server";

/** Who wants to prove a password, and how the proof begins. */
export interface PasswordProof {
  /** `undefined` for a user who does not exist, which must not be seen. */
  readonly user: PoolUser | undefined;
  readonly login: string;
  /** `SRP_A` */
  readonly clientValue: string;
  readonly rounds?: readonly CustomRound[] | undefined;
}

/** `Tue Mar 3 09:05:07 UTC 2026`: the day without a leading zero. */
const timestampFormat =
  /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [1-9]\d? \d\d:\d\d:\d\d UTC \d{4}$/;

/** Makes what is acted out the same each time a name is tried, and unlike that of the next start. */
const actingKey = randomBytes(32);

/**
 * Puts the challenge PASSWORD_VERIFIER.
 *
 * @throws {@link CognitoError} `InvalidParameterException` for a `SRP_A` that is none.
 */
export function passwordVerifier(
  { memory, passwords }: Cognito,
  { pool, client }: ClientOfPool,
  { user, login, clientValue, rounds }: PasswordProof,
): object {
  const username = user?.username ?? standInFor(pool, login);
  const stored = passwords.of(pool, username) ?? actedPassword(pool, username);
  const srp = srpServer(verifierOf(stored), clientValue);
  const secretBlock = randomBytes(1024);
  const owner = {
    clientId: client.ClientId ?? "",
    username,
    login,
    userNotFound: user === undefined,
  };
  const challenge = { name: "PASSWORD_VERIFIER" as const, srp, secretBlock };
  return {
    ChallengeName: challenge.name,
    Session: memory.challenges.start(
      owner,
      { ...challenge, ...(rounds && { rounds }) },
      client.AuthSessionValidity,
    ),
    ChallengeParameters: {
      USER_ID_FOR_SRP: username,
      USERNAME: username,
      SALT: stored.salt.toString("hex"),
      SRP_B: srp.publicValue,
      SECRET_BLOCK: secretBlock.toString("base64"),
    },
  };
}

/**
 * Whether the answer to PASSWORD_VERIFIER shows that the client knows the password.
 *
 * @throws {@link CognitoError} `InvalidParameterException` for an answer that is incomplete.
 */
export function isProven(
  pool: UserPoolType,
  owner: SessionOwner,
  challenge: ChallengeOf<"PASSWORD_VERIFIER">,
  responses: Readonly<Record<string, string>>,
): boolean {
  return proofOf(nameInProofs(pool) + owner.username, challenge, responses);
}

/** The same of any secret: of the device's, too. */
export function proofOf(
  identity: string,
  challenge: { readonly srp: SrpServer; readonly secretBlock: Buffer },
  responses: Readonly<Record<string, string>>,
): boolean {
  const timestamp = required(responses, "TIMESTAMP");
  if (!timestampFormat.test(timestamp)) {
    throw invalidParameter("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.");
  }
  const secretBlock = Buffer.from(required(responses, "PASSWORD_CLAIM_SECRET_BLOCK"), "base64");
  const isRight = challenge.srp.accepts({
    identity,
    secretBlock,
    timestamp,
    signature: required(responses, "PASSWORD_CLAIM_SIGNATURE"),
  });
  return isRight && secretBlock.equals(challenge.secretBlock);
}

/**
 * The username of a user who does not exist: where Cognito chooses the usernames, one that it might
 * have chosen.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
export function standInFor(pool: UserPoolType, login: string): string {
  if (!pool.UsernameAttributes?.length) return login;
  const digits = acted(pool, login.toLowerCase()).toString("hex");
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-a$4-$5");
}

function actedPassword(pool: UserPoolType, username: string): StoredPassword {
  const salt = acted(pool, username).subarray(0, 16);
  salt.writeUInt8((salt.readUInt8(0) & 0x7f) | 0x01, 0);
  return { salt, key: randomBytes(32) };
}

function acted(pool: UserPoolType, name: string): Buffer {
  return createHmac("sha256", actingKey)
    .update(`${pool.Id ?? ""}/${name}`)
    .digest();
}
