import { accessExamples } from "./access";
import { aroundExamples } from "./around";
import type { RuleExample } from "./example";
import { userExamples } from "./users";

/**
 * Of each rule a change that it speaks of and one like it that it lets pass. All that are blocked are
 * planned together, each as a module with the rule's name, and so are those that pass.
 */
export const ruleExamples: Readonly<Record<string, RuleExample>> = {
  ...userExamples,
  ...accessExamples,
  ...aroundExamples,
};
