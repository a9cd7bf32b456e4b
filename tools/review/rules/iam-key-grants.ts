import { differenceAt } from "../plan-json/values";
import { namedBy, type Rule } from "./rule";

const keys = ["aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key"];

/**
 * Grants, which let somebody use a key beside its policy.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
export const iamKeyGrant: Rule = {
  id: "iam-key-grant",
  title: "Somebody may use a key who could not before, or for more.",
  why: "A grant lets somebody use a key beside its policy.",
  fix: "Name only the principal and the operations that are needed.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/grants.html",
  types: ["aws_kms_grant"],
  check: (change) => {
    if (change.after === null) {
      return [
        {
          level: "notice",
          cause: "the grant is taken back",
          effect: "Who has used the key by it can read nothing of what it encrypts any more.",
          instead: "Make sure that nothing needs it.",
          ...(typeof change.before?.["key_id"] === "string" && {
            unlessDeleted: {
              type: "aws_kms_key",
              attribute: "key_id",
              value: change.before["key_id"],
            },
          }),
        },
      ];
    }
    const isNew = change.before === null;
    const changed = ["key_id", "grantee_principal", "operations", "constraints"].filter(
      (attribute) => differenceAt(change, [attribute]) !== undefined,
    );
    if (!isNew && changed.length === 0) return [];
    return [
      {
        level: "block",
        cause: isNew
          ? "a grant is added to a key"
          : `the grant changes: ${changed.map((attribute) => `\`${attribute}\``).join(", ")}`,
        effect: "Somebody can read or write what the key encrypts of users, who could not before.",
        instead:
          "Name only the principal and the operations that are needed; if these are meant, allow the change and say why.",
        ...(isNew && { unlessCreated: namedBy(change, ["key_id"], keys, "key_id") }),
      },
    ];
  },
};
