import { ApolloClient, gql, HttpLink, InMemoryCache, type TypedDocumentNode } from "@apollo/client";
import { CombinedGraphQLErrors } from "@apollo/client/errors";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Amplify } from "aws-amplify";
import { generateClient } from "aws-amplify/api";
import { signIn, signOut } from "aws-amplify/auth";
import { ConsoleLogger } from "aws-amplify/utils";
import { WebSocket } from "ws";
import { password } from "../../support/graphql/deployment";
import type { People } from "../../support/graphql/people";
import { until } from "../../support/until";

/** Amplify knows WebSockets of browsers only, and always asks for TLS. */
class PlainWebSocket extends WebSocket {
  constructor(address: string | URL, protocols?: string | string[]) {
    super(String(address).replace(/^wss:/, "ws:"), protocols);
  }
}

const update =
  "mutation ($input: UpdateMeInput!) { updateMe(input: $input) { id displayName _version } }";

interface Changed {
  readonly id: string;
  readonly displayName: string | null;
  readonly _version: number;
}

/** The API under the clients that people have. */
export function clients(on: () => People): void {
  describe("aws-amplify", () => {
    const before = (globalThis as { WebSocket?: unknown }).WebSocket;
    const client = generateClient();

    /** Amplify's own answer, or what it throws: `{ data, errors }`. */
    const ask = async (
      query: string,
      { variables, authMode }: { variables?: object; authMode?: "userPool" | "iam" } = {},
    ) => {
      const asked = { query, ...(variables && { variables }), ...(authMode && { authMode }) };
      return (await (client.graphql(asked as never) as Promise<unknown>).catch(
        (error: unknown) => error,
      )) as { data?: unknown; errors?: readonly { errorType?: string; message: string }[] };
    };

    beforeAll(async () => {
      Object.assign(globalThis, { WebSocket: PlainWebSocket });
      // It warns of each endpoint that is not AWS's own.
      ConsoleLogger.LOG_LEVEL = "ERROR";
      const { endpoint, region } = on().api.run.aws;
      const outputs = await on().api.outputs();
      Amplify.configure({
        Auth: {
          Cognito: {
            userPoolId: outputs.user_pool_id,
            userPoolClientId: outputs.client_ids.web,
            userPoolEndpoint: endpoint,
            identityPoolId: outputs.identity_pool_id,
            identityPoolEndpoint: endpoint,
            allowGuestAccess: true,
          },
        },
        API: { GraphQL: { endpoint: outputs.graphql_url, region, defaultAuthMode: "userPool" } },
      });
      await signIn({ username: "ada@example.com", password });
    });

    afterAll(async () => {
      await signOut();
      Object.assign(globalThis, { WebSocket: before });
    });

    test("signs in by SRP, and its client answers as that user", async () => {
      expect(await ask("{ me { id email groups } }")).toMatchObject({
        data: { me: { id: on().id("ada"), email: "ada@example.com", groups: ["Users"] } },
      });
      expect(await ask("{ users { items { id } } }")).toMatchObject({
        errors: [{ errorType: "Unauthorized" }],
      });
    });

    test("tells of a conflict with the row as it is", async () => {
      const input = { _version: -1, displayName: "x" };
      expect(await ask(update, { variables: { input } })).toMatchObject({
        errors: [
          { errorType: "ConflictUnhandled", data: { _version: await on().versionOf("ada") } },
        ],
      });
    });

    test("with AWS credentials of an identity gets nothing of any user", async () => {
      expect(await ask("{ me { id } }", { authMode: "iam" })).toMatchObject({
        errors: [{ errorType: "Unauthorized" }],
      });
      await signOut();
      // A guest now. Without a user there is no token, and Amplify does not even ask.
      expect(await ask("{ me { id } }", { authMode: "iam" })).toMatchObject({
        errors: [{ errorType: "Unauthorized" }],
      });
      expect(await ask("{ me { id } }")).toMatchObject({ name: "NoValidAuthTokens" });
      await signIn({ username: "ada@example.com", password });
    });

    /** What a subscription has brought until now. */
    function listen(id: string, authMode: "userPool" | "iam" = "userPool") {
      const told: unknown[] = [];
      const errors: unknown[] = [];
      const query = "subscription ($id: ID!) { onUserChanged(id: $id) { id displayName } }";
      const started = client.graphql({
        query,
        variables: { id },
        authMode,
      }) as unknown as {
        subscribe(observer: {
          next: (event: { data: { onUserChanged: unknown } }) => void;
          error: (error: unknown) => void;
        }): { unsubscribe(): void };
      };
      const subscription = started.subscribe({
        next: ({ data }) => told.push(data.onUserChanged),
        error: (error) => errors.push(error),
      });
      return {
        told,
        errors,
        stop: () => {
          subscription.unsubscribe();
        },
      };
    }

    test("hears of its user's changes over a WebSocket", async () => {
      const { told, errors, stop } = listen(on().id("ada"));
      // Amplify does not say when it listens.
      for (let turn = 0; told.length === 0 && turn < 50; turn += 1) {
        const input = { _version: await on().versionOf("ada"), displayName: "over Amplify" };
        await ask(update, { variables: { input } });
      }
      await until(() => told.length > 0);
      expect(told[0]).toEqual({ id: on().id("ada"), displayName: "over Amplify" });
      expect(errors).toEqual([]);
      stop();
    });

    test.each(["userPool", "iam"] as const)(
      "hears of nobody else's, nor of anything with IAM (%s)",
      async (authMode) => {
        const whom = authMode === "iam" ? "ada" : "eve";
        // One at a time: Amplify ends all that share its socket when one is refused.
        const { told, errors, stop } = listen(on().id(whom), authMode);
        await until(() => errors.length > 0);
        expect(JSON.stringify(errors)).toContain("Unauthorized");
        expect(told).toEqual([]);
        stop();
      },
    );
  });

  describe("Apollo Client", () => {
    const apollo = async (who: "ada" | "ann") => {
      const { graphql_url: uri } = await on().api.outputs();
      const credentials = on().as(who);
      const authorization = credentials && "token" in credentials ? credentials.token : "";
      return new ApolloClient({
        link: new HttpLink({ uri, headers: { authorization } }),
        cache: new InMemoryCache(),
      });
    };
    const ME: TypedDocumentNode<{ me: Changed }> = gql`
      {
        me {
          id
          displayName
          _version
        }
      }
    `;

    test("reads, writes, and sees its own change in its cache", async () => {
      const client = await apollo("ada");
      const { data } = await client.query({ query: ME });
      const input = { _version: data?.me._version ?? 0, displayName: "over Apollo" };
      await client.mutate({ mutation: gql(update), variables: { input } });
      const cached = await client.query({ query: ME, fetchPolicy: "cache-only" });
      expect(cached.data?.me).toMatchObject({
        id: on().id("ada"),
        displayName: "over Apollo",
        _version: input._version + 1,
      });
      client.stop();
    });

    test("gets AppSync's errors as GraphQL's own, and what there is beside them", async () => {
      const client = await apollo("ada");
      const query = gql(`{ me { id } users { items { id } } }`);
      const error: unknown = await client.query({ query }).catch((thrown: unknown) => thrown);
      expect(CombinedGraphQLErrors.is(error)).toBe(true);
      expect((error as CombinedGraphQLErrors).errors).toMatchObject([
        { errorType: "Unauthorized", path: ["users"] },
      ]);
      client.stop();
    });

    test("pages through the users", async () => {
      const client = await apollo("ann");
      const query: TypedDocumentNode<
        { users: { items: { id: string }[]; nextToken: string | null } },
        { nextToken: string | null }
      > = gql(
        "query ($nextToken: String) { users(limit: 1, nextToken: $nextToken) { items { id } nextToken } }",
      );
      const page = async (nextToken: string | null) => {
        const { data } = await client.query({ query, variables: { nextToken } });
        return data?.users;
      };
      const first = await page(null);
      const second = await page(first?.nextToken ?? null);
      expect(second?.items[0]?.id).not.toBe(first?.items[0]?.id);
      client.stop();
    });
  });

  describe("plain fetch", () => {
    const post = async (body: string, headers: Record<string, string> = {}) => {
      const { graphql_url: url } = await on().api.outputs();
      const credentials = on().as("ada");
      const authorization = credentials && "token" in credentials ? credentials.token : "";
      const response = await fetch(url, {
        method: "POST",
        headers: { authorization, ...headers },
        body,
      });
      return { status: response.status, body: await response.json() };
    };

    test("takes a document, its variables and the operation's name", async () => {
      const body = JSON.stringify({
        query: "query A { me { id } } query B($id: ID!) { user(id: $id) { email } }",
        operationName: "B",
        variables: { id: on().id("ada") },
      });
      expect(await post(body, { "content-type": "application/json" })).toEqual({
        status: 200,
        body: { data: { user: { email: "ada@example.com" } } },
      });
      expect(await post(body)).toMatchObject({ status: 200 });
    });

    test.each([
      ["text", "hello"],
      ["no document", "{}"],
      ["a list, as some clients batch", '[{"query":"{ me { id } }"}]'],
    ])("is told that %s is no request", async (_what, body) => {
      expect(await post(body)).toMatchObject({
        status: 400,
        body: { errors: [{ errorType: "MalformedHttpRequestException" }] },
      });
    });
  });
}
