import {
  createHash,
  createHmac,
  getDiffieHellman,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import type { StoredPassword } from "../passwords/passwords";

/** Cognito computes in group 15 of RFC 3526: 3,072 bits, which Node knows as `modp15`. */
const N = numberOf(getDiffieHellman("modp15").getPrime());
const g = 2n;
const k = numberOf(sha256(signed(N), signed(g)));

/** What the client sends as proof that it knows the password. */
export interface PasswordClaim {
  /** The name that both sides hash: the pool's id without its Region, and `USER_ID_FOR_SRP`. */
  readonly identity: string;
  /** The secret block as the server gave it. */
  readonly secretBlock: Buffer;
  readonly timestamp: string;
  /** In Base64. */
  readonly signature: string;
}

/**
 * The server's side of one sign-in by SRP-6a in Cognito's variant: hashes take numbers as Java
 * writes them, and the session's key goes through HKDF with an info of Cognito's own. The service
 * does not document it; Cognito's own clients compute the other side.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc5054
 */
export class SrpServer {
  /** The server's public value, in hexadecimal: `SRP_B`. */
  readonly publicValue: string;

  private readonly b = numberOf(randomBytes(32));
  private readonly A: bigint;
  private readonly B: bigint;

  /**
   * @param verifier `v` of RFC 5054: what the server keeps instead of a password.
   * @param clientValue `SRP_A`, in hexadecimal.
   * @throws RangeError for a value that no honest client sends: it would make the key guessable.
   */
  constructor(
    private readonly verifier: bigint,
    clientValue: string,
  ) {
    if (!/^[0-9a-f]{1,768}$/i.test(clientValue)) throw new RangeError("SRP_A is not hexadecimal.");
    this.A = BigInt(`0x${clientValue}`);
    if (this.A % N === 0n) throw new RangeError("SRP_A is a multiple of the prime.");
    this.B = (k * this.verifier + power(g, this.b)) % N;
    this.publicValue = this.B.toString(16);
  }

  /** Whether the claim was made by somebody who knows the password. */
  accepts({ identity, secretBlock, timestamp, signature }: PasswordClaim): boolean {
    const u = sha256(signed(this.A), signed(this.B));
    const secret = power((this.A * power(this.verifier, numberOf(u))) % N, this.b);
    const key = hkdfSync("sha256", signed(secret), signed(numberOf(u)), "Caldera Derived Key", 16);
    const expected = createHmac("sha256", Buffer.from(key))
      .update(identity)
      .update(secretBlock)
      .update(timestamp)
      .digest();
    const given = Buffer.from(signature, "base64");
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

/** The verifier of a password that is kept here. */
export function verifierOf({ key }: StoredPassword): bigint {
  return power(g, numberOf(key));
}

/** `base` to the power of `exponent`, modulo the prime. About 4 ms for an exponent of 256 bits. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % N;
  for (let bits = exponent; bits > 0n; bits >>= 1n) {
    if (bits & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

function sha256(...parts: readonly Buffer[]): Buffer {
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}

/** A number as bytes in two's complement: one more where the first bit would read as a minus. */
function signed(value: bigint): Buffer {
  const bytes = bytesOf(value);
  return bytes.readUInt8(0) < 0x80 ? bytes : Buffer.concat([Buffer.alloc(1), bytes]);
}

function bytesOf(value: bigint): Buffer {
  const digits = value.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex");
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString("hex")}`);
}
