import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** Plays AWS's part in one request. It need not end the response. */
export type Answer = (response: ServerResponse) => void;

/** A request as it reached the fake. */
export interface ReceivedRequest {
  readonly operation: string;
  /** The client's port: requests on the same connection share it. */
  readonly connection: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** AWS's JSON services on a free port, answering as a test says. */
export interface FakeAws {
  readonly endpoint: string;
  /** In the order of arrival. */
  readonly requests: readonly ReceivedRequest[];
  /** Answers the next requests for an operation one by one, all later ones with the last answer. */
  answer(operation: string, ...answers: readonly Answer[]): void;
  close(): Promise<void>;
}

const CONTENT_TYPE = "application/x-amz-json-1.0";

export const succeeds: Answer = (response) => {
  response.writeHead(200, { "content-type": CONTENT_TYPE, "x-amzn-requestid": "req-ok" }).end("{}");
};

/** Answers with an output. */
export function returns(output: object): Answer {
  return (response) => {
    const headers = { "content-type": CONTENT_TYPE, "x-amzn-requestid": "req-ok" };
    response.writeHead(200, headers).end(JSON.stringify(output));
  };
}

/** Answers with an AWS error, and what some errors have beside their message. */
export function fails(
  httpStatus: number,
  code: string,
  message = "no details",
  details: object = {},
): Answer {
  return (response) => {
    const headers = { "content-type": CONTENT_TYPE, "x-amzn-requestid": `req-${code}` };
    const body = JSON.stringify({ __type: code, message, ...details });
    response.writeHead(httpStatus, headers).end(body);
  };
}

/** DynamoDB's answer to a condition that does not hold, with the row that was in the way. */
export function conditionFails(row?: object): Answer {
  const details = row ? { Item: row } : {};
  return fails(400, "ConditionalCheckFailedException", "The conditional request failed", details);
}

export const throttles = fails(400, "ThrottlingException", "Rate exceeded");

export const resetsTheConnection: Answer = (response) => {
  response.socket?.resetAndDestroy();
};

/** Takes the request and says nothing, as behind a dead load balancer. */
export const neverAnswers: Answer = () => undefined;

export const stallsInTheBody: Answer = (response) => {
  response.writeHead(200, { "content-type": CONTENT_TYPE, "content-length": 2 }).write("{");
};

/** Sends a byte of a long header every few milliseconds, so that the socket is never idle. */
export const neverEndsTheHeaders: Answer = ({ socket }) => {
  socket?.write("HTTP/1.1 200 OK\r\nx-slow: ");
  const timer = setInterval(() => socket?.write("."), 5);
  socket?.on("close", () => {
    clearInterval(timer);
  });
};

/** Sends a byte of a long body every few milliseconds, so that the socket is never idle. */
export const neverEndsTheBody: Answer = (response) => {
  response.writeHead(200, { "content-type": CONTENT_TYPE });
  const timer = setInterval(() => response.write(" "), 5);
  response.on("close", () => {
    clearInterval(timer);
  });
};

/** Starts a fake on which every operation succeeds until the test says otherwise. */
export async function startFakeAws(): Promise<FakeAws> {
  const requests: ReceivedRequest[] = [];
  const scripts = new Map<string, Answer[]>();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const operation = String(request.headers["x-amz-target"]).replace(/^.*\./, "");
      requests.push({
        operation,
        connection: request.socket.remotePort,
        headers: request.headers,
        body: JSON.parse(body) as unknown,
      });
      const [next = succeeds, ...later] = scripts.get(operation) ?? [];
      if (later.length > 0) scripts.set(operation, later);
      next(response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (operation, ...answers) => scripts.set(operation, [...answers]),
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
        server.closeAllConnections();
      }),
  };
}
