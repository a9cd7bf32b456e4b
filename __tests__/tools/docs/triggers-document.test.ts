/**
 * @functions pre-sign-up post-confirmation user-migration pre-authentication post-authentication
 * pre-token-generation custom-message define-auth-challenge create-auth-challenge
 * verify-auth-challenge-response custom-email-sender custom-sms-sender
 */
import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  type TriggerName,
  triggerCatalogue,
  triggerNames,
} from "../../../configuration/trigger-catalogue";
import type { Grants } from "../../../stacks/auth/trigger-grants";
import { documentedFunctions } from "../../../tools/docs/documented-functions";
import { triggersDocument } from "../../../tools/docs/triggers-document";

const file = path.join(__dirname, "../../../docs/triggers.md");
const silent: Grants = { description: "Does nothing." };
const silentTriggers = Object.fromEntries(triggerNames.map((name) => [name, silent])) as Record<
  TriggerName,
  Grants
>;

const rowOf = (document: string, name: string) =>
  document.split("\n").find((line) => line.startsWith(`| [${name}]`)) ?? "";

test("docs/triggers.md says what the functions of this checkout may do: if not, `npm run docs`", () => {
  expect(readFileSync(file, "utf8")).toBe(triggersDocument(documentedFunctions()));
});

test("every trigger of the catalogue and each of its sources is documented", () => {
  const document = triggersDocument({ triggers: silentTriggers, reconcileUsers: silent });
  for (const name of triggerNames) {
    expect(rowOf(document, name)).toContain(triggerCatalogue[name].documentation);
    for (const source of triggerCatalogue[name].sources) expect(document).toContain(source);
  }
});

test("a trigger's row shows what it may do, what it is told and what its failure means, not what it is denied", () => {
  const document = triggersDocument({
    triggers: {
      ...silentTriggers,
      "pre-sign-up": {
        description: "Asks an oracle.",
        bindings: [
          {
            environment: { ORACLE_URL: "https://oracle.example.com" },
            statements: [
              { sid: "Ask", actions: ["oracle:Ask"], resources: ["a"] },
              { sid: "NeverTell", effect: "Deny", actions: ["oracle:Tell"], resources: ["a"] },
            ],
          },
        ],
        environment: { QUESTION: "?" },
        userPoolActions: ["cognito-idp:ListUsers"],
        failure: "Nobody knows.",
      },
    },
    reconcileUsers: silent,
  });
  const row = rowOf(document, "pre-sign-up");
  for (const text of [
    "Asks an oracle.",
    "`cognito-idp:ListUsers`, `oracle:Ask`",
    "`ORACLE_URL`, `QUESTION`",
    "then the user's call fails. Nobody knows.",
  ]) {
    expect(row).toContain(text);
  }
  expect(row).not.toContain("oracle:Tell");
  expect(row).not.toContain("oracle.example.com");
});
