import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import path from "node:path";
import { settingsOf } from "../../../configuration/function-settings";
import { physicalName } from "../../../configuration/naming";
import { parameter, secret } from "../../../stacks/auth/bindings/secret";
import type { Extension } from "../../../stacks/environment-stacks";
import { functionsFolder } from "../../../stacks/functions-folder";
import { NodeFunction } from "../../../stacks/lambda/node-function";

export const extend: Extension = ({ auth, environment }) => {
  // The secret without its value, which somebody writes in Secrets Manager.
  const crmKey = new SecretsmanagerSecret(auth, "crm-key", {
    name: physicalName(environment, "crm-key"),
    lifecycle: { preventDestroy: environment.protection.enabled },
  });

  // A function that no trigger calls: functions/crm.
  new NodeFunction(auth, "crm", {
    name: physicalName(environment, "crm"),
    description: "Asks the CRM.",
    source: path.join(functionsFolder, "crm"),
    codeBucket: auth.codeBucket,
    timeout: 10,
    bindings: [
      secret(environment, { variable: "CRM_KEY_SECRET_ID", secretId: crmKey.arn }),
      parameter(environment, { variable: "CRM_TEAM_PARAMETER", name: "/acme/crm-team" }),
    ],
    environment: { CRM_URL: "https://crm.example.com/people" },
    settings: settingsOf(environment.functions, "crm"),
  });
};
