import { isOnLoopback } from "./prepare-stack";

/**
 * Refuses a `moto_server` without the gateway in front of it: moto 5.2.1 applies bucket policies
 * without looking at their conditions, and forgets parts of lifecycle rules. A bucket of states, once
 * it is protected, lets nobody read a state there, and Terraform waits minutes for its rules before.
 *
 * @param endpoint `AWS_ENDPOINT_URL`. What is not on this computer is not asked.
 * @throws Error that says what to use instead.
 */
export async function refusePlainMoto(
  endpoint: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (endpoint === undefined || !isOnLoopback(endpoint)) return;
  const { headers } = await fetch(endpoint, { method: "HEAD", signal });
  // moto's own server says what it is; the gateway passes that on, and lets browsers in.
  const isMoto = headers.get("server")?.includes("Werkzeug") === true;
  if (!isMoto || headers.has("access-control-expose-headers")) return;
  throw new Error(
    `At ${endpoint} (AWS_ENDPOINT_URL) a moto_server answers. It applies bucket policies without their\n` +
      "conditions, so that it refuses everything to everybody once the bucket is protected. Nothing was changed.\n" +
      "Use the local AWS: `npm run local` in one terminal, `source .local/env` in another, then run this again.",
  );
}
