import { Agent, request as send } from "node:http";
import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import type { AwsRequest, AwsResponse } from "./interceptor";
import { KeyedLock } from "./keyed-lock";
import { scopeFor } from "./own-request";

/** Headers about one connection, which a proxy must not pass on (RFC 9110, section 7.6.1). */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * The server behind the gateway: sends requests on as they are, over connections that are kept.
 *
 * Node's own client rather than `fetch`: that one normalizes paths (an S3 key may hold `..`),
 * decodes bodies, and sets headers of its own.
 */
export class Upstream {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly locks = new KeyedLock();

  /** @param socket the path of the server's Unix domain socket. */
  constructor(private readonly socket: string) {}

  /**
   * Sends one request of a service at a time. moto answers each in a thread of its own and stumbles
   * where one looks through what another changes: of the calls of 2,000 sign-ups, twenty at once,
   * seventy failed. It costs nothing, since Python runs one thread at a time in any case. Queues are
   * asked side by side: a consumer may wait at one for a message.
   *
   * @throws Error when there is no answer, e.g. `ECONNREFUSED` when the server has ended.
   */
  async forward(request: AwsRequest): Promise<AwsResponse> {
    if (request.service === "sqs") return this.send(request);
    return this.locks.run(request.service, () => this.send(request));
  }

  private async send(request: AwsRequest): Promise<AwsResponse> {
    try {
      return await this.exchange(request);
    } catch (error) {
      if (error instanceof StaleConnectionError) return this.send(request);
      throw error;
    }
  }

  /** Closes the idle connections. */
  close(): void {
    this.agent.destroy();
  }

  private exchange(request: AwsRequest): Promise<AwsResponse> {
    return new Promise((resolve, reject) => {
      const outgoing = send({
        socketPath: this.socket,
        agent: this.agent,
        method: request.method,
        path: request.url,
        headers: {
          ...withoutHopByHop(request.headers),
          // Of a user's call that is not signed, moto would take us-east-1 for the Region.
          ...(request.operation !== undefined &&
            request.headers["authorization"] === undefined && {
              authorization: scopeFor(request),
            }),
          "content-length": String(request.body.length),
        },
      });
      outgoing.once("response", (incoming) => {
        readResponse(incoming).then(resolve, reject);
      });
      outgoing.once("error", (error) => {
        // The server may close an idle connection just as we send on it. It has not seen the
        // request then, so sending it again is safe.
        const stale = outgoing.reusedSocket && "code" in error && error.code === "ECONNRESET";
        reject(stale ? new StaleConnectionError() : error);
      });
      outgoing.end(request.body);
    });
  }
}

class StaleConnectionError extends Error {}

async function readResponse(incoming: IncomingMessage): Promise<AwsResponse> {
  const body = await buffer(incoming);
  return {
    status: incoming.statusCode ?? 502,
    headers: withoutHopByHop(joinDuplicates(incoming.headers)),
    body,
  };
}

/** Node has joined what may be joined; only `set-cookie` is still a list, and no AWS API sets one. */
export function joinDuplicates(headers: IncomingMessage["headers"]): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return joined;
}

function withoutHopByHop(headers: Readonly<Record<string, string>>): Record<string, string> {
  // The gateway has answered "Expect: 100-continue" itself: the body is already here.
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !hopByHop.has(name) && name !== "expect"),
  );
}
