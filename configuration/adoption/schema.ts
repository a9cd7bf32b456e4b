import { z } from "zod";
import { list, matches } from "../schema-blocks";

const userPoolId = matches(
  /^[a-z]{2}(?:-[a-z]+)+-\d_[0-9A-Za-z]{1,55}$/,
  "userPoolId is the id of a user pool",
  "copy it from Cognito: `eu-west-1_AbCdEfGhI`",
);

/** What each value of an adoption must be. */
export const adoption = z.strictObject({
  userPoolId,
  clientIds: z
    .record(
      z.string(),
      matches(
        /^[0-9A-Za-z_+]{1,128}$/,
        "a client's id is 1–128 letters and digits",
        "copy it from Cognito, or run `npm run adopt` again",
      ),
    )
    .optional(),
  groups: list(z.string()).optional(),
  identityProviders: list(z.string()).optional(),
  resourceServers: list(z.string()).optional(),
  domain: z.boolean().optional(),
  identityPoolId: matches(
    /^[a-z]{2}(?:-[a-z]+)+-\d:[0-9a-f-]{1,50}$/,
    "identityPoolId is the id of an identity pool",
    "copy it from Cognito: `eu-west-1:` and a UUID",
  ).optional(),
  identityPoolRoles: z.boolean().optional(),
});

/** What each value of a pool that stays somebody else's must be. */
export const existingUserPool = z.strictObject({
  userPoolId,
  ownerSetsTriggers: z.boolean().optional(),
});
