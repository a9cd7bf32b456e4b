import {
  calculateJwkThumbprint,
  decodeProtectedHeader,
  errors,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
  type CryptoKey,
  type JWTPayload,
} from "jose";
import type { Clock } from "../../clock";

const algorithm = "RS256";
const uses = ["id", "access"] as const;

/** A public key as JSON Web Key Sets publish it (RFC 7517). */
export interface PublishedKey {
  readonly kid: string;
  readonly alg: string;
  readonly kty: string;
  readonly use: "sig";
  readonly e: string;
  readonly n: string;
}

interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly published: PublishedKey;
}

/** What a key signs. */
type Use = (typeof uses)[number];

/**
 * Two key pairs of 2048 bits per user pool, as Cognito has them: one signs ID tokens, one access
 * tokens. They are made when they are first needed and held in memory.
 */
export class SigningKeys {
  private readonly keys = new Map<string, Promise<SigningKey>>();

  constructor(private readonly clock: Clock) {}

  /** Signs claims with the pool's key, as its issuer. */
  async sign(use: Use, userPoolId: string, claims: JWTPayload): Promise<string> {
    const { privateKey, published } = await this.of(use, userPoolId);
    return new SignJWT({ ...claims, iss: issuerOf(userPoolId) })
      .setProtectedHeader({ kid: published.kid, alg: algorithm })
      .sign(privateKey);
  }

  /**
   * Reads a token of this pool: signature, issuer and expiry hold.
   *
   * @throws JOSEError, of which `JWTExpired` is one kind
   *   (https://github.com/panva/jose/blob/main/docs/util/errors/README.md).
   */
  async verify(userPoolId: string, token: string): Promise<JWTPayload> {
    const { kid } = decodeProtectedHeader(token);
    // Who claims to come from a pool that never signed anything is no reason to make it a key.
    const made = await Promise.all(
      uses.flatMap((use) => this.keys.get(`${userPoolId}/${use}`) ?? []),
    );
    const key = made.find(({ published }) => published.kid === kid);
    if (key === undefined) throw new errors.JWSSignatureVerificationFailed();
    const checks = {
      issuer: issuerOf(userPoolId),
      algorithms: [algorithm],
      currentDate: new Date(this.clock.now()),
    };
    return (await jwtVerify(token, key.publicKey, checks)).payload;
  }

  async published(userPoolId: string): Promise<readonly PublishedKey[]> {
    const keys = await Promise.all(uses.map((use) => this.of(use, userPoolId)));
    return keys.map(({ published }) => published);
  }

  private of(use: Use, userPoolId: string): Promise<SigningKey> {
    const name = `${userPoolId}/${use}`;
    const key = this.keys.get(name) ?? makeKey();
    this.keys.set(name, key);
    return key;
  }
}

/**
 * Who signs a pool's tokens. It is AWS's name also here, since verifiers work it out from the id.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function issuerOf(userPoolId: string): string {
  return `https://cognito-idp.${userPoolId.split("_")[0] ?? ""}.amazonaws.com/${userPoolId}`;
}

async function makeKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { modulusLength: 2048 });
  const { kty = "RSA", e = "", n = "" } = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint({ kty, e, n });
  const published = { kid, alg: algorithm, kty, use: "sig", e, n } as const;
  return { privateKey, publicKey, published };
}
