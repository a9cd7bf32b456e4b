import type { AttributePath, Json, JsonObject } from "../model";
import { isList, isObject, stringsOf, valueAt } from "./values";

/** One block of the configuration: a resource, a data source or an ephemeral resource. */
export interface ConfiguredResource {
  /** Where it stands, without the keys of instances: `module.users.aws_iam_role.it`. */
  readonly address: string;
  readonly module: string;
  readonly type: string;
  readonly mode: string;
  /** What `local-exec` and its like run. */
  readonly provisioners: readonly string[];
  /** Whether `count` is written as 0. */
  readonly isNever: boolean;
  /** What `depends_on` names. */
  readonly dependsOn: readonly string[];
  /** What each argument refers to, by its path without indices: `destination_config.on_failure`. */
  readonly references: ReadonlyMap<string, readonly string[]>;
}

/**
 * The blocks of a configuration and what their arguments refer to, as `configuration` of a plan says.
 * Terraform leaves out what locals and `dynamic` blocks hold.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
 */
export class Configuration {
  private readonly blocks = new Map<string, ConfiguredResource>();
  /** By `<module>#<name>`: of outputs and of inputs of modules. */
  private readonly outputs = new Map<string, readonly string[]>();
  private readonly inputs = new Map<string, readonly string[]>();

  /** A part at the top of the root module: `resources`, `outputs` or `module_calls`. */
  add(part: string, name: string, value: Json): void {
    if (part === "resources") this.addResource("", value);
    else if (part === "outputs") this.addOutput("", name, value);
    else if (part === "module_calls") this.addCall("", name, value);
  }

  resource(address: string): ConfiguredResource | undefined {
    return this.blocks.get(address);
  }

  resources(): Iterable<ConfiguredResource> {
    return this.blocks.values();
  }

  /** What an argument refers to, with all within it; `undefined` where the configuration does not say. */
  argument(address: string, path: AttributePath): readonly string[] | undefined {
    const names = path.filter((key) => typeof key === "string");
    const { references } = this.blocks.get(address) ?? {};
    for (let length = names.length; references !== undefined && length > 0; length -= 1) {
      const wanted = names.slice(0, length).join(".");
      const found = [...references].filter(
        ([key]) => key === wanted || key.startsWith(`${wanted}.`),
      );
      if (found.length > 0) return found.flatMap(([, refersTo]) => refersTo);
    }
    return undefined;
  }

  output(module: string, name: string): readonly string[] | undefined {
    return this.outputs.get(`${module}#${name}`);
  }

  /** The outputs of the modules that a module calls. */
  outputsBelow(module: string): readonly (readonly [module: string, name: string])[] {
    return [...this.outputs.keys()].flatMap((key) => {
      const at = key.indexOf("#");
      const owner = key.slice(0, at);
      return parentOf(owner) === module ? [[owner, key.slice(at + 1)] as const] : [];
    });
  }

  input(module: string, name: string): readonly string[] | undefined {
    return this.inputs.get(`${module}#${name}`);
  }

  /** What a module is given by whoever calls it. */
  inputsOf(module: string): readonly string[] {
    const start = `${module}#`;
    return [...this.inputs.keys()]
      .filter((key) => key.startsWith(start))
      .map((key) => key.slice(start.length));
  }

  private addResource(module: string, value: Json): void {
    if (!isObject(value)) return;
    const { address, type, mode, expressions, provisioners } = value;
    if (typeof address !== "string" || typeof type !== "string" || typeof mode !== "string") return;
    const references = new Map<string, readonly string[]>();
    collect(references, "", expressions);
    for (const repetition of ["for_each", "count"]) {
      const refersTo = referencesIn(value[`${repetition}_expression`]);
      if (refersTo.length > 0) references.set(`#${repetition}`, refersTo);
    }
    const full = module === "" ? address : `${module}.${address}`;
    this.blocks.set(full, {
      address: full,
      module,
      type,
      mode,
      provisioners: (isList(provisioners) ? provisioners : [])
        .map((one) => valueAt(one, ["type"]))
        .filter((name) => typeof name === "string"),
      isNever: valueAt(value, ["count_expression", "constant_value"]) === 0,
      dependsOn: stringsOf(value["depends_on"]),
      references,
    });
  }

  private addOutput(module: string, name: string, value: Json): void {
    this.outputs.set(`${module}#${name}`, referencesIn(valueAt(value, ["expression"])));
  }

  private addCall(parent: string, name: string, value: Json): void {
    const module = parent === "" ? `module.${name}` : `${parent}.module.${name}`;
    for (const [input, expression] of entriesOf(valueAt(value, ["expressions"]))) {
      this.inputs.set(`${module}#${input}`, referencesIn(expression));
    }
    const within = valueAt(value, ["module"]);
    const resources = valueAt(within, ["resources"]);
    for (const one of isList(resources) ? resources : []) this.addResource(module, one);
    for (const [output, one] of entriesOf(valueAt(within, ["outputs"]))) {
      this.addOutput(module, output, one);
    }
    for (const [call, one] of entriesOf(valueAt(within, ["module_calls"]))) {
      this.addCall(module, call, one);
    }
  }
}

/** The module that calls a module; `undefined` of the root. */
export function parentOf(module: string): string | undefined {
  if (module === "") return undefined;
  const at = module.lastIndexOf(".module.");
  return at < 0 ? "" : module.slice(0, at);
}

/** An address without the keys of its instances, as the configuration knows it. */
export function blockAddress(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, "");
}

function entriesOf(value: Json | undefined): readonly (readonly [string, Json])[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    one === undefined ? [] : [[key, one] as const],
  );
}

function isExpression(value: JsonObject): boolean {
  return Object.keys(value).every((key) => key === "references" || key === "constant_value");
}

function collect(into: Map<string, readonly string[]>, path: string, value: Json | undefined) {
  if (isList(value)) {
    for (const one of value) collect(into, path, one);
  } else if (isObject(value)) {
    if (path !== "" && isExpression(value)) {
      into.set(path, [...(into.get(path) ?? []), ...stringsOf(value["references"])]);
      return;
    }
    for (const [key, one] of Object.entries(value)) {
      collect(into, path === "" ? key : `${path}.${key}`, one);
    }
  }
}

/** What an expression refers to, however deep. */
function referencesIn(value: Json | undefined): readonly string[] {
  const found = new Map<string, readonly string[]>();
  collect(found, "it", value);
  return [...found.values()].flat();
}
