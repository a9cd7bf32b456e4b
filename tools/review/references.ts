import type { AttributePath, ChangeKind, Marks, ResourceChange } from "./model";
import { blockAddress, type Configuration, parentOf } from "./plan-json/configuration";
import { hasMark } from "./plan-json/values";

/** What others know a resource by. What else it has may have come from anywhere. */
const identifying =
  /(?:^|_)(?:id|arn|name|bucket|url|identifier|domain|endpoint)$|^(?:role|rest_api_id|provider_name)$/;

/** They make up a value that nothing has had before. */
const random = /^(?:random_|time_|tls_)/;

/** They say what they were told, whatever it is. */
const passesOn = new Set([
  "aws_ssm_parameter",
  "aws_secretsmanager_secret_version",
  "aws_cloudformation_stack",
  "aws_cloudformation_stack_set",
  "aws_cloudcontrolapi_resource",
  "aws_lambda_invocation",
]);

/** In place of types: whatever of AWS's the plan makes, and says by itself. */
export const anyOfAws = "aws_*";

/** What a plan leaves unknown of the instances of one block. */
interface Unknowns {
  readonly type: string;
  readonly isData: boolean;
  readonly kinds: Set<ChangeKind | "no-op" | "read">;
  readonly attributes: Set<string>;
}

/** What a value that is known only after apply is made of. */
export interface Origin {
  /** Blocks of the type that was asked for, which the plan creates. */
  readonly created: ReadonlySet<string>;
  /** Blocks of that type that the plan replaces. */
  readonly replaced: ReadonlySet<string>;
  /** What can hold any name there is: the value may be of something that is in use. */
  readonly others: ReadonlySet<string>;
}

interface Search {
  readonly types: readonly string[];
  readonly created: Set<string>;
  readonly replaced: Set<string>;
  readonly others: Set<string>;
  readonly seen: Set<string>;
}

/**
 * Where values come from that are known only after apply. That a value is unknown does not make it new:
 * one `terraform_data` hands on the name of a role that has been there for years. It is new only if it
 * is made of what the plan creates, and of nothing else that is unknown.
 *
 * References are followed through modules, their inputs and outputs, `for_each`, and `terraform_data`.
 * What a local or a `dynamic` block holds is in no plan: there everything counts that is unknown in the
 * module and what it is given.
 */
export class References {
  private readonly unknowns = new Map<string, Unknowns>();
  private readonly byModule = new Map<string, string[]>();
  /** Blocks whose attributes any expression reads, if the plan says so. */
  private readonly relevant = new Set<string>();

  constructor(private readonly configuration: Configuration) {}

  /** A resource of the plan, with what happens to it. */
  add(change: ResourceChange, kind: ChangeKind | "no-op" | "read"): void {
    if (!hasMark(change.afterUnknown)) return;
    const block = blockAddress(change.address);
    const known = this.unknowns.get(block) ?? {
      type: change.type,
      isData: change.mode === "data",
      kinds: new Set(),
      attributes: new Set<string>(),
    };
    if (!this.unknowns.has(block)) {
      this.unknowns.set(block, known);
      const module = moduleOf(block);
      const siblings = this.byModule.get(module) ?? [];
      this.byModule.set(module, siblings);
      siblings.push(block);
    }
    known.kinds.add(kind);
    const marked = change.afterUnknown as Readonly<Record<string, Marks>>;
    for (const [attribute, marks] of Object.entries(marked)) {
      if (hasMark(marks)) known.attributes.add(attribute);
    }
  }

  /** An entry of `relevant_attributes`. */
  addRelevant(address: string): void {
    this.relevant.add(blockAddress(address));
  }

  /** What an argument of a resource is made of, as far as it is known only after apply. */
  originOf(address: string, path: AttributePath, types: readonly string[]): Origin {
    const search: Search = {
      types,
      created: new Set(),
      replaced: new Set(),
      others: new Set(),
      seen: new Set(),
    };
    const block = blockAddress(address);
    this.argument(search, block, path);
    return search;
  }

  /**
   * Whether a name that is known is written as that of one of the blocks that make what is called so. One that
   * only reads the same may be of something in use: Terraform does not wait for the new one then, and AWS
   * refuses to make it. So may one with a reference to something else in it, of which nothing is left:
   * `"app${substr(aws_iam_role.other.name, 0, 0)}"`.
   */
  isWrittenAsMade(address: string, path: AttributePath, made: readonly string[]): boolean {
    const block = blockAddress(address);
    const configured = this.configuration.resource(block);
    // What is imported may have no block yet.
    if (configured === undefined) return false;
    const references = this.configuration.argument(block, path);
    if (references === undefined) return true;
    const { module, dependsOn } = configured;
    return this.leadsTo(new Set(made), module, [...references, ...dependsOn], block, new Set());
  }

