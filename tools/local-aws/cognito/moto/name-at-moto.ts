import { randomUUID } from "node:crypto";

/** What moto 5.2.1 takes for an e-mail address. */
const knownToMoto = /^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z|]{2,}$/;

/**
 * The name to make a new user under at moto, which refuses addresses that are as good as others,
 * `o'brien@example.com` among them. A user made under a stand-in is then given their own address.
 *
 * @param usernameAttribute the attribute that the pool takes `username` for, if any.
 */
export function nameAtMoto(username: string, usernameAttribute: string | undefined): string {
  const isRefused = usernameAttribute === "email" && !knownToMoto.test(username);
  return isRefused ? `${randomUUID()}@example.com` : username;
}
