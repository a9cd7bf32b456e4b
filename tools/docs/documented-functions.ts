import { App, TerraformStack } from "cdktf";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TriggerName, triggerNames } from "../../configuration/trigger-catalogue";
import { CodesKey } from "../../stacks/auth/codes-key";
import { grantsOf } from "../../stacks/auth/function-grants";
import { reconcileUsers } from "../../stacks/auth/reconcile-users";
import type { Grants } from "../../stacks/auth/trigger-grants";
import { UserTable } from "../../stacks/auth/user-table";
import { type Environment, resolveConfiguration } from "../../configuration";
import type { DocumentedFunctions } from "./triggers-document";

const sender = {
  from: "no-reply@example.com",
  sourceArn: "arn:aws:ses:us-east-1:123456789012:identity/example.com",
};

/** Every setting on which a function's grants depend, so that the document shows all of them. */
function documentedEnvironment(): Environment {
  const [environment] = resolveConfiguration({
    project: "gatehouse",
    environments: {
      docs: {
        platform: "local",
        userPool: {
          customAttributes: { group: { type: "String", minLength: 1, maxLength: 128 } },
          email: { sendingAccount: "DEVELOPER", ...sender },
        },
        clients: {
          web: {
            authFlows: ["USER_PASSWORD_AUTH", "CUSTOM_AUTH"],
            writeAttributes: ["email", "custom:group"],
          },
        },
        signUp: { groupAttribute: { attribute: "custom:group", allowedGroups: ["Users"] } },
        userTable: { attributes: ["name"] },
        triggers: triggerNames.filter((name) => name !== "custom-email-sender"),
        recipes: {
          preSignUp: { allowedEmailDomains: ["example.com"], federatedExistingUser: "link" },
          userMigration: {
            from: {
              kind: "user-pool",
              userPoolArn: "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Example",
              clientId: "example",
            },
          },
          preTokenGeneration: {
            claims: { member_since: "createdAt" },
            scopes: { field: "scopes", allowed: ["orders/read"] },
          },
          oneTimeCode: sender,
          customSmsSender: { senderId: "Example" },
        },
      },
    },
  });
  if (environment === undefined) throw new Error("The documented environment is missing.");
  // Beside custom-message it cannot be named, yet it is documented.
  const recipes = { ...environment.recipes, customEmailSender: sender };
  return { ...environment, recipes };
}

/** The grants of every function that ships, for `docs/triggers.md`. */
export function documentedFunctions(): DocumentedFunctions {
  const environment = documentedEnvironment();
  const outdir = mkdtempSync(path.join(tmpdir(), "gatehouse-docs-"));
  try {
    const stack = new TerraformStack(new App({ outdir }), "docs");
    const userTable = new UserTable(stack, "user-table", {
      name: "users",
      protected: false,
      attributes: environment.userTable.attributes,
    });
    const codesKey = new CodesKey(stack, "codes-key", {
      name: "codes",
      protected: false,
      accountId: environment.accountId,
      region: environment.region,
    });
    const context = { environment, userTable, codesKey };
    return {
      triggers: Object.fromEntries(
        triggerNames.map((name) => [name, grantsOf(name, context)]),
      ) as Record<TriggerName, Grants>,
      reconcileUsers: grantsOf(reconcileUsers, context),
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