  private leadsTo(
    made: ReadonlySet<string>,
    module: string,
    references: readonly string[],
    block: string | undefined,
    seen: Set<string>,
  ): boolean {
    return references.some((reference): boolean => {
      const [first = "", second = "", third] = blockAddress(reference).split(".");
      const key = `${module} ${reference}`;
      if (seen.has(key)) return false;
      seen.add(key);
      const further = (of: string, found: readonly string[] | undefined) =>
        this.leadsTo(made, of, found ?? [], undefined, seen);
      const given = (name: string) => {
        const parent = parentOf(module);
        return parent !== undefined && further(parent, this.configuration.input(module, name));
      };
      switch (first) {
        case "each":
          return (
            block !== undefined &&
            further(module, this.configuration.argument(block, ["#for_each"]))
          );
        case "local":
          // What a local holds is in no plan, but whose attributes are read is.
          return (
            [...made].some((one) => this.relevant.has(one) && isWithin(one, module)) ||
            this.configuration.inputsOf(module).some(given)
          );
        case "var":
          return given(second);
        case "module": {
          const of = within(module, `module.${second}`);
          // `depends_on` names all of a module.
          if (third === undefined) return [...made].some((one) => isWithin(one, of));
          return further(of, this.configuration.output(of, third));
        }
        default: {
          const of = within(module, `${first}.${second}`);
          if (made.has(of)) return true;
          // `bucket = aws_s3_bucket_versioning.files.bucket` hands a name on.
          return (
            third !== undefined &&
            this.leadsTo(made, module, this.configuration.argument(of, [third]) ?? [], of, seen)
          );
        }
      }
    });
  }

