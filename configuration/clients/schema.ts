import { z } from "zod";
import { uiCustomization } from "../domain/schema";
import { scopeReference } from "../resource-servers/schema";
import { choice, integer, kind, list, must } from "../schema-blocks";
import { redirectUrl } from "../values/url";
import { userAttribute } from "../values/user-attribute";
import { authFlows, clientKinds, userScopes } from "./input";

const validity = z.strictObject({
  value: integer(1, 315_360_000, "value"),
  unit: z.enum(["seconds", "minutes", "hours", "days"]),
});

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const urls = must(
  list(kind(redirectUrl)),
  (items) => items.length <= 100,
  "an app client has at most 100 callback URLs, and at most 100 sign-out URLs",
  "keep 100, or make a second client",
);

/** What each value of an app client must be. */
export const client = z.strictObject({
  kind: z.enum(clientKinds).optional(),
  generateSecret: z.boolean().optional(),
  authFlows: must(
    list(z.enum(authFlows)),
    (flows) => flows.length > 0,
    "an app client has at least one way to sign in",
    `name one or more of ${authFlows.join(", ")}`,
  ).optional(),
  accessTokenValidity: validity.optional(),
  idTokenValidity: validity.optional(),
  refreshTokenValidity: validity.optional(),
  refreshTokenRotation: z
    .strictObject({
      enabled: z.boolean(),
      retryGracePeriodSeconds: integer(0, 60, "retryGracePeriodSeconds").optional(),
    })
    .optional(),
  identityProviders: must(
    list(z.string()),
    (names) => names.length > 0,
    "an app client lets people come from somewhere",
    'name "COGNITO" or a provider, or leave `identityProviders` out',
  ).optional(),
  authSessionValidityMinutes: integer(3, 15, "authSessionValidityMinutes").optional(),
  readAttributes: list(kind(userAttribute)).optional(),
  writeAttributes: list(kind(userAttribute)).optional(),
  oauth: z
    .strictObject({
      callbackUrls: must(
        urls,
        (items) => items.length >= 1,
        "an app client has at least one callback URL",
        "name a URL, or leave `oauth` out",
      ).optional(),
      defaultRedirectUri: kind(redirectUrl).optional(),
      logoutUrls: urls.optional(),
      scopes: list(
        choice(
          z.union([z.enum(userScopes), scopeReference]),
          `a scope is one of ${userScopes.join(", ")}, or one of a resource server`,
          "correct its name, or write `scopesOf(<your resource server>).<scope>`",
        ),
      ).optional(),
      uiCustomization: uiCustomization.optional(),
    })
    .optional(),
});
