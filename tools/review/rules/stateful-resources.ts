import { dataHolder, dataHolders } from "../data-holders";
import type { ResourceChange } from "../model";
import { pathText } from "../plan-json/attribute-path";
import type { Rule, RuleFinding } from "./rule";
import { replacedBecause } from "./watch";

const types = dataHolders;

/**
 * Terraform's words for why it deletes.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
const deletionReasons: Readonly<Record<string, string>> = {
  delete_because_no_resource_config: "deleted because its block is gone from the configuration",
  delete_because_no_module: "deleted because its module is gone from the configuration",
  delete_because_wrong_repetition: "deleted because `count` or `for_each` came to it or went",
  delete_because_count_index: "deleted because `count` is too small for its index",
  delete_because_each_key: "deleted because `for_each` does not have its key any more",
  delete_because_no_move_target: "deleted because a `moved` block leads to nothing",
};

const replacementReasons: Readonly<Record<string, string>> = {
  replace_because_tainted: "replaced because it is marked as tainted",
  replace_by_request: "replaced because `-replace` asks for it",
  replace_by_triggers: "replaced because of `replace_triggered_by`",
};

function is(change: ResourceChange, ...actions: readonly string[]): boolean {
  return actions.every((action) => change.actions.some((one) => one === action));
}

function deleted(change: ResourceChange): readonly RuleFinding[] {
  const resource = dataHolder(change.type);
  if (resource === undefined || !is(change, "delete") || is(change, "create")) return [];
  const { noun, lost } = resource;
  const cause =
    change.deposed === undefined
      ? (deletionReasons[change.actionReason ?? ""] ?? "deleted")
      : `deleted: it is what an earlier replacement has left behind (deposed ${change.deposed})`;
  const instead =
    change.deposed === undefined
      ? `Keep the ${noun}. If it only has a new address, say so with a \`moved\` block (\`moveTo\` in cdktf).`
      : `Find out first whether anything still uses this ${noun}; move what it holds.`;
  return [{ level: "block", cause, effect: lost, instead }];
}

function replaced(change: ResourceChange): readonly RuleFinding[] {
  const resource = dataHolder(change.type);
  if (resource === undefined || !is(change, "create")) return [];
  if (!is(change, "delete") && !is(change, "forget")) return [];
  const paths = change.replacePaths.map(pathText);
  const cause =
    paths.length > 0
      ? replacedBecause(change)
      : (replacementReasons[change.actionReason ?? ""] ?? "replaced");
  const known = resource.forGood.find(({ attribute }) =>
    paths.some(
      (path) => path === attribute || isBelow(path, attribute) || isBelow(attribute, path),
    ),
  );
  return [
    {
      level: "block",
      cause,
      effect: known?.effect ?? resource.lost,
      instead:
        known?.instead ??
        `Leave ${paths.length > 0 ? "that" : "the resource"} as it is, or make a second ${resource.noun} beside this one and move over.`,
    },
  ];
}

function isBelow(path: string, block: string): boolean {
  return path.startsWith(`${block}[`) || path.startsWith(`${block}.`);
}

function forgotten(change: ResourceChange): readonly RuleFinding[] {
  const resource = dataHolder(change.type);
  if (resource === undefined || !is(change, "forget") || is(change, "create")) return [];
  const { noun } = resource;
  return [
    {
      level: "block",
      cause:
        "a `removed` block takes it out of the state: Terraform forgets it, and it stays in AWS",
      effect: `Nothing looks after the ${noun} any more: no plan shows what changes in it, and what refers to it moves to another one or fails.`,
      instead: `Keep the ${noun} in the configuration; to hand it to another stack, import it there first.`,
    },
  ];
}

/** What cannot be got back: deleting, replacing and forgetting it. */
export const statefulResourceRules: readonly Rule[] = [
  {
    id: "stateful-resource-deleted",
    title: "A resource that holds users, or what they cannot do without, is deleted.",
    why: "What holds users cannot be brought back.",
    fix: "Keep it; a new address is a `moved` block.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-deletion-protection.html",
    types,
    check: deleted,
  },
  {
    id: "stateful-resource-replaced",
    title: "A resource that holds users, or what they cannot do without, is deleted and made anew.",
    why: "A resource that is made anew is empty.",
    fix: "Make a second one beside it and move over.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-updating.html",
    types,
    check: replaced,
  },
  {
    id: "stateful-resource-forgotten",
    title: "Terraform stops looking after a resource that holds users.",
    why: "Nobody looks after what no state knows.",
    fix: "Import it elsewhere first.",
    see: "https://developer.hashicorp.com/terraform/language/block/removed",
    types,
    check: forgotten,
  },
];
