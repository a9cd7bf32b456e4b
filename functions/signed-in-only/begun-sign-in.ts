import { createHash, randomBytes } from "node:crypto";
import { hostCookie } from "../shared/edge/cookies";
import { isObject, parsed } from "../shared/json";

/** A sign-in under way: what its browser keeps until it comes back. */
export interface BegunSignIn {
  /** Goes to Cognito and back: only the browser that began has a cookie of this name. */
  readonly state: string;
  /** The secret of PKCE: whoever gets at the code alone has nothing. */
  readonly verifier: string;
  /** Where it was going: path and query. */
  readonly target: string;
}

/** Seconds that somebody may take at the sign-in page. */
const patience = 900;

/** A browser takes 4,096 bytes of a cookie. */
const longestTarget = 2000;

/** Begins one. Each has a cookie of its own, so that several tabs can sign in at once. */
export function begin(target: string): BegunSignIn {
  return {
    state: randomBytes(16).toString("base64url"),
    verifier: randomBytes(32).toString("base64url"),
    target: target.length > longestTarget ? "/" : target,
  };
}

/** What Cognito is told of the verifier at first. */
export function challengeOf({ verifier }: BegunSignIn): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

/** The cookie that the browser keeps. */
export function kept({ state, verifier, target }: BegunSignIn): string {
  const value = Buffer.from(JSON.stringify({ verifier, target })).toString("base64url");
  return hostCookie(nameOf(state), value, patience);
}

/** Takes the cookie away. */
export function forgotten(state: string): string {
  return hostCookie(nameOf(state), "", 0);
}

/** The sign-in that this browser began under a state; `undefined` if it did not. */
export function begunUnder(
  state: string,
  cookies: ReadonlyMap<string, string>,
): BegunSignIn | undefined {
  const cookie = cookies.get(nameOf(state)) ?? "";
  const value = parsed(Buffer.from(cookie, "base64url").toString("utf8"));
  const { verifier, target } = isObject(value) ? value : {};
  return typeof verifier === "string" && typeof target === "string" && target.startsWith("/")
    ? { state, verifier, target }
    : undefined;
}

function nameOf(state: string): `__Host-${string}` {
  return `__Host-sign-in-${state}`;
}
