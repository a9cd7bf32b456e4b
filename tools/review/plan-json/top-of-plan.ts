import { TokenType } from "@streamparser/json";
import type { ResourceChange } from "../model";
import { PlanError } from "../model";
import { visible } from "../visible";
import { otherDocument } from "./foreign-file";
import { broken } from "./resource-change";

/** Where a plan lists resources: what it would do, or what was found changed. */
export type ResourceList = "resource_changes" | "resource_drift";

/** What a plan says of itself. */
export interface PlanHeader {
  readonly terraformVersion: string;
  /** Parts at its top that a newer Terraform has added, and nobody here has read about. */
  readonly unknownParts: readonly string[];
}

/** No plan is deeper; what is was made to exhaust a reader. */
const deepest = 500;

/**
 * What a plan has at its top. What a newer Terraform adds nobody has read yet.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
const knownParts: ReadonlySet<string> = new Set([
  "action_invocations",
  "applyable",
  "checks",
  "complete",
  "configuration",
  "deferred_action_invocations",
  "deferred_changes",
  "errored",
  "format_version",
  "output_changes",
  "planned_values",
  "prior_state",
  "relevant_attributes",
  "resource_changes",
  "resource_drift",
  "terraform_version",
  "timestamp",
  "variables",
]);

/** What begins the parts that are read. */
const beginnings: Readonly<Record<string, TokenType>> = {
  action_invocations: TokenType.LEFT_BRACKET,
  checks: TokenType.LEFT_BRACKET,
  configuration: TokenType.LEFT_BRACE,
  deferred_action_invocations: TokenType.LEFT_BRACKET,
  deferred_changes: TokenType.LEFT_BRACKET,
  output_changes: TokenType.LEFT_BRACE,
  planned_values: TokenType.LEFT_BRACE,
  resource_changes: TokenType.LEFT_BRACKET,
  resource_drift: TokenType.LEFT_BRACKET,
};

/**
 * What tokens tell without being kept: the scalars at the top, keys that stand twice, and whether anything
 * was taken out.
 */
export class TopOfPlan {
  hasDeferred = false;
  private readonly scalars = new Map<string, unknown>();
  private readonly keys: Set<string>[] = [];
  private depth = 0;
  private lastString = "";
  private key: string | undefined;
  /** Resources that `planned_values` has, and those of them that can be among the changes. */
  private planned = 0;
  private listed = 0;
  private hasChanges = false;
  private hasRootModule = false;
  /** The keys that lead to where it is, by their depth, within `planned_values`. */
  private readonly way: string[] = [];
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

  /** A resource that was read as one of the changes. */
  count({ actions, deposed }: ResourceChange): void {
    this.hasChanges ||= actions.some((action) => action !== "no-op" && action !== "read");
    if (deposed === undefined && actions.join() !== "delete") this.listed += 1;
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
    if (this.key === "planned_values") this.plannedKey();
    if (this.key === "configuration" && this.depth === 2)
      this.hasRootModule ||= this.lastString === "root_module";
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

  /** Each resource says its `mode`, once: `root_module.child_modules[].resources[].mode`. */
  private plannedKey(): void {
    const { depth, way, lastString } = this;
    way[depth] = lastString;
    if (lastString !== "mode" || depth < 5 || depth % 2 === 0) return;
    if (way[depth - 2] !== "resources") return;
    for (let above = depth - 4; above > 1; above -= 2) {
      if (way[above] !== "child_modules") return;
    }
    this.planned += 1;
  }

  private valueBegins(token: TokenType, value: unknown): void {
    const { key } = this;
    if (key === undefined || token === TokenType.COMMA || token === TokenType.RIGHT_BRACE) return;
    if (this.scalars.has(key)) return;
    const wanted = Object.hasOwn(beginnings, key) ? beginnings[key] : token;
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
    const isPlan = typeof format === "string" && typeof version === "string";
    if (isPlan && !/^1\.\d+$/.test(format)) {
      throw new PlanError(
        `The plan has the format version ${visible(format)}, and only 1 is known here. Terraform 1.1` +
          " and newer write it.",
      );
    }
    if (!isPlan || !scalars.has("planned_values")) {
      throw new PlanError(
        "This is JSON, but no plan of Terraform. Write the plan with `terraform show -json FILE`.",
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
    this.expectAllOfIt();
    const unknownParts = [...scalars.keys()].filter((key) => !knownParts.has(key)).map(visible);
    return { terraformVersion: visible(version), unknownParts };
  }

  /** Filters such as `jq` leave out what a review rests on. */
  private expectAllOfIt(): void {
    const { planned, listed } = this;
    if (!this.hasRootModule) {
      throw takenOut(
        "has no `configuration.root_module`: it does not show which programs it runs, and what refers to what",
      );
    }
    if (this.list === "resource_changes" && planned > listed) {
      throw takenOut(
        `has ${planned} resources in \`planned_values\`, and only ${listed} of them in \`resource_changes\``,
      );
    }
    if (this.scalars.get("applyable") === false && this.hasChanges) {
      throw takenOut('would change something, and says `"applyable": false`');
    }
  }
}

/** The error for a plan of which something is missing. */
export function takenOut(what: string): PlanError {
  return new PlanError(
    `The plan ${what}. Something was taken out of it. Write it again with \`terraform show -json FILE\`, and` +
      " pass it on as it is.",
  );
}
