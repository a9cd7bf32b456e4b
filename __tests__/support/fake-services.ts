import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request as it reached the fake. */
export interface ServiceRequest {
  /** AWS's name of the operation, whatever protocol the service speaks; else the path. */
  readonly operation: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it was sent. */
  readonly body: string;
}

/** Plays the service's part in one request. It need not end the response. */
export type ServiceAnswer = (response: ServerResponse, request: ServiceRequest) => void;

/**
 * Services of AWS and others on a free port, whatever they speak: JSON (Cognito, KMS), REST (SES),
 * forms (SNS). Unless a test says otherwise SES and SNS take what they are sent, and everything else
 * goes to `upstream`, or gets an empty object.
 */
export interface FakeServices {
  readonly endpoint: string;
  /** In the order of arrival. */
  readonly requests: readonly ServiceRequest[];
  answer(operation: string, answer: ServiceAnswer): void;
  close(): Promise<void>;
}

/** Answers with a status and JSON. */
export function answers(status: number, body: unknown): ServiceAnswer {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
}

/** Answers with an error that quotes all of the request, in every place that it can. */
export function echoes(status: number, type: string): ServiceAnswer {
  return (response, { body }) => {
    const quoted = `Cannot process ${body}\n    at ${body}`;
    response.writeHead(status, {
      "content-type": "application/x-amz-json-1.1",
      "x-amzn-requestid": encodeURIComponent(body).slice(0, 200),
    });
    response.end(JSON.stringify({ __type: type, message: quoted, Message: quoted, body }));
  };
}

const published: ServiceAnswer = (response) => {
  response
    .writeHead(200, { "content-type": "text/xml" })
    .end(
      '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
    );
};

export async function startFakeServices(upstream?: string): Promise<FakeServices> {
  const requests: ServiceRequest[] = [];
  const scripts = new Map<string, ServiceAnswer>([
    ["SendEmail", answers(200, { MessageId: "1" })],
    ["Publish", published],
  ]);
  const server = createServer((incoming, response) => {
    void text(incoming).then(async (body) => {
      const path = incoming.url ?? "";
      const request = {
        operation: operationOf(path, incoming.headers, body),
        headers: incoming.headers,
        body,
      };
      requests.push(request);
      const script = scripts.get(request.operation);
      if (script) {
        script(response, request);
      } else if (upstream === undefined) {
        answers(200, {})(response, request);
      } else {
        const headers = new Headers();
        for (const name of ["authorization", "content-type", "x-amz-target"]) {
          headers.set(name, String(incoming.headers[name]));
        }
        const answer = await fetch(upstream + path, { method: "POST", headers, body });
        const type = answer.headers.get("content-type") ?? "application/x-amz-json-1.1";
        response.writeHead(answer.status, { "content-type": type }).end(await answer.text());
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (operation, answer) => scripts.set(operation, answer),
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
        server.closeAllConnections();
      }),
  };
}

function operationOf(path: string, headers: ServiceRequest["headers"], body: string): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.replace(/^.*\./, "");
  if (path === "/v2/email/outbound-emails") return "SendEmail";
  return /(?:^|&)Action=(\w+)/.exec(body)?.[1] ?? path;
}
