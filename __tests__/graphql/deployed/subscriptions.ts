import { describe, expect, test } from "@jest/globals";
import { WebSocket } from "ws";
import type { Caller, People } from "../../support/graphql/people";
import { until } from "../../support/until";

/** AppSync's WebSocket protocol, by hand. */
export function subscriptions(on: () => People): void {
  describe("subscriptions", () => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64");

    /** Listens to Ada's changes, as Amplify's client does. */
    async function listen(who: Caller) {
      const { graphql_realtime_url: url } = await on().api.outputs();
      const as = on().as(who);
      const headers = {
        host: new URL(url).host,
        Authorization: as !== undefined && "token" in as ? as.token : "",
      };
      const socket = new WebSocket(`${url}?header=${encode(headers)}&payload=${encode({})}`, [
        "graphql-ws",
      ]);
      const messages: { type: string; payload?: { data?: unknown; errors?: unknown } }[] = [];
      socket.on("message", (text: Buffer) => {
        messages.push(JSON.parse(text.toString("utf8")) as (typeof messages)[number]);
      });
      await new Promise((resolve) => socket.once("open", resolve));
      socket.send(JSON.stringify({ type: "connection_init" }));
      const query = `subscription ($id: ID!) { onUserChanged(id: $id) { id displayName } }`;
      socket.send(
        JSON.stringify({
          id: "1",
          type: "start",
          payload: {
            data: JSON.stringify({ query, variables: { id: on().id("ada") } }),
            extensions: { authorization: headers },
          },
        }),
      );
      const has = (type: string) => messages.find((message) => message.type === type);
      return { socket, messages, has };
    }

    test("tell the user and administrators of a change, and nobody else", async () => {
      const listeners = await Promise.all((["ada", "ann", "max", "eve"] as const).map(listen));
      const [ada, ann, max, eve] = listeners as [
        (typeof listeners)[number],
        (typeof listeners)[number],
        (typeof listeners)[number],
        (typeof listeners)[number],
      ];
      await until(() => [ada, ann].every(({ has }) => has("start_ack")));
      await until(() => [max, eve].every(({ has }) => has("error")));
      const input = { _version: await on().versionOf("ada"), displayName: "told" };
      const update = `mutation ($input: UpdateMeInput!) { updateMe(input: $input) { id displayName } }`;
      await on().ask("ada", update, { input });
      await until(() => [ada, ann].every(({ has }) => has("data")));
      expect(ada.has("data")?.payload).toEqual({
        data: { onUserChanged: { id: on().id("ada"), displayName: "told" } },
      });
      expect(JSON.stringify(eve.has("error"))).toContain("Unauthorized");
      expect(
        [max, eve].flatMap(({ messages }) => messages).some(({ type }) => type === "data"),
      ).toBe(false);
      for (const { socket } of listeners) socket.close();
    });

    test("are not for a page whose origin nobody has named", async () => {
      const { graphql_realtime_url: url } = await on().api.outputs();
      const socket = new WebSocket(url, ["graphql-ws"], { origin: "https://evil.example" });
      const error = await new Promise<Error>((resolve) => socket.once("error", resolve));
      expect(error.message).toContain("403");
    });
  });
}
