import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetCSVHeader.html */
export function getCsvHeader(cognito: Cognito): Operation {
  const schema = z.object({ UserPoolId: input.userPoolId });
  return operation(cognito, "GetCSVHeader", schema, async ({ input: { UserPoolId }, pools }) => ({
    UserPoolId,
    CSVHeader: csvHeaderOf(await pools.pool(UserPoolId)),
  }));
}

/** In the order of AWS's own example; custom attributes stand behind the others. */
const standard = [
  "name",
  "given_name",
  "family_name",
  "middle_name",
  "nickname",
  "preferred_username",
  "profile",
  "picture",
  "website",
  "email",
  "email_verified",
  "gender",
  "birthdate",
  "zoneinfo",
  "locale",
  "phone_number",
  "phone_number_verified",
  "address",
  "updated_at",
];

/**
 * The columns that a file of users has to have, in any order.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool-csv-header.html
 */
export function csvHeaderOf(pool: UserPoolType): readonly string[] {
  const names = (pool.SchemaAttributes ?? []).flatMap(({ Name }) => Name ?? []);
  const custom = names.filter((name) => /^(custom|dev):/.test(name));
  return [...standard, ...custom, "cognito:mfa_enabled", "cognito:username"];
}
