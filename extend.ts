import type { Extension } from "./stacks/environment-stacks";

/**
 * The team's: what is not in environments.ts. It is called once for each environment, with its stacks.
 * Add resources, outputs and stacks, or override an argument of what is there. `docs/extend.md` shows
 * how.
 */
export const extend: Extension = () => {
  // For example: auth.userTable.resource.tableClass = "STANDARD_INFREQUENT_ACCESS";
};
