import type { UserMigrationInput } from "../../configuration/input";
import { requiredVariable, type Variables } from "../shared/aws/environment-variables";
import { isObject, parsed } from "../shared/json";
import { isAttributeRules, type AttributeRules } from "./attribute-rules";

/** What the stack tells the function about migration, through its environment. */
export interface MigrationSettings {
  readonly from: UserMigrationInput["from"];
  /** What users may bring along, and must. */
  readonly rules: AttributeRules;
  /** Whether users sign in with their e-mail address. */
  readonly signsInByEmail: boolean;
}

/**
 * Reads `MIGRATE_FROM` and `MIGRATED_ATTRIBUTES`, both JSON, and `SIGN_IN_BY_EMAIL`: `true` or `false`.
 *
 * @throws Error that names the variable which is missing or cannot be read.
 */
export function readMigrationSettings(variables: Variables): MigrationSettings {
  const text = requiredVariable(variables, "MIGRATE_FROM");
  const from = parsed(text);
  if (!isSource(from)) throw new Error(`Environment variable MIGRATE_FROM cannot be read: ${text}`);
  const rules = parsed(requiredVariable(variables, "MIGRATED_ATTRIBUTES"));
  if (!isAttributeRules(rules)) {
    throw new Error("Environment variable MIGRATED_ATTRIBUTES cannot be read");
  }
  return {
    from,
    rules,
    // Only a clear "false" takes the check of the address away.
    signsInByEmail: variables["SIGN_IN_BY_EMAIL"] !== "false",
  };
}

function isSource(value: unknown): value is UserMigrationInput["from"] {
  if (!isObject(value)) return false;
  const { kind, userPoolArn, clientId, url } = value;
  return kind === "user-pool"
    ? typeof userPoolArn === "string" && typeof clientId === "string"
    : kind === "https" && typeof url === "string";
}
