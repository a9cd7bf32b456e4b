import { z } from "zod";
import { uiCustomization } from "../domain/schema";
import { integer, kind, list, must } from "../schema-blocks";
import { redirectUrl } from "../values/url";
import { userAttribute } from "../values/user-attribute";
import { authFlows } from "./input";

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
      ),
      logoutUrls: urls.optional(),
      scopes: must(
        list(z.enum(["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"])),
        (scopes) => scopes.includes("openid"),
        "the scopes include `openid`: without it there is no ID token, which the identity pool takes, and Cognito refuses `email`, `phone` and `profile`",
        "add `openid`",
      ).optional(),
      uiCustomization: uiCustomization.optional(),
    })
    .optional(),
});
