import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from "node:crypto";

/** Cognito computes in group 15 of RFC 3526. */
const N = numberOf(getDiffieHellman("modp15").getPrime());
const g = 2n;
const k = numberOf(sha256(signed(N), signed(g)));

/** What Cognito asks of a client that has sent its public value. */
export interface SrpChallenge {
  readonly USER_ID_FOR_SRP: string;
  readonly SRP_B: string;
  readonly SALT: string;
  readonly SECRET_BLOCK: string;
}

/**
 * The client's side of one sign-in by SRP, as Cognito's own client libraries compute it: the password
 * never leaves this process.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export class SrpClient {
  private readonly a = numberOf(randomBytes(32));
  private readonly A = power(g, this.a);
  /** `SRP_A`, in hexadecimal. */
  readonly publicValue = this.A.toString(16);

  /** The responses to `PASSWORD_VERIFIER`. */
  responses(userPoolId: string, password: string, its: SrpChallenge, now = new Date()) {
    const poolName = userPoolId.slice(userPoolId.indexOf("_") + 1);
    const identity = `${poolName}${its.USER_ID_FOR_SRP}`;
    const B = BigInt(`0x${its.SRP_B}`);
    const u = numberOf(sha256(signed(this.A), signed(B)));
    const x = numberOf(
      sha256(signed(BigInt(`0x${its.SALT}`)), sha256(Buffer.from(`${identity}:${password}`))),
    );
    const base = (((B - k * power(g, x)) % N) + N) % N;
    const secret = power(base, this.a + u * x);
    const key = hkdfSync("sha256", signed(secret), signed(u), "Caldera Derived Key", 16);
    const timestamp = timestampOf(now);
    const signature = createHmac("sha256", Buffer.from(key))
      .update(identity)
      .update(Buffer.from(its.SECRET_BLOCK, "base64"))
      .update(timestamp)
      .digest("base64");
    return {
      PASSWORD_CLAIM_SECRET_BLOCK: its.SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: signature,
      TIMESTAMP: timestamp,
    };
  }
}

/** `Tue Jan 6 09:05:03 UTC 2026`: Cognito takes no other form. */
function timestampOf(now: Date): string {
  const [, day = "", date = "", month = "", year = "", time = ""] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(now.toUTCString()) ?? [];
  return `${day} ${month} ${Number(date)} ${time} UTC ${year}`;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % N;
  for (let bits = exponent; bits > 0n; bits >>= 1n) {
    if (bits & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

/** Big-endian as Java writes it: a zero before a first bit that would be a sign. */
function signed(value: bigint): Buffer {
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.length % 2 ? `0${digits}` : digits, "hex");
  return (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString("hex")}`);
}

function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
