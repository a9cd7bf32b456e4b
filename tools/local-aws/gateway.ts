import fastify from "fastify";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Door } from "./door/door";
import { isForLoopback } from "./door/host";
import { ConnectionReset } from "./interceptor";
import type { AwsRequest, AwsResponse, Forward, Interceptor } from "./interceptor";
import { httpJson } from "./json-protocol";
import { serviceError } from "./service-error";
import { identifyTarget } from "./service-identification";
import { joinDuplicates } from "./upstream";

const HOST = "127.0.0.1";

/** moto keeps objects in memory, and so does the gateway while it passes them on. */
const BODY_LIMIT_BYTES = 1024 ** 3;

const DRAIN_MILLISECONDS = 2_000;

/** How to start a {@link Gateway}. */
export interface GatewayOptions {
  /** Answers what no interceptor answers. */
  readonly forward: Forward;
  /** Whom it lets in; default: every program of this computer. */
  readonly door?: Door;
  /** Takes over connections for WebSockets; `false` for one that is not its own. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  /** Asked in order, before `forward`. */
  readonly interceptors?: readonly Interceptor[];
  /** The Region of calls that are not signed. */
  readonly region: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** How long {@link Gateway.close} waits for answers that are under way; default 2,000. */
  readonly drainMilliseconds?: number;
  /** Told about every request that fails inside the gateway. */
  readonly log?: (message: string) => void;
}

/** A running gateway. */
export interface Gateway {
  /** `http://127.0.0.1:<port>`, for `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  /** Stops accepting, lets answers that are under way finish, and closes every connection. */
  close(): Promise<void>;
}

/**
 * Starts the one HTTP endpoint that stands for every AWS service.
 *
 * @throws Error when the port is in use.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const server = createServer(options);
  const port = await listen(server, options.port ?? 0);
  return {
    endpoint: `http://${HOST}:${port}`,
    close: () => close(server, options.drainMilliseconds ?? DRAIN_MILLISECONDS),
  };
}

/**
 * Asks the interceptors in order, then `forward`: what the gateway does with a request, for callers
 * inside this process.
 */
export function throughInterceptors(
  interceptors: readonly Interceptor[],
  forward: Forward,
): Forward {
  const from =
    (index: number): Forward =>
    async (request) => {
      const interceptor = interceptors[index];
      if (interceptor === undefined) return forward(request);
      // An interceptor's `forward` asks the rest of the chain, so that gap closers compose.
      const rest = from(index + 1);
      return (await interceptor(request, rest)) ?? rest(request);
    };
  return from(0);
}

function createServer(options: GatewayOptions): FastifyInstance {
  const server = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: "idle",
    // Routing would decode the path, and refuse S3 keys that are no valid URL encoding.
    rewriteUrl: () => "/",
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => {
    done(null, body);
  });
  const handle = throughInterceptors(options.interceptors ?? [], options.forward);
  // The connections of answers under way would be kept, and hold up the end.
  let isClosing = false;
  server.addHook("preClose", (done) => {
    isClosing = true;
    done();
  });
  server.addHook("onSend", (_request, reply, payload, done) => {
    if (isClosing) reply.header("connection", "close");
    done(null, payload);
  });
  server.server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const port = request.socket.localPort ?? 0;
    const addressed = { target: request.url ?? "", rawHeaders: request.rawHeaders, port };
    const isTaken = isForLoopback(addressed) && options.upgrade?.(request, socket, head) === true;
    if (!isTaken) socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n");
  });
  server.all("/", async (request, reply) => {
    const { rawHeaders, socket } = request.raw;
    // Of the socket, not of the header: the header is what is to be checked.
    const addressed = { target: request.originalUrl, rawHeaders, port: socket.localPort ?? 0 };
    if (!isForLoopback(addressed)) return writeResponse(reply, misdirected(addressed.port));
    const awsRequest = readRequest(request, options.region);
    const { answer: refusal, headers } = (await options.door?.(awsRequest)) ?? { headers: {} };
    const answer =
      refusal ??
      (await handle(awsRequest).catch((error: unknown) =>
        error instanceof ConnectionReset ? error : internalFailure(awsRequest, error, options.log),
      ));
    if (answer instanceof ConnectionReset) return resetConnection(reply);
    return writeResponse(reply, { ...answer, headers: { ...answer.headers, ...headers } });
  });
  return server;
}

/** A page whose name was rebound to this computer, or a client that was told another name. */
function misdirected(port: number): AwsResponse {
  const message = `The local AWS is at http://${HOST}:${port} or http://localhost:${port}, and at no other name.`;
  return httpJson({ message }, { status: 403 });
}

function readRequest(request: FastifyRequest, defaultRegion: string): AwsRequest {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return {
    ...identifyTarget(request.headers, request.originalUrl, body, defaultRegion),
    method: request.method,
    url: request.originalUrl,
    headers: joinDuplicates(request.headers),
    body,
  };
}

/** A defect of the local AWS must reach whoever sees the failed call, not only the log. */
function internalFailure(
  request: AwsRequest,
  error: unknown,
  log: ((message: string) => void) | undefined,
): AwsResponse {
  const what = `${request.service} ${request.operation ?? `${request.method} ${request.url}`}`;
  log?.(
    `${what} failed in the local AWS: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return serviceError(request, {
    status: 500,
    code: "InternalFailure",
    message: `The local AWS could not answer ${what}: ${error instanceof Error ? error.message : String(error)}`,
  });
}

/** The client sees `ECONNRESET`, as when a server dies. */
function resetConnection(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.socket?.resetAndDestroy();
  return reply;
}

function writeResponse(reply: FastifyReply, answer: AwsResponse): FastifyReply {
  const headers: Record<string, string> = { ...answer.headers };
  const isHead = reply.request.method === "HEAD";
  // The answer to HEAD has the length of what GET would send, and no body. Else Fastify counts.
  if (!isHead) delete headers["content-length"];
  reply.code(answer.status).headers(headers);
  return answer.body.length === 0 || isHead ? reply.send() : reply.send(answer.body);
}

async function listen(server: FastifyInstance, port: number): Promise<number> {
  try {
    await server.listen({ host: HOST, port });
  } catch (error) {
    await server.close();
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") {
      throw new Error(
        `Port ${port} on ${HOST} is in use. Stop what listens there, perhaps another local AWS, ` +
          "or choose another port; 0 means any that is free.",
        { cause: error },
      );
    }
    throw error;
  }
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("The gateway has no port.");
  return address.port;
}

async function close(server: FastifyInstance, drainMilliseconds: number): Promise<void> {
  const force = setTimeout(() => {
    server.server.closeAllConnections();
  }, drainMilliseconds);
  await server.close();
  clearTimeout(force);
}
