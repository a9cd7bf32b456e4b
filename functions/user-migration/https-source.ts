import { isObject, parsed } from "../shared/json";
import type { SourceUser, UserSource } from "./user-source";

/** In bytes. A directory has no reason to say more of a user. */
const LONGEST_ANSWER = 64 * 1024;

/** The directory answered with something that says nothing of the user. */
class DirectoryError extends Error {
  override readonly name = "DirectoryError";

  /** @param code all of it that gets into the log: letters, digits and underscores. */
  constructor(readonly code: string) {
    super(`The directory's answer is of no use: ${code}`);
  }
}

/**
 * A directory behind HTTPS. It is sent `{"username","password"}`, or `{"username"}` alone to look up
 * somebody who has forgotten their password, and answers:
 *
 * - 200 `{"attributes":{"email":"…","email_verified":"true"}}`, as `application/json` of 64 KB at
 *   most, for a user whose password is right, or who may reset it;
 * - 401 or 404, with any body, for a wrong password or somebody unknown.
 *
 * Anything else, a redirect included, is a failure. No request is sent twice.
 */
export class HttpsSource implements UserSource {
  constructor(private readonly url: URL) {}

  authenticate(
    username: string,
    password: string,
    signal: AbortSignal,
  ): Promise<SourceUser | undefined> {
    return this.ask({ username, password }, signal);
  }

  async find(username: string, signal: AbortSignal): Promise<SourceUser | undefined> {
    const user = await this.ask({ username }, signal);
    return user && { ...user, signedIn: false };
  }

  private async ask(
    question: { readonly username: string; readonly password?: string },
    signal: AbortSignal,
  ): Promise<SourceUser | undefined> {
    const response = await fetch(this.url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(question),
      // Wherever it leads, the password was not meant to go there.
      redirect: "error",
      signal,
    });
    if (response.status === 200) {
      const type = response.headers.get("content-type") ?? "";
      if (/^application\/json(;|$)/i.test(type)) {
        return { attributes: attributesIn(await bodyOf(response)), signedIn: true };
      }
      await response.body?.cancel();
      throw new DirectoryError("NOT_APPLICATION_JSON");
    }
    await response.body?.cancel();
    if (response.status === 401 || response.status === 404) return undefined;
    throw new DirectoryError(`STATUS_${response.status}`);
  }
}

async function bodyOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (body !== null) {
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      // Leaving the loop ends the connection.
      if (length > LONGEST_ANSWER) throw new DirectoryError("TOO_LONG");
      chunks.push(chunk);
    }
  }
  return Buffer.concat(chunks).toString("utf8");
}

function attributesIn(body: string): Readonly<Record<string, string>> {
  const answer = parsed(body);
  const attributes = isObject(answer) ? answer["attributes"] : undefined;
  if (!isObject(attributes)) throw new DirectoryError("NO_ATTRIBUTES");
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => {
      if (typeof value === "string") return [[name, value] as const];
      // Directories that know their types say `"email_verified": true`.
      return typeof value === "boolean" ? [[name, String(value)] as const] : [];
    }),
  );
}
