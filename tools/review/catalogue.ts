import { liveNotCompared, settingWiped } from "./live/setting-wiped";
import { rules } from "./rules/catalogue";
import type { RuleText } from "./rules/rule";
import { planRules } from "./whole-plan/catalogue";

/** Rules that look at a plan alone. */
export const planRuleTexts: readonly RuleText[] = [...rules, ...planRules];

/** Every rule in words, whichever way it looks at a plan, and those that ask AWS. */
export const ruleTexts: readonly RuleText[] = [...planRuleTexts, settingWiped, liveNotCompared];
