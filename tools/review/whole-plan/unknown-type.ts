import { grantsOrRuns, isKnownToReview } from "../coverage";
import type { PlanRule } from "./plan-rule";

/** Types that can grant access or run code, and that no rule understands. */
export const unknownType: PlanRule = {
  id: "type-not-understood",
  title: "A resource that can grant access or run code changes, and no rule understands its type.",
  why: "What no rule understands may let somebody in, or do something to users, and nobody would be told.",
  fix: "Read what changes, then allow it by its address.",
  see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access.html",
  start: () => {
    const found: { readonly address: string; readonly type: string }[] = [];
    return {
      resource: ({ address, type, mode }, kind) => {
        if (mode === "data" || !["create", "update", "replace", "import"].includes(kind)) return;
        if (grantsOrRuns(type) && !isKnownToReview(type)) found.push({ address, type });
      },
      finish: () =>
        found.map(({ address, type }) => ({
          address,
          found: {
            level: "block",
            cause: `no rule understands \`${type}\`, which can grant access or run code`,
            effect: "Nobody can say who gets to do more, or what is run.",
            instead:
              "Read what changes, in the configuration and in AWS's documentation; then allow it.",
          },
        })),
    };
  },
};
