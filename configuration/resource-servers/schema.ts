import { z } from "zod";
import { kind, matches, must, words } from "../schema-blocks";
import { clientName } from "../values/resource-name";

const scopeName = matches(
  // AWS's pattern: RFC 6749's characters without the slash, which parts it from the identifier.
  /^[\x21\x23-\x2e\x30-\x5b\x5d-\x7e]{1,256}$/,
  "a scope's name is 1–256 visible ASCII characters without quotes, slashes and backslashes",
  "write a name such as `read`",
);

/** What each value of a resource server must be. */
export const resourceServers = z.record(
  kind(clientName),
  z.strictObject({
    identifier: matches(
      /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/,
      "an identifier is 1–256 visible ASCII characters without quotes and backslashes",
      "write `orders`, or `https://orders.example.com`",
    ),
    name: words(1, 256, "a resource server's name").optional(),
    scopes: must(
      z.record(scopeName, words(1, 256, "what a scope allows")),
      (scopes) => Object.keys(scopes).length >= 1 && Object.keys(scopes).length <= 100,
      "a resource server has 1–100 scopes",
      "name a scope with what it allows, or make a second resource server",
    ),
  }),
);

/** A scope of a resource server. */
export const scopeReference = z.strictObject({ resourceServer: z.string(), scope: z.string() });
