import type { Statement } from "../iam/policy-document";
import type { deployedResources } from "./deployed-resources";

/**
 * Making a key takes this permission too, when it has neither tags nor a name yet. Nor has a key of
 * somebody else's that nobody has named or tagged: AWS tells no more about it.
 */
export function tagNewKeys(of: ReturnType<typeof deployedResources>): Statement {
  return {
    sid: "TagNewKeys",
    actions: ["kms:TagResource"],
    resources: of.keys,
    conditions: {
      ...of.newTags,
      Null: {
        "aws:ResourceTag/environment": "true",
        "aws:ResourceTag/project": "true",
        "kms:ResourceAliases": "true",
      },
    },
  };
}
