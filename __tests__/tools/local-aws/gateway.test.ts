import { Agent, createServer, request as send } from "node:http";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CognitoIdentityProviderClient,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterEach, describe, expect, test } from "@jest/globals";
import { startGateway } from "../../../tools/local-aws/gateway";
import type { Gateway, GatewayOptions } from "../../../tools/local-aws/gateway";
import type { AwsRequest, AwsResponse } from "../../../tools/local-aws/interceptor";
import { jsonResponse } from "../../../tools/local-aws/json-protocol";

const gateways: Gateway[] = [];
afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.close()));
});

async function gatewayWith(options: Partial<GatewayOptions> = {}): Promise<Gateway> {
  const forward = () => Promise.resolve(jsonResponse({ by: "moto" }));
  const gateway = await startGateway({ forward, region: "eu-west-1", ...options });
  gateways.push(gateway);
  return gateway;
}

const scope = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-north-1/${service}/aws4_request, SignedHeaders=host, Signature=x`;

describe("interceptors", () => {
  test("answer in order; what none answers goes on", async () => {
    const gateway = await gatewayWith({
      interceptors: [
        () => Promise.resolve(undefined),
        ({ url }) => Promise.resolve(url === "/mine" ? jsonResponse({ by: "second" }) : undefined),
        ({ url }) => Promise.resolve(url === "/mine" ? jsonResponse({ by: "third" }) : undefined),
      ],
    });
    const answers = await Promise.all(
      ["/mine", "/other"].map(async (path) => (await fetch(gateway.endpoint + path)).json()),
    );
    expect(answers).toEqual([{ by: "second" }, { by: "moto" }]);
  });

  test("that forward see what the interceptors after them make of it", async () => {
    const gateway = await gatewayWith({
      interceptors: [
        async (request, forward) => {
          const response = await forward(request);
          return { ...response, headers: { ...response.headers, "x-outer": "yes" } };
        },
        () => Promise.resolve(jsonResponse({ by: "inner" })),
      ],
    });
    const response = await fetch(gateway.endpoint);
    expect(response.headers.get("x-outer")).toBe("yes");
    expect(await response.json()).toEqual({ by: "inner" });
  });

  test("get method, path, body and what the request is for, untouched", async () => {
    const seen: AwsRequest[] = [];
    const gateway = await gatewayWith({
      interceptors: [
        (request) => {
          seen.push(request);
          return Promise.resolve(undefined);
        },
      ],
    });
    const body = Buffer.from([0, 255, 10, 13, 128]);
    const { port } = new URL(gateway.endpoint);
    await new Promise<void>((resolve, reject) => {
      const headers = { authorization: scope("s3"), "content-type": "application/json" };
      const outgoing = send(
        // A fetch would resolve the dots.
        { port, method: "PUT", path: "/bucket/a/../b%2Fc//d%?x=%zz", headers },
        (incoming) => incoming.resume().on("end", resolve),
      );
      outgoing.on("error", reject).end(body);
    });
    expect(seen).toMatchObject([
      {
        service: "s3",
        region: "eu-north-1",
        operation: undefined,
        method: "PUT",
        url: "/bucket/a/../b%2Fc//d%?x=%zz",
        body,
      },
    ]);
  });
});

describe("an interceptor that fails", () => {
  const failing = (message: string): Partial<GatewayOptions> => ({
    interceptors: [() => Promise.reject(new Error(message))],
  });

  test("is an error of the call, by name and with the reason, in the SDK", async () => {
    const lines: string[] = [];
    const gateway = await gatewayWith({
      ...failing("the map is upside down"),
      log: (line) => lines.push(line),
    });
    const client = new CognitoIdentityProviderClient({
      endpoint: gateway.endpoint,
      region: "eu-west-1",
      maxAttempts: 1,
    });
    await expect(
      client.send(new SignUpCommand({ ClientId: "c", Username: "u", Password: "p" })),
    ).rejects.toMatchObject({
      name: "InternalFailure",
      message: "The local AWS could not answer cognito-idp SignUp: the map is upside down",
      $metadata: { httpStatusCode: 500 },
    });
    client.destroy();
    expect(lines).toEqual([expect.stringContaining("the map is upside down")]);
  });

  test.each([
    ["s3", "<Error><Code>InternalFailure</Code><Message>"],
    ["iam", "<ErrorResponse><Error><Type>Receiver</Type><Code>InternalFailure</Code>"],
    ["lambda", '"message":"The local AWS could not answer'],
  ])("is reported as %s reports errors", async (service, expected) => {
    const gateway = await gatewayWith(failing("<&>"));
    const response = await fetch(gateway.endpoint, { headers: { authorization: scope(service) } });
    expect(response.status).toBe(500);
    const body = await response.text();
    expect(body).toContain(expected);
    if (service !== "lambda") expect(body).toContain("&#60;&#38;&#62;");
  });

  test("leaves the gateway running", async () => {
    let calls = 0;
    const gateway = await gatewayWith({
      interceptors: [
        () => (calls++ === 0 ? Promise.reject(new Error("once")) : Promise.resolve(undefined)),
      ],
    });
    expect((await fetch(gateway.endpoint)).status).toBe(500);
    expect((await fetch(gateway.endpoint)).status).toBe(200);
  });
});

describe("answers", () => {
  test("to HEAD keep the length of what GET would send", async () => {
    const answer: AwsResponse = {
      status: 200,
      headers: { "content-length": "12345" },
      body: Buffer.alloc(0),
    };
    const gateway = await gatewayWith({ forward: () => Promise.resolve(answer) });
    const response = await fetch(gateway.endpoint, { method: "HEAD" });
    expect(response.headers.get("content-length")).toBe("12345");
  });

  test("without content have none", async () => {
    const answer: AwsResponse = { status: 204, headers: {}, body: Buffer.alloc(0) };
    const gateway = await gatewayWith({ forward: () => Promise.resolve(answer) });
    const response = await fetch(gateway.endpoint, { method: "DELETE" });
    expect([response.status, await response.text()]).toEqual([204, ""]);
  });
});

describe("the port", () => {
  test("in use is an error that says so, and how to go on", async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, "127.0.0.1", () => {
        const address = other.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
    try {
      await expect(gatewayWith({ port })).rejects.toThrow(
        `Port ${port} on 127.0.0.1 is in use. Stop what listens there, perhaps another local AWS, or choose another port; 0 means any that is free.`,
      );
    } finally {
      other.close();
    }
  });
});

describe("close", () => {
  test("lets answers under way finish, and does not wait for kept connections", async () => {
    let arrived: () => void = () => undefined;
    const underWay = new Promise<void>((resolve) => (arrived = resolve));
    const gateway = await startGateway({
      region: "eu-west-1",
      // A connection that held up the end would do so for longer than the test may take.
      drainMilliseconds: 60_000,
      forward: async ({ url }) => {
        if (url === "/slow") {
          arrived();
          await sleep(300);
        }
        return jsonResponse({ url });
      },
    });
    const agent = new Agent({ keepAlive: true });
    const get = (path: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const { port } = new URL(gateway.endpoint);
        const outgoing = send({ port, path, agent }, (incoming: IncomingMessage) => {
          text(incoming).then(resolve, reject);
        });
        outgoing.on("error", reject).end();
      });
    await get("/kept");
    const slow = get("/slow");
    await underWay;
    await gateway.close();
    expect(await slow).toBe('{"url":"/slow"}');
    await expect(fetch(gateway.endpoint)).rejects.toThrow();
    agent.destroy();
  });

  test("does not wait for ever for an answer that never comes", async () => {
    let arrived: () => void = () => undefined;
    const underWay = new Promise<void>((resolve) => (arrived = resolve));
    const gateway = await startGateway({
      region: "eu-west-1",
      drainMilliseconds: 100,
      forward: () => {
        arrived();
        return new Promise(() => undefined);
      },
    });
    const hanging = fetch(gateway.endpoint).catch(() => "cut off");
    await underWay;
    await gateway.close();
    expect(await hanging).toBe("cut off");
  });
});
