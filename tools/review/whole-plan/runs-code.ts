import type { FoundAt, RuleFinding } from "../rules/rule";
import { blockAddress } from "../plan-json/configuration";
import type { PlanRule } from "./plan-rule";

/** Types that run what they are told, or make resources that a plan does not show. */
const hiding: Readonly<Record<string, string>> = {
  aws_cloudcontrolapi_resource: "a resource of any type, as text",
  aws_cloudformation_stack: "resources by a template of its own",
  aws_cloudformation_stack_instances: "resources in other accounts by a template of its own",
  aws_cloudformation_stack_set: "resources in other accounts by a template of its own",
  aws_cloudformation_stack_set_instance: "resources in other accounts by a template of its own",
  aws_serverlessapplicationrepository_cloudformation_stack: "resources by somebody else's template",
  aws_servicecatalog_provisioned_product: "resources by a template of its own",
  aws_lambda_invocation: "a call of a function",
  aws_ssm_association: "commands on machines",
  aws_proton_environment: "resources by a template of its own",
};

/** Their names. */
export const hidingTypes: readonly string[] = Object.keys(hiding);

/** Data and ephemeral resources that do something when they are read. */
const acting = new Set(["aws_lambda_invocation", "external"]);

const nobodySees =
  "Nobody can review what that does: it can delete users, or give away access, with the rights of whoever applies.";

const outcome = {
  level: "block",
  effect: nobodySees,
  instead:
    "Write it with resources that a plan shows; if it is meant, read what it runs and allow it by its address.",
} as const satisfies Partial<RuleFinding>;

/** Programs, calls and templates: what they do is in no plan. */
export const runsCode: PlanRule = {
  id: "runs-code",
  title: "The plan runs a program, or makes resources that it does not show.",
  why: "A provisioner, an `external` data source or a CloudFormation stack can do whatever whoever applies may do.",
  fix: "Write it with resources that a plan shows, or read it and allow it.",
  see: "https://developer.hashicorp.com/terraform/language/provisioners",
  start: () => {
    const run = new Map<string, string>();
    const found: FoundAt[] = [];
    let hasChanges = false;
    return {
      resource: ({ address, type, mode }, kind) => {
        if (mode === "data") {
          if (kind === "read" && acting.has(type)) {
            found.push({ address, found: { ...outcome, cause: `it runs \`${type}\` at apply` } });
          }
          return;
        }
        if (kind === "no-op" || kind === "drift") return;
        hasChanges = true;
        // A provisioner runs when its resource is made, or when it is deleted.
        if (["create", "replace", "delete"].includes(kind)) run.set(address, blockAddress(address));
        const what = Object.hasOwn(hiding, type) ? hiding[type] : undefined;
        if (what !== undefined && kind !== "move" && kind !== "forget") {
          found.push({ address, found: { ...outcome, cause: `it is ${what}` } });
        }
      },
      finish: ({ configuration, externals, actions }) => {
        for (const [address, block] of run) {
          const { provisioners = [] } = configuration.resource(block) ?? {};
          if (provisioners.length === 0) continue;
          const names = [...new Set(provisioners)].map((name) => `\`${name}\``).join(", ");
          found.push({ address, found: { ...outcome, cause: `it has a provisioner: ${names}` } });
        }
        for (const address of actions) {
          found.push({ address, found: { ...outcome, cause: "the plan runs this action" } });
        }
        if (!hasChanges) return found;
        for (const address of new Set(externals)) {
          found.push({
            address,
            found: { ...outcome, cause: "a program has answered it, and ran while planning" },
          });
        }
        for (const { address, type, mode, isNever } of configuration.resources()) {
          if (mode === "ephemeral" && acting.has(type) && !isNever) {
            found.push({
              address,
              found: { ...outcome, cause: `it runs \`${type}\` at every plan and apply` },
            });
          }
        }
        return found;
      },
    };
  },
};
