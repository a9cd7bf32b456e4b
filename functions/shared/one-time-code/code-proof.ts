import { randomBytes, randomInt, scrypt, timingSafeEqual, type BinaryLike } from "node:crypto";

/** Digits of a code. With three attempts, one guess in 333,333 sign-ins is right. */
export const CODE_LENGTH = 6;

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/**
 * Makes trying all of the million codes against a proof that got into a log take longer than the code
 * is good for, at about 50 ms each.
 *
 * @see https://nodejs.org/api/crypto.html#cryptoscryptpassword-salt-keylen-options-callback
 */
const SCRYPT_COST = { N: 2 ** 14, r: 8, p: 1 };

/** A code of digits, each as likely as any other. */
export function newCode(): string {
  return String(randomInt(10 ** CODE_LENGTH)).padStart(CODE_LENGTH, "0");
}

/**
 * What a code is checked against: until when it is good, a salt, and a hash of the code with the salt.
 * The code cannot be read from it. With Cognito it goes from challenge to challenge, which keep it
 * from the app.
 */
export async function proofOf(code: string, expires: Date): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return written(expires, salt, await hashOf(code, salt));
}

/** A proof that no code fits, made in the time that another takes, and that looks like another. */
export async function decoyProof(expires: Date): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return written(expires, salt, await hashOf(randomBytes(HASH_BYTES), salt));
}

/** Whether a text is a proof. */
export function isProof(text: string | null | undefined): text is string {
  return typeof text === "string" && PROOF.test(text);
}

/**
 * Whether a proof is that of this code, and not expired. Every answer takes the same time, even to
 * what is no proof at all.
 */
export async function proves(proof: string, code: string, now: Date): Promise<boolean> {
  const [, expires = "0", salt = "", hash = ""] = PROOF.exec(proof) ?? [];
  const expected = Buffer.alloc(HASH_BYTES);
  Buffer.from(hash, "base64url").copy(expected);
  const isEqual = timingSafeEqual(await hashOf(code, Buffer.from(salt, "base64url")), expected);
  return isEqual && hash !== "" && now.getTime() < Number(expires);
}

/** `otc1.<milliseconds since 1970>.<salt>.<hash>`. */
const PROOF = /^otc1\.(\d{1,15})\.([\w-]{22})\.([\w-]{43})$/;

function written(expires: Date, salt: Buffer, hash: Buffer): string {
  return ["otc1", expires.getTime(), salt.toString("base64url"), hash.toString("base64url")].join(
    ".",
  );
}

function hashOf(code: BinaryLike, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(code, salt, HASH_BYTES, SCRYPT_COST, (error, hash) => {
      if (error) reject(error);
      else resolve(hash);
    });
  });
}
