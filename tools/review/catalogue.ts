import { rules } from "./rules/catalogue";
import type { RuleText } from "./rules/rule";
import { planRules } from "./whole-plan/catalogue";

/** Every rule in words, whichever way it looks at a plan. */
export const ruleTexts: readonly RuleText[] = [...rules, ...planRules];
