import { standardAttributes } from "../user-attributes";
import { matching, type Check } from "./fault";

/** A user attribute as clients and triggers name it. */
export const userAttribute: Check = matching(
  new RegExp(`^(?:${standardAttributes.join("|")}|custom:.+)$`),
  "a user attribute is one of Cognito's standard attributes or `custom:<name>`",
  `write one of ${standardAttributes.join(", ")}, or a custom attribute with its \`custom:\` prefix`,
);
