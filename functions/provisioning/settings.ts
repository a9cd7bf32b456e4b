import type { GroupRule } from "./group-rule";

/** What the stack tells a function about provisioning, through the function's environment. */
export interface ProvisioningSettings {
  readonly tableName: string;
  readonly groups: GroupRule;
  /** Full names of the user attributes that the row holds besides the e-mail address. */
  readonly rowAttributes: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `USER_TABLE_NAME`, `DEFAULT_GROUP`, and where they are set `GROUP_ATTRIBUTE` and, as JSON
 * arrays of strings, `ALLOWED_GROUPS` and `ROW_ATTRIBUTES`.
 *
 * @throws Error that names the variable which is missing or cannot be read.
 */
export function readProvisioningSettings(environment: Environment): ProvisioningSettings {
  const groupAttribute = environment["GROUP_ATTRIBUTE"];
  return {
    tableName: required(environment, "USER_TABLE_NAME"),
    groups: {
      defaultGroup: required(environment, "DEFAULT_GROUP"),
      ...(groupAttribute ? { groupAttribute } : {}),
      allowedGroups: list(environment, "ALLOWED_GROUPS"),
    },
    rowAttributes: list(environment, "ROW_ATTRIBUTES"),
  };
}

function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (!value) throw new Error(`Environment variable ${name} is missing or empty`);
  return value;
}

function list(environment: Environment, name: string): readonly string[] {
  const text = environment[name];
  if (!text) return [];
  const value = parsed(text);
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new Error(
    `Environment variable ${name} is not a JSON array of strings, such as ["a"]: ${text}`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
