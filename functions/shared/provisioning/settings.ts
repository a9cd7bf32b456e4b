import { listVariable, requiredVariable, type Variables } from "../aws/environment-variables";
import type { GroupRule } from "./group-rule";

/** What the stack tells a function about provisioning, through the function's environment. */
export interface ProvisioningSettings {
  readonly tableName: string;
  readonly groups: GroupRule;
  /** Full names of the user attributes that the row holds besides the e-mail address. */
  readonly rowAttributes: readonly string[];
}

/**
 * Reads `USER_TABLE_NAME`, `DEFAULT_GROUP`, and where they are set `GROUP_ATTRIBUTE` and, as JSON
 * arrays of strings, `ALLOWED_GROUPS` and `ROW_ATTRIBUTES`.
 *
 * @throws Error that names the variable which is missing or cannot be read.
 */
export function readProvisioningSettings(variables: Variables): ProvisioningSettings {
  const groupAttribute = variables["GROUP_ATTRIBUTE"];
  return {
    tableName: requiredVariable(variables, "USER_TABLE_NAME"),
    groups: {
      defaultGroup: requiredVariable(variables, "DEFAULT_GROUP"),
      ...(groupAttribute ? { groupAttribute } : {}),
      allowedGroups: listVariable(variables, "ALLOWED_GROUPS"),
    },
    rowAttributes: listVariable(variables, "ROW_ATTRIBUTES"),
  };
}
