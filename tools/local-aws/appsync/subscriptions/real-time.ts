import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { AwsRequest } from "../../interceptor";
import { joinDuplicates } from "../../upstream";
import type { ApiStore, Apis } from "../api-store";
import type { Callers } from "../callers";
import { checkOperation, readBody } from "../graphql-endpoint";
import { RequestError } from "../graphql-errors";
import type { Subscriptions } from "./subscriptions";

const TIMEOUT_MILLISECONDS = 300_000;
const KEEP_ALIVE_MILLISECONDS = 60_000;

type Headers = Readonly<Record<string, string>>;

/** What the WebSocket endpoint needs. */
export interface RealTimeProps {
  readonly apis: Apis;
  readonly callers: Callers;
  readonly subscriptions: Subscriptions;
  readonly region: string;
  /** Whether whoever connects is no page, or one that may. */
  readonly mayConnect: (headers: Headers) => boolean;
  /** Refuses a request whose signature is wrong; `undefined` when it is right or not signed. */
  readonly verify: (request: AwsRequest) => Promise<string | undefined>;
}

/**
 * AppSync's WebSocket endpoint, `/graphql/<API id>/realtime`.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/real-time-websocket-client.html
 */
export class RealTime {
  private readonly server = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has("graphql-ws") ? "graphql-ws" : false),
  });

  constructor(private readonly props: RealTimeProps) {}

  /** Takes over a connection that asks for a WebSocket; `false` when it is not for an API. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const url = new URL(request.url ?? "/", "http://localhost");
    const [, apiId = ""] = /^\/graphql\/([^/]+)\/realtime$/.exec(url.pathname) ?? [];
    const store = this.props.apis.get(apiId);
    if (store === undefined || !this.props.mayConnect(joinDuplicates(request.headers))) {
      return false;
    }
    this.server.handleUpgrade(request, socket, head, (webSocket) => {
      new Connection(webSocket, store, this.props).begin(headersOf(request, url), url);
    });
    return true;
  }

  /** Closes every connection. */
  close(): void {
    for (const client of this.server.clients) client.terminate();
    this.server.close();
  }
}

/** Browsers can send no header of their own: it is in the address, or in the name of a protocol. */
function headersOf(request: IncomingMessage, url: URL): Headers {
  const protocol = (request.headers["sec-websocket-protocol"] ?? "")
    .split(",")
    .map((name) => name.trim())
    .find((name) => name.startsWith("header-"));
  const text = protocol?.slice("header-".length) ?? url.searchParams.get("header") ?? "";
  try {
    return lowercase(JSON.parse(Buffer.from(text, "base64").toString("utf8")) as Headers);
  } catch {
    return {};
  }
}

const lowercase = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: {
    readonly data?: string;
    readonly extensions?: { readonly authorization?: Headers };
  };
}

class Connection {
  private readonly stops = new Map<string, () => void>();

  constructor(
    private readonly socket: WebSocket,
    private readonly store: ApiStore,
    private readonly props: RealTimeProps,
  ) {}

  begin(headers: Headers, url: URL): void {
    const path = url.pathname.replace(/\/realtime$/, "");
    // What is signed for a connection is an empty body, posted to `/connect`.
    const admitted = this.callerOf(headers, `${path}/connect`, "{}");
    const keepAlive = setInterval(() => {
      this.send({ type: "ka" });
    }, KEEP_ALIVE_MILLISECONDS);
    this.socket.on("close", () => {
      clearInterval(keepAlive);
      for (const stop of this.stops.values()) stop();
    });
    this.socket.on("message", (data: Buffer) => {
      void this.receive(data, admitted, path);
    });
    admitted.catch((error: unknown) => {
      this.send({ type: "connection_error", payload: { errors: [errorOf(error)] } });
      this.socket.close();
    });
  }

  private async receive(data: Buffer, admitted: Promise<unknown>, path: string): Promise<void> {
    let message: Message;
    try {
      await admitted;
      message = JSON.parse(data.toString("utf8")) as Message;
    } catch {
      return;
    }
    const { type, id = "", payload } = message;
    if (type === "connection_init") {
      const acknowledged = { connectionTimeoutMs: TIMEOUT_MILLISECONDS };
      this.send({ type: "connection_ack", payload: acknowledged });
    }
    if (type === "start") await this.start(id, payload, path);
    if (type === "stop") {
      this.stops.get(id)?.();
      this.stops.delete(id);
      this.send({ id, type: "complete" });
    }
  }

  private async start(id: string, payload: Message["payload"], path: string): Promise<void> {
    try {
      const data = payload?.data ?? "";
      const headers = lowercase(payload?.extensions?.authorization ?? {});
      const caller = await this.callerOf(headers, path, data);
      const checked = checkOperation(this.store, readBody(data));
      if ("errors" in checked) {
        this.send({ id, type: "error", payload: { errors: checked.errors } });
        return;
      }
      const added = await this.props.subscriptions.add(checked.schema, {
        store: this.store,
        operation: checked.operation,
        caller,
        headers: {},
        send: (event) => {
          this.send({ id, type: "data", payload: event });
        },
      });
      if ("errors" in added) {
        this.send({ id, type: "error", payload: { errors: added.errors } });
        return;
      }
      this.stops.get(id)?.();
      this.stops.set(id, added.stop);
      this.send({ id, type: "start_ack" });
    } catch (error) {
      this.send({ id, type: "error", payload: { errors: [errorOf(error)] } });
    }
  }

  private async callerOf(headers: Headers, url: string, body: string) {
    const { callers, region, verify } = this.props;
    const request: AwsRequest = {
      service: "appsync",
      region,
      operation: undefined,
      method: "POST",
      url,
      headers,
      body: Buffer.from(body),
    };
    const refusal = await verify(request);
    if (refusal !== undefined) throw new RequestError(401, "UnauthorizedException", refusal);
    return callers.of(this.store, request);
  }

  private send(message: object): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message));
  }
}

function errorOf(error: unknown): object {
  if (error instanceof RequestError) {
    return { errorType: error.errorType, message: error.message, errorCode: error.status };
  }
  return {
    errorType: "InternalFailure",
    message: "The local AWS could not answer.",
    errorCode: 500,
  };
}
