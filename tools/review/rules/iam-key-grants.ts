import { differenceAt } from "../plan-json/values";
import type { Rule } from "./rule";

/**
 * Grants, which let somebody use a key beside its policy.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
export const iamKeyGrant: Rule = {
  id: "iam-key-grant",
  title: "Somebody may use a key who could not before, or for more.",
  types: ["aws_kms_grant"],
  check: (change) => {
    if (change.after === null) return [];
    const isNew = change.before === null;
    const changed = ["key_id", "grantee_principal", "operations", "constraints"].filter(
      (attribute) => differenceAt(change, [attribute]) !== undefined,
    );
    if (!isNew && changed.length === 0) return [];
    // The id of a key that is made in the same plan is not known yet.
    const isOfNewKey = isNew && typeof change.after["key_id"] !== "string";
    return [
      {
        level: isOfNewKey ? "notice" : "block",
        cause: isNew
          ? "a grant is added to a key"
          : `the grant changes: ${changed.map((attribute) => `\`${attribute}\``).join(", ")}`,
        effect: "Somebody can read or write what the key encrypts of users, who could not before.",
        instead:
          "Name only the principal and the operations that are needed; if these are meant, allow the change and say why.",
      },
    ];
  },
};
