import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { invalidParameter } from "../refusals";
import { isAttributeOf } from "./user-attributes";

const schema = z.object({
  UserPoolId: input.userPoolId,
  AttributesToGet: z.array(z.string()).default([]),
  Filter: z.string().default(""),
});

/** One comparison of an attribute: equal, or beginning with. A quote in the value stands behind a backslash. */
const filter = /^\s*"?[\w:]+"?\s*\^?=\s*"(?:[^"\\]|\\.)*"\s*$/;

/**
 * ListUsers. moto takes the names of attributes that no user can have, and more than one comparison.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
 */
export function listUsers(cognito: Cognito): Operation {
  return operation(cognito, "ListUsers", schema, async ({ input, pools, resend }) => {
    const pool = await pools.pool(input.UserPoolId);
    refuseUnknown(pool, input.AttributesToGet);
    if (input.Filter !== "" && !filter.test(input.Filter)) {
      // https://github.com/aws/aws-sdk-php/issues/1088
      throw invalidParameter("Error while parsing filter.");
    }
    return resend();
  });
}

function refuseUnknown(pool: UserPoolType, names: readonly string[]): void {
  // Users of other providers have `identities`, which nobody can write.
  if (names.every((name) => name === "identities" || isAttributeOf(pool, name))) return;
  throw invalidParameter("One or more requested attributes do not exist.");
}
