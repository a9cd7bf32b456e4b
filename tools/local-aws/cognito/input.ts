import { z } from "zod";
import { invalidParameter } from "./refusals";

const name = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u;
const noSpaces = /^[\S]+$/;
/** The API reference allows no space at all; Cognito itself takes one anywhere but at the ends. */
const noSpacesAround = /^[\S]+.*[\S]+$/;

/** What the API's operations take, with the limits that the API reference states for each. */
export const clientId = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w+]+$/);
export const userPoolId = z
  .string()
  .min(1)
  .max(55)
  .regex(/^[\w-]+_[0-9a-zA-Z]+$/);
export const username = z.string().min(1).max(128).regex(name);
export const password = z.string().max(256).regex(noSpacesAround);
export const secretHash = z.string().min(1).max(128).optional();
export const confirmationCode = z.string().min(1).max(2048).regex(noSpaces);
export const accessToken = z.string().regex(/^[A-Za-z0-9-_=.]+$/);
export const attributeName = z.string().min(1).max(32);
export const attributes = z
  .array(z.object({ Name: attributeName, Value: z.string().max(2048).default("") }))
  .default([]);
export const metadata = z.record(z.string(), z.string()).optional();

/** The members whose values Cognito never repeats in an error. */
const sensitive = new Set([
  "AccessToken",
  "ClientId",
  "Password",
  "PreviousPassword",
  "ProposedPassword",
  "SecretHash",
  "RefreshToken",
  "TemporaryPassword",
  "Token",
  "UserAttributes",
  "Username",
]);

/**
 * Checks an operation's input as the API's front door does, before Cognito looks at any pool.
 *
 * @throws {@link CognitoError} `InvalidParameterException` with every violation.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): z.output<Schema> {
  const result = schema.safeParse(body, { reportInput: true });
  if (result.success) return result.data;
  const violations = result.error.issues.map(describe);
  const count = `${violations.length} validation error${violations.length === 1 ? "" : "s"} detected`;
  throw invalidParameter(`${count}: ${violations.join("; ")}`);
}

function describe(issue: z.core.$ZodIssue): string {
  const member = String(issue.path[0] ?? "");
  const path = issue.path.map(String).join(".");
  const at = `at '${path.charAt(0).toLowerCase()}${path.slice(1)}'`;
  const value = issue.input === undefined ? "null" : `'${asText(issue.input)}'`;
  const subject = sensitive.has(member) ? `Value ${at}` : `Value ${value} ${at}`;
  return `${subject} failed to satisfy constraint: Member must ${constraintOf(issue)}`;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function constraintOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "too_small":
      return `have length greater than or equal to ${String(issue.minimum)}`;
    case "too_big":
      return `have length less than or equal to ${String(issue.maximum)}`;
    case "invalid_format":
      return `satisfy regular expression pattern: ${patternOf(issue)}`;
    case "invalid_value":
      return `satisfy enum value set: [${issue.values.map(String).join(", ")}]`;
    default:
      return issue.input === undefined ? "not be null" : "be of the documented type";
  }
}

/** AWS prints the pattern without the anchors that it implies. */
function patternOf(issue: z.core.$ZodIssueInvalidStringFormat): string {
  return (issue.pattern ?? "").replace(/^\/\^?/, "").replace(/\$?\/[a-z]*$/, "");
}
