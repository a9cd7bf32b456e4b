import { JSONParser, TokenType } from "@streamparser/json";
import type { Json, JsonObject, ResourceChange } from "../model";
import { PlanError } from "../model";
import { otherDocument, refuseByBeginning } from "./foreign-file";
import { visible } from "../visible";
import { broken, resourceChange } from "./resource-change";
import { isObject, valueAt } from "./values";

/** Where a plan lists resources: what it would do, or what was found changed. */
export type ResourceList = "resource_changes" | "resource_drift";

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
  /** A data source that a program of the configuration's answers, by its address. */
  readonly external?: (address: string) => void;
}

/** What a plan says of itself. */
export interface PlanHeader {
  readonly terraformVersion: string;
}

/** Resources of the state, in the root module and in modules down to four levels. */
const stateResources = [0, 1, 2, 3, 4].map(
  (level) => `$.prior_state.values.root_module${".child_modules.*".repeat(level)}.resources.*`,
);

/** Parts of the configuration that are held one at a time. */
const configurationParts = ["resources", "outputs", "module_calls"].map(
  (part) => `$.configuration.root_module.${part}.*`,
);

/** No plan is deeper; what is was made to exhaust a reader. */
const deepest = 500;

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
      ...(visitor.state ? stateResources : []),
      ...(visitor.drift ? ["$.resource_drift.*"] : []),
      ...(visitor.configuration ? configurationParts : []),
      ...(visitor.relevant ? ["$.relevant_attributes.*"] : []),
      ...(visitor.action ? ["$.action_invocations.*"] : []),
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
    if (part === list) visitor.resource(resourceChange(json, `${list}[${key ?? ""}]`));
    else if (part === "output_changes") visitor.output(outputChange(String(key), json));
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
    } else top.hasDeferred = true;
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

/** What tokens tell without being kept: the scalars at the top, and keys that stand twice. */
class TopOfPlan {
  hasDeferred = false;
  private readonly scalars = new Map<string, unknown>();
  private readonly keys: Set<string>[] = [];
  private depth = 0;
  private lastString = "";
  private key: string | undefined;
  /** The key that the next token is the value of, and the last address, within the state. */
  private stateKey = "";
  private stateAddress = "";

  constructor(
    private readonly list: ResourceList,
    private readonly onExternal: ((address: string) => void) | undefined,
  ) {}

  token(token: TokenType, value: unknown): void {
    if (this.depth === 0 && token !== TokenType.LEFT_BRACE) {
      throw new PlanError(
        "This is JSON, but no plan: a plan is one object. Write it with `terraform show -json FILE`.",
      );
    }
    if (token === TokenType.STRING) this.string(value as string);
    if (token === TokenType.COLON) this.keyEnds();
    else if (this.depth === 1 && this.key !== undefined) this.valueBegins(token, value);
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) {
      this.depth += 1;
      if (this.depth > deepest) throw broken(`"${visible(this.key ?? "")}"`, "is nested too deep");
      this.keys[this.depth] = new Set();
    } else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) {
      this.depth -= 1;
    }
  }

  /** Of the state only one thing is wanted: its `external` data, which a program has answered. */
  private string(text: string): void {
    this.lastString = text;
    if (this.key !== "prior_state" || this.onExternal === undefined) return;
    if (this.stateKey === "address") this.stateAddress = text;
    if (this.stateKey === "type" && text === "external" && /(?:^|\.)data\./.test(this.stateAddress))
      this.onExternal(visible(this.stateAddress));
    this.stateKey = "";
  }

  /** Down to `resource_changes[].change`; below are the users' own keys, and the last one counts. */
  private keyEnds(): void {
    if (this.key === "prior_state") this.stateKey = this.lastString;
    if (this.depth === 1) this.key = this.lastString;
    else if (
      this.depth > 4 ||
      (this.key !== this.list && this.key !== "output_changes" && this.key !== "resource_drift")
    )
      return;
    const keys = this.keys[this.depth];
    if (keys?.has(this.lastString) === true) {
      throw new PlanError(
        `The plan has "${visible(this.lastString)}" twice in one object: nobody can say which one` +
          " counts, and Terraform writes none. Write it again with `terraform show -json FILE`.",
      );
    }
    keys?.add(this.lastString);
  }

  private valueBegins(token: TokenType, value: unknown): void {
    const { key } = this;
    if (key === undefined || token === TokenType.COMMA || token === TokenType.RIGHT_BRACE) return;
    if (this.scalars.has(key)) return;
    const wanted =
      key === "output_changes"
        ? TokenType.LEFT_BRACE
        : key === "resource_changes" || key === "resource_drift"
          ? TokenType.LEFT_BRACKET
          : token;
    if (token !== wanted) throw broken(`"${key}"`, "is not what Terraform writes there");
    this.scalars.set(key, value);
  }

  /** Why what does not parse is refused. */
  refusal(why: "truncated" | "not JSON" = "not JSON"): PlanError {
    const other = otherDocument(new Set(this.scalars.keys()));
    if (other !== undefined) return new PlanError(other);
    return new PlanError(
      why === "truncated"
        ? "The plan ends in the middle: writing it was interrupted. Write it again with" +
            " `terraform show -json FILE`."
        : "The plan is not valid JSON. Write it with `terraform show -json FILE > plan.json`, with" +
            " nothing else in that file.",
    );
  }

  /** @throws {PlanError} if the whole document is no plan, or none that can be reviewed. */
  header(): PlanHeader {
    const { scalars } = this;
    const other = otherDocument(new Set(scalars.keys()));
    if (other !== undefined) throw new PlanError(other);
    const format = scalars.get("format_version");
    const version = scalars.get("terraform_version");
    if (
      typeof format !== "string" ||
      typeof version !== "string" ||
      !["planned_values", "resource_changes", "resource_drift"].some((key) => scalars.has(key))
    ) {
      throw new PlanError(
        "This is JSON, but no plan of Terraform. Write the plan with `terraform show -json FILE`.",
      );
    }
    if (!/^1\.\d+$/.test(format)) {
      throw new PlanError(
        `The plan has the format version ${visible(format)}, and only 1 is known here. Terraform 1.1` +
          " and newer write it.",
      );
    }
    if ((scalars.get("errored") ?? false) !== false) {
      throw new PlanError(
        "Terraform failed in the middle of this plan, so it does not show all that would happen." +
          " Mend what `terraform plan` complains about, and plan again.",
      );
    }
    if ((scalars.get("complete") ?? true) !== true || this.hasDeferred) {
      throw new PlanError(
        "Terraform calls this plan incomplete: it leaves out what only a later plan would show." +
          " Plan again without -target and without deferred changes.",
      );
    }
    return { terraformVersion: visible(version) };
  }
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
