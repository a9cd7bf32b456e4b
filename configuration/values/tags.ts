import { matching, type Check } from "./fault";

/** The tags of Gatehouse's own. */
export const ownTags = ["project", "environment", "managed-by"] as const;

/** AWS's limit for one resource, Gatehouse's own included. */
const most = 50;

/**
 * A tag's key.
 *
 * @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
export const tagKey: Check = matching(
  /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu,
  "a tag key is 1–128 letters, digits, spaces and `_.:/=+-@`, and does not begin with `aws:`",
  "write a key such as `cost-center`",
);

/** A tag's value. It may be empty. */
export const tagValue: Check = matching(
  /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
  "a tag value is at most 256 letters, digits, spaces and `_.:/=+-@`",
  "shorten it, or replace what is not allowed",
);

/**
 * The tags of a resource together. IAM takes two keys for one whatever their case, and refuses the
 * second in the middle of an apply: `Project` beside Gatehouse's own `project`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules_creating
 */
export function faultyTags(
  keys: readonly string[],
): readonly { readonly key: string; readonly rule: string; readonly fix: string }[] {
  const seen = new Map<string, string>();
  return keys.flatMap((key) => {
    const same = key.toLowerCase();
    const other = seen.get(same);
    seen.set(same, other ?? key);
    if ((ownTags as readonly string[]).includes(same)) {
      return [
        {
          key,
          rule: `Gatehouse sets the tag ${same} itself, and IAM takes keys for one whatever their case`,
          fix: "remove the tag, or give it another key",
        },
      ];
    }
    return other === undefined
      ? []
      : [
          {
            key,
            rule: `IAM takes tag keys for one whatever their case, and ${other} is there already`,
            fix: "remove one of the two",
          },
        ];
  });
}

/** How many tags an environment may add. */
export const tagCount: Check<readonly string[]> = (keys) =>
  keys.length <= most - ownTags.length
    ? undefined
    : {
        rule: `a resource has at most ${most} tags, ${ownTags.length} of which Gatehouse sets`,
        fix: `keep ${most - ownTags.length} tags or fewer`,
      };
