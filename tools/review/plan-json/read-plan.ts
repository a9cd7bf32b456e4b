import { JSONParser } from "@streamparser/json";
import type { Json, JsonObject, ResourceChange } from "../model";
import { PlanError } from "../model";
import { refuseByBeginning } from "./foreign-file";
import { visible } from "../visible";
import { broken, resourceChange } from "./resource-change";
import { type PlanHeader, type ResourceList, TopOfPlan } from "./top-of-plan";
import { isObject, valueAt } from "./values";

/** An output as a plan holds it. */
export interface OutputChange {
  readonly name: string;
  readonly actions: readonly string[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly beforeSensitive: Json | undefined;
  readonly afterSensitive: Json | undefined;
}

/** What is told of each part, in the order of the plan. */
export interface PlanVisitor {
  readonly resource: (change: ResourceChange) => void;
  readonly output: (change: OutputChange) => void;
  /** Resources of the state, which comes after the changes. Without it the state passes by. */
  readonly state?: (type: string, values: JsonObject, address: string) => void;
  /** What was found changed outside of Terraform, where `resource_changes` are what is read. */
  readonly drift?: (change: ResourceChange) => void;
  /** A part of the root module of the configuration: one of its resources, for one. */
  readonly configuration?: (part: string, name: string, value: Json) => void;
  /** An address whose attributes an expression reads. */
  readonly relevant?: (address: string) => void;
  /** An action that the plan would run: `action_invocations` of Terraform 1.14. */
  readonly action?: (address: string) => void;
  /** A check, or a condition of a resource or an output, with what became of it: an entry of `checks`. */
  readonly check?: (check: Json) => void;
  /** A data source that a program of the configuration's answers, by its address. */
  readonly external?: (address: string) => void;
}

/** Resources of the state, in the root module and in modules down to four levels. */
const stateResources = [0, 1, 2, 3, 4].map(
  (level) => `$.prior_state.values.root_module${".child_modules.*".repeat(level)}.resources.*`,
);

/** Parts of the configuration that are held one at a time. */
const configurationParts = ["resources", "outputs", "module_calls"].map(
  (part) => `$.configuration.root_module.${part}.*`,
);

/**
 * Reads a plan as `terraform show -json` prints it, once and as it comes. Only one resource at a time
 * is held: state, configuration and planned values, most of a plan, pass by.
 *
 * @throws {PlanError} if it is anything else than a whole plan, or one that Terraform has not finished.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export async function readPlan(
  source: AsyncIterable<Uint8Array>,
  list: ResourceList,
  visitor: PlanVisitor,
): Promise<PlanHeader> {
  const top = new TopOfPlan(list, visitor.external);
  const parser = new JSONParser({
    paths: [
      `$.${list}.*`,
      "$.output_changes.*",
      "$.deferred_changes.*",
      "$.deferred_action_invocations.*",
      ...(visitor.state ? stateResources : []),
      ...(visitor.drift ? ["$.resource_drift.*"] : []),
      ...(visitor.configuration ? configurationParts : []),
      ...(visitor.relevant ? ["$.relevant_attributes.*"] : []),
      ...(visitor.action ? ["$.action_invocations.*"] : []),
      ...(visitor.check ? ["$.checks.*"] : []),
    ],
    keepStack: false,
    // Without it a long string is an array with an entry for each of its characters.
    stringBufferSize: 64 * 1024,
  });
  parser.onToken = ({ token, value }) => {
    top.token(token, value);
  };
  parser.onValue = ({ value, key, stack }) => {
    const part = stack[1]?.key;
    // The parser's own types know no read-only lists, and no more.
    const json = value as unknown as Json;
    if (part === list) {
      const change = resourceChange(json, `${list}[${key ?? ""}]`);
      top.count(change);
      visitor.resource(change);
    } else if (part === "output_changes") visitor.output(outputChange(String(key), json));
    else if (part === "prior_state") {
      const [type, values] = [valueAt(json, ["type"]), valueAt(json, ["values"])];
      if (typeof type === "string" && isObject(values)) {
        const address = valueAt(json, ["address"]);
        visitor.state?.(type, values, typeof address === "string" ? address : type);
      }
    } else if (part === "resource_drift") {
      visitor.drift?.(resourceChange(json, `${part}[${key ?? ""}]`));
    } else if (part === "configuration") {
      visitor.configuration?.(String(stack[3]?.key), String(key), json);
    } else if (part === "relevant_attributes") {
      const address = valueAt(json, ["resource"]);
      if (typeof address === "string") visitor.relevant?.(address);
    } else if (part === "action_invocations") {
      const address = valueAt(json, ["address"]);
      visitor.action?.(typeof address === "string" ? visible(address) : `${part}[${key ?? ""}]`);
    } else if (part === "checks") visitor.check?.(json);
    else top.hasDeferred = true;
  };

  const encoding = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of fromBeginning(source)) {
    try {
      encoding.decode(chunk, { stream: true });
    } catch {
      throw new PlanError(
        "The plan is not UTF-8, so it was changed or cut on its way. Write it again with" +
          " `terraform show -json FILE`.",
      );
    }
    try {
      parser.write(chunk);
    } catch (error) {
      if (error instanceof PlanError) throw error;
      throw top.refusal();
    }
  }
  if (!parser.isEnded) throw top.refusal("truncated");
  return top.header();
}

/** The chunks without the mark of byte order, after a look at how they begin. */
async function* fromBeginning(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of source) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < 4) continue;
    yield withoutMark(head);
    head = undefined;
  }
  if (head?.length === 0) {
    throw new PlanError(
      "The plan is empty. Write it with `terraform show -json FILE`, and look whether that failed.",
    );
  }
  if (head !== undefined) yield withoutMark(head);
}

function withoutMark(head: Uint8Array): Uint8Array {
  refuseByBeginning(head);
  const marked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  return marked ? head.subarray(3) : head;
}

function outputChange(name: string, value: Json): OutputChange {
  const where = `output_changes.${visible(name)}`;
  if (typeof value !== "object" || value === null || !("actions" in value)) {
    throw broken(where, "has no actions");
  }
  const { actions } = value as { readonly actions: Json | undefined };
  if (!Array.isArray(actions) || !actions.every((action) => typeof action === "string")) {
    throw broken(where, "has no actions");
  }
  const change = value;
  return {
    name: visible(name),
    actions,
    before: change["before"],
    after: change["after"],
    beforeSensitive: change["before_sensitive"],
    afterSensitive: change["after_sensitive"],
  };
}
