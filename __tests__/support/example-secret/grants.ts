import { parameter, secret } from "../../../stacks/auth/bindings/secret";
import type { GrantsOf } from "../../../stacks/auth/trigger-grants";

export const grants: GrantsOf = ({ environment }) => ({
  description: "Lets in whom the CRM knows.",
  bindings: [
    secret(environment, { variable: "CRM_KEY_SECRET_ID", secretId: "acme/dev/crm-key" }),
    parameter(environment, { variable: "CRM_TEAM_PARAMETER", name: "/acme/dev/crm-team" }),
  ],
});
