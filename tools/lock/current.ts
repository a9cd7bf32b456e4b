import { TerraformBackend, TerraformResource, type TerraformStack } from "cdktf";
import type { EnvironmentStacks } from "../../stacks/environment-stacks";
import { resolvedBlock } from "../../stacks/resolved-block";
import { AccessLogBucket } from "../../stacks/s3/access-log-bucket";
import { lossReasonOf } from "../../stacks/loss";
import { heldData } from "../review/data-holders";
import { statefulResource } from "../review/stateful-resources";
import type { Json, LockedEnvironment, LockedResource, LockedStack } from "./lock";

/**
 * What the lock would say of an environment as it is now, read from the constructs themselves: no
 * stack is synthesized for it.
 */
export function currentEnvironment({ environment, stacks }: EnvironmentStacks): LockedEnvironment {
  return {
    accountId: environment.accountId,
    region: environment.region,
    stacks: Object.fromEntries(stacks.map((stack) => [stack.node.id, currentStack(stack)])),
  };
}

function currentStack(stack: TerraformStack): LockedStack {
  const constructs = stack.node.findAll();
  const resources = constructs
    .filter((construct) => TerraformResource.isTerraformResource(construct))
    .flatMap((resource) => currentResource(stack, resource));
  return {
    state: stateOf(constructs.find((construct) => TerraformBackend.isBackend(construct))),
    resources: Object.fromEntries(resources),
  };
}

function stateOf(backend: TerraformBackend | undefined) {
  const { terraform } = (backend === undefined ? {} : resolvedBlock(backend)) as {
    readonly terraform?: { readonly backend?: { readonly s3?: Partial<LockedStack["state"]> } };
  };
  const { bucket = "", key = "" } = terraform?.backend?.s3 ?? {};
  return { bucket, key };
}

type Block = Readonly<Record<string, unknown>>;

function currentResource(
  stack: TerraformStack,
  resource: TerraformResource,
): readonly [string, LockedResource][] {
  const type = resource.terraformResourceType;
  const stateful = heldData(type);
  // Access logs go when their setting or `protection` is taken off: nothing of users is in them for good.
  if (stateful === undefined || resource.node.scope instanceof AccessLogBucket) return [];
  if (statefulResource(type) === undefined && lossReasonOf(resource) !== undefined) return [];
  const name = resource.friendlyUniqueId;
  const { resource: blocks, moved } = resolvedBlock(resource) as {
    readonly resource?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
    readonly moved?: readonly { readonly from: string; readonly to: string }[];
  };
  const block = blocks?.[type]?.[name];
  // `moveTo` leaves a construct without a resource: the one it moves to has it.
  if (block === undefined) return [];
  const address = `${type}.${name}`;
  const movedFrom = moved?.find(({ to }) => to === address)?.from;
  return [
    [
      address,
      {
        path: resource.node.path.slice(stack.node.path.length + 1),
        ...(movedFrom !== undefined && { movedFrom }),
        forGood: Object.fromEntries(
          stateful.forGood.map(({ attribute }) => [attribute, valueOf(block, type, attribute)]),
        ),
      },
    ],
  ];
}

/** An attribute's value, in the form in which two of them can be compared. */
function valueOf(block: Block, type: string, attribute: string): Json {
  if (type === "aws_cognito_user_pool" && attribute === "schema") return poolAttributes(block);
  if (type === "aws_dynamodb_table" && attribute === "attribute") return keyTypes(block);
  const value = attribute
    .split(/\[0\]\.|\./)
    .reduce<unknown>((parent, key) => (onlyOf(parent) as Block | undefined)?.[key], block);
  return comparable(value);
}

/** Terraform takes one block as an object or as a list of one. */
function onlyOf(value: unknown): unknown {
  return Array.isArray(value) ? (value as readonly unknown[])[0] : value;
}

/** Lists of these attributes are sets to Terraform, and an empty one is none. */
function comparable(value: unknown): Json {
  if (value === undefined || value === null || value === "") return null;
  if (!Array.isArray(value)) return value as Json;
  if (value.length === 0) return null;
  return [...(value as Json[])].sort((one, other) =>
    JSON.stringify(one) < JSON.stringify(other) ? -1 : 1,
  );
}

function listOf(value: unknown): readonly Block[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]) as readonly Block[];
}

/** By name; what Cognito makes of a setting that is left out is written out. */
function poolAttributes({ schema }: Block): Json {
  return Object.fromEntries(
    listOf(schema).map((attribute) => {
      const strings = onlyOf(attribute["string_attribute_constraints"]) as Block | undefined;
      const numbers = onlyOf(attribute["number_attribute_constraints"]) as Block | undefined;
      const constraints = { ...strings, ...numbers } as Record<string, Json>;
      return [
        String(attribute["name"]),
        {
          attribute_data_type: attribute["attribute_data_type"] as Json,
          developer_only_attribute: (attribute["developer_only_attribute"] ?? false) as Json,
          mutable: (attribute["mutable"] ?? false) as Json,
          required: (attribute["required"] ?? false) as Json,
          ...constraints,
        },
      ];
    }),
  );
}

/** Of the attributes that a table declares only those of its own keys are for good. */
function keyTypes(block: Block): Json {
  const locals = listOf(block["local_secondary_index"]).map((index) => index["range_key"]);
  const keys = [block["hash_key"], block["range_key"], ...locals];
  return Object.fromEntries(
    listOf(block["attribute"])
      .filter(({ name }) => keys.includes(name))
      .map(({ name, type }) => [String(name), type as Json]),
  );
}
