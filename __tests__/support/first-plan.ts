import type { Json, JsonObject } from "../../tools/review/model";
import { planJson, type PlannedResource } from "./plan-json";
import type { Block, Template } from "./template";

const maps = new Set(["tags", "tags_all", "variables"]);
const ofTerraform = new Set(["provider", "depends_on", "lifecycle", "connection"]);
const referred = /(?<![\w."-])((?:data\.)?[a-z]\w*\.[A-Za-z_][\w-]*)\.(\w+)/g;

/**
 * The plan of a first deployment, by the stack as it is synthesized: all is made, what refers to anything else is known
 * after apply, and what an archive is made of is read then.
 */
export function firstPlan(template: Template): JsonObject {
  const blocks = [...template.resources(), ...template.dataSources()];
  const computed = new Map<string, Set<string>>();
  for (const { block } of blocks) {
    for (const [, address = "", attribute = ""] of JSON.stringify(block).matchAll(referred)) {
      computed.set(address, (computed.get(address) ?? new Set()).add(attribute));
    }
  }
  const changes = blocks.map(({ address, type, block }): PlannedResource => {
    const { after, unknown } = partsOf(withNames(block, blocks));
    const isData = address.startsWith("data.");
    const others = [...(computed.get(address) ?? []), "id", "arn"].filter((one) => !(one in block));
    return {
      address,
      type: type.replace(/^data\./, ""),
      after,
      unknown: { ...unknown, ...Object.fromEntries(others.map((one) => [one, true])) },
      ...(isData && { actions: ["read"] }),
      more: {
        ...(isData && { mode: "data" }),
        provider_name: `registry.terraform.io/hashicorp/${type.includes("archive") ? "archive" : "aws"}`,
      },
    };
  });
  const resources = blocks.map(({ address, type, block }) => ({
    address,
    mode: address.startsWith("data.") ? "data" : "managed",
    type: type.replace(/^data\./, ""),
    name: address.split(".").at(-1) ?? "",
    expressions: expressionsOf(argumentsOf(block)),
  }));
  return planJson(changes, { configuration: { root_module: { resources } } });
}

/** A block with what others are called in its place, which Terraform knows before they are there. */
function withNames(
  block: Block,
  blocks: readonly { readonly address: string; readonly block: Block }[],
): Block {
  const text = JSON.stringify(block).replaceAll(
    /\$\{([\w.-]+)\.(\w+)\}/g,
    (all, of: string, attribute: string) => {
      const named = blocks.find(({ address }) => address === of)?.block[attribute];
      return typeof named === "string" && !named.includes("${")
        ? JSON.stringify(named).slice(1, -1)
        : all;
    },
  );
  return JSON.parse(text) as Block;
}

function argumentsOf(block: Block): JsonObject {
  return Object.fromEntries(
    Object.entries(block as JsonObject).filter(([name]) => !ofTerraform.has(name)),
  );
}

/** What is known before apply, and what is not. Terraform has a list where cdktf writes one block. */
function partsOf(block: Block): { readonly after: JsonObject; readonly unknown: JsonObject } {
  const { known, unknown } = split(argumentsOf(block));
  return { after: known as JsonObject, unknown: (unknown ?? {}) as JsonObject };
}

interface Split {
  readonly known: Json | undefined;
  readonly unknown: Json | undefined;
}

function split(value: Json | undefined): Split {
  if (typeof value === "string" && /(?<!\$)\$\{/.test(value)) {
    return { known: undefined, unknown: true };
  }
  if (Array.isArray(value)) {
    const parts = value.map((one: Json) => split(one));
    return {
      known: parts.map(({ known }) => known ?? null),
      unknown: parts.map(({ unknown }) => unknown ?? false),
    };
  }
  if (typeof value !== "object" || value === null) return { known: value, unknown: undefined };
  const parts = Object.entries(value).map(([key, one]) => {
    const isBlock =
      typeof one === "object" && one !== null && !Array.isArray(one) && !maps.has(key);
    return [key, split(isBlock ? [one] : one)] as const;
  });
  const of = (which: keyof Split): JsonObject =>
    Object.fromEntries(
      parts.flatMap(([key, part]) => (part[which] === undefined ? [] : [[key, part[which]]])),
    );
  return { known: of("known"), unknown: of("unknown") };
}

function expressionsOf(value: Json | undefined): Json {
  if (Array.isArray(value) && value.some((one) => typeof one === "object")) {
    return value.map((one: Json) => expressionsOf(one));
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, expressionsOf(one)]));
  }
  const text = JSON.stringify(value ?? null);
  const references = [...text.matchAll(referred)].flatMap(([all, address = ""]) => [all, address]);
  return references.length > 0 ? { references } : { constant_value: value ?? null };
}