  /** The one policy document that an argument is made of, as the block of its data source. */
  documentOf(address: string, path: AttributePath): string | undefined {
    const block = blockAddress(address);
    const { module = moduleOf(block) } = this.configuration.resource(block) ?? {};
    const found = new Set(
      (this.configuration.argument(block, path) ?? []).flatMap((reference) => {
        const name = /^data\.aws_iam_policy_document\.[^.[]+/.exec(reference)?.[0];
        return name === undefined ? [] : [within(module, name)];
      }),
    );
    return found.size === 1 ? [...found][0] : undefined;
  }

  private argument(search: Search, block: string, path: AttributePath): void {
    if (!isFirst(search, `argument ${block} ${path.join(".")}`)) return;
    const module = this.configuration.resource(block)?.module ?? moduleOf(block);
    const references = this.configuration.argument(block, path);
    if (references === undefined) this.anythingIn(search, module);
    else this.follow(search, module, references, block);
  }

  private follow(
    search: Search,
    module: string,
    references: readonly string[],
    block?: string,
  ): void {
    let last = "";
    for (const reference of references) {
      // Each is followed by what it is a part of.
      if (last.startsWith(`${reference}.`) || last.startsWith(`${reference}[`)) continue;
      last = reference;
      this.one(search, module, reference, block);
    }
  }

  private one(search: Search, module: string, reference: string, block?: string): void {
    const parts = blockAddress(reference).split(".");
    const [first = "", second = "", third, fourth] = parts;
    switch (first) {
      case "path":
      case "terraform":
      case "count":
      case "self":
        return;
      case "each":
        if (block === undefined) this.anythingIn(search, module);
        else {
          const repeated = this.configuration.argument(block, ["#for_each"]);
          if (repeated !== undefined) this.follow(search, module, repeated);
        }
        return;
      case "local":
        this.anythingIn(search, module);
        return;
      case "var":
        this.input(search, module, second);
        return;
      case "module":
        this.output(search, within(module, `module.${second}`), third);
        return;
      case "data":
        this.value(search, within(module, `data.${second}.${third ?? ""}`), fourth);
        return;
      default:
        this.value(search, within(module, `${first}.${second}`), third);
    }
  }

  private input(search: Search, module: string, name: string): void {
    const parent = parentOf(module);
    if (parent === undefined || !isFirst(search, `input ${module} ${name}`)) return;
    this.follow(search, parent, this.configuration.input(module, name) ?? []);
  }

  private output(search: Search, module: string, name: string | undefined): void {
    const names =
      name === undefined
        ? this.configuration.outputsBelow(parentOf(module) ?? "").filter(([of]) => of === module)
        : [[module, name] as const];
    for (const [of, output] of names) {
      if (!isFirst(search, `output ${of} ${output}`)) continue;
      const references = this.configuration.output(of, output);
      if (references === undefined) this.anythingIn(search, of);
      else this.follow(search, of, references);
    }
  }

  /** An attribute of a resource, or all of it. */
  private value(search: Search, block: string, attribute: string | undefined): void {
    const known = this.unknowns.get(block);
    if (known === undefined) return;
    if (attribute !== undefined && !known.attributes.has(attribute)) return;
    const { type, isData, kinds } = known;
    const isIdentifying = attribute === undefined || identifying.test(attribute);
    const isWanted = search.types.includes(type) && isIdentifying;
    if (!isData && (isWanted || this.isAnswered(search, block, type, attribute))) {
      if (kinds.has("create")) search.created.add(block);
      if (kinds.has("replace")) search.replaced.add(block);
      if (!kinds.has("create") && !kinds.has("replace")) search.others.add(block);
      return;
    }
    if (!isData && random.test(type) && kinds.has("create")) return;
    // What was written there is what it says.
    const isWritten =
      attribute !== undefined && this.configuration.argument(block, [attribute]) !== undefined;
    // The id or ARN that AWS gives to what is made now is nobody else's name.
    const isMade = kinds.has("create") || kinds.has("replace");
    const isFresh = !isData && isMade && !isWritten && !passesOn.has(type);
    if (isFresh && type.startsWith("aws_") && attribute !== undefined && isIdentifying) return;
    if (type === "terraform_data" && (attribute === "output" || attribute === undefined)) {
      this.handedOn(search, block);
    } else if (!isData && isWritten && type.startsWith("aws_")) {
      this.argument(search, block, [attribute]);
    } else {
      search.others.add(block);
    }
  }

  /** Whether AWS gives the value to what is made, where anything of AWS's will do. */
  private isAnswered(search: Search, block: string, type: string, attribute?: string): boolean {
    if (!search.types.includes(anyOfAws) || !type.startsWith("aws_") || passesOn.has(type)) {
      return false;
    }
    return attribute === undefined || this.configuration.argument(block, [attribute]) === undefined;
  }

  /** `terraform_data` says what it was given: a text of its own, or what that refers to. */
  private handedOn(search: Search, block: string): void {
    const references = this.configuration.argument(block, ["input"]);
    if (references === undefined || references.length === 0) {
      search.others.add(block);
      return;
    }
    const before = search.created.size + search.replaced.size + search.others.size;
    this.argument(search, block, ["input"]);
    const after = search.created.size + search.replaced.size + search.others.size;
    // What it refers to is known, and so not new.
    if (before === after) search.others.add(block);
  }

  /** All that is unknown in a module, in what it is given, and in what the modules that it calls say. */
  private anythingIn(search: Search, module: string): void {
    if (!isFirst(search, `anything in ${module}`)) return;
    for (const block of this.byModule.get(module) ?? []) {
      const { type, isData, kinds } = this.unknowns.get(block) ?? {};
      if (type === undefined || kinds === undefined) continue;
      const isWanted =
        search.types.includes(type) || this.isAnswered(search, block, type, undefined);
      if (isData !== true && isWanted) {
        if (kinds.has("create")) search.created.add(block);
        if (kinds.has("replace")) search.replaced.add(block);
      } else if (this.relevant.size === 0 || this.relevant.has(block)) {
        if (type === "terraform_data") this.handedOn(search, block);
        else if (isData === true ? type !== "aws_iam_policy_document" : passesOnAny(type)) {
          search.others.add(block);
        }
      }
    }
    for (const [of, output] of this.configuration.outputsBelow(module)) {
      this.output(search, of, output);
    }
    for (const name of this.configuration.inputsOf(module)) this.input(search, module, name);
  }
}

function passesOnAny(type: string): boolean {
  return type.startsWith("aws_") ? passesOn.has(type) : !random.test(type);
}

function isFirst({ seen }: Search, what: string): boolean {
  if (seen.has(what)) return false;
  seen.add(what);
  return true;
}

function isWithin(block: string, module: string): boolean {
  return module === "" || block.startsWith(`${module}.`);
}

function within(module: string, name: string): string {
  return module === "" ? name : `${module}.${name}`;
}

/** `module.a.module.b` of `module.a.module.b.aws_iam_role.it`. */
function moduleOf(block: string): string {
  return /^(?:module\.[^.]+(?=\.)(?:\.module\.[^.]+(?=\.))*)?/.exec(block)?.[0] ?? "";
}
