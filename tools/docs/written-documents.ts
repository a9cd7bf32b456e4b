import { elsewhere } from "../../stacks/policy/elsewhere";
import { policyRules } from "../../stacks/policy/rules";
import { configurationDocument } from "./configuration-document";
import { documentedFunctions } from "./documented-functions";
import { reviewDocument } from "./review-document";
import { checkovSettings, securityDocument, trivySettings } from "./security-document";
import { triggersDocument } from "./triggers-document";

/** What `npm run docs` writes, by its path within the project. */
export const writtenDocuments: Readonly<Record<string, () => string>> = {
  "docs/triggers.md": () => triggersDocument(documentedFunctions()),
  "docs/review.md": reviewDocument,
  "docs/configuration.md": configurationDocument,
  "docs/security.md": () => securityDocument(policyRules, elsewhere),
  ".checkov.yaml": () => checkovSettings(policyRules),
  ".trivyignore": () => trivySettings(policyRules),
};
