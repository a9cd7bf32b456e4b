import type { Json, ResourceChange } from "./model";
import { blockAddress } from "./plan-json/configuration";
import { isList, stringsOf, valueAt } from "./plan-json/values";
import { policyDifference } from "./policy/difference";
import { joined, noPolicy, parsePolicy, type PolicyDocument } from "./policy/policy-document";
import { letsEverybodyIn, unboundedGrants } from "./rules/iam-unbounded";

/** In place of a name that is known only after apply. */
const unknown = "(known after apply)";

/** What is known of a policy that is put together at apply. */
export interface KnownPart {
  /** What it allows and denies, a line each. */
  readonly lines: readonly string[];
  /** Whether what is known allows far too much already. */
  readonly isUnbounded: boolean;
}

/**
 * Policy documents that are read during apply, for they name what is made then. Their statements are in
 * the plan but for these names.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/data-sources/iam_policy_document
 */
export class DeferredDocuments {
  private readonly byBlock = new Map<string, PolicyDocument>();

  add(change: ResourceChange): void {
    if (change.type !== "aws_iam_policy_document" || change.after === null) return;
    const block = blockAddress(change.address);
    const document = documentOf(change.after["statement"]);
    // They are put together with other documents, of which what is known counts.
    const others = ["source_policy_documents", "override_policy_documents"].flatMap((name) =>
      stringsOf(change.after?.[name]).map(parsePolicy),
    );
    const found = [document, ...others].filter((one) => one !== undefined);
    if (found.length === 0) return;
    const known = this.byBlock.get(block);
    this.byBlock.set(block, joined(known === undefined ? found : [known, ...found]));
  }

  known(block: string, kind: "identity" | "trust" | "resource"): KnownPart | undefined {
    const document = this.byBlock.get(block);
    if (document === undefined) return undefined;
    const tooMuch = kind === "identity" ? unboundedGrants(document) : letsEverybodyIn("", document);
    return {
      lines: policyDifference(noPolicy, document).widened,
      isUnbounded: tooMuch.length > 0,
    };
  }
}

function documentOf(statements: Json | undefined): PolicyDocument | undefined {
  if (!isList(statements)) return undefined;
  return parsePolicy(
    JSON.stringify({ Version: "2012-10-17", Statement: statements.map(statementOf) }),
  );
}

function statementOf(statement: Json): Json {
  const list = (name: string) => namesIn(valueAt(statement, [name]));
  const blocks = (name: string) => {
    const found = valueAt(statement, [name]);
    return isList(found) ? found : [];
  };
  const principals = (name: string) =>
    blocks(name).map((one) => {
      const type = valueAt(one, ["type"]);
      const identifiers = namesIn(valueAt(one, ["identifiers"])) ?? [unknown];
      return type === "*" ? { AWS: ["*"] } : { [nameOf(type)]: identifiers };
    });
  const conditions = blocks("condition").map((one) => {
    const [test, variable] = [valueAt(one, ["test"]), valueAt(one, ["variable"])];
    return [
      nameOf(test),
      nameOf(variable),
      namesIn(valueAt(one, ["values"])) ?? [unknown],
    ] as const;
  });
  const effect = valueAt(statement, ["effect"]);
  const [actions, notActions] = [list("actions"), list("not_actions")];
  const [resources, notResources] = [list("resources"), list("not_resources")];
  return {
    Effect: effect === "Deny" ? "Deny" : "Allow",
    ...(notActions ? { NotAction: notActions } : { Action: actions ?? [unknown] }),
    ...(notResources ? { NotResource: notResources } : resources && { Resource: resources }),
    ...merged("Principal", principals("principals")),
    ...merged("NotPrincipal", principals("not_principals")),
    ...(conditions.length > 0 && {
      Condition: Object.fromEntries(
        [...new Set(conditions.map(([test]) => test))].map((test) => [
          test,
          Object.fromEntries(
            conditions.filter(([of]) => of === test).map(([, key, values]) => [key, values]),
          ),
        ]),
      ),
    }),
  };
}

function merged(name: string, all: readonly Readonly<Record<string, readonly string[]>>[]) {
  if (all.length === 0) return {};
  const kinds = [...new Set(all.flatMap((one) => Object.keys(one)))];
  return {
    [name]: Object.fromEntries(
      kinds.map((kind) => [kind, all.flatMap((one) => one[kind] ?? [])]),
    ) as Json,
  };
}

function nameOf(value: Json | undefined): string {
  return typeof value === "string" ? value : unknown;
}

/** The names of a list, of which those that are not known yet are `null`. */
function namesIn(value: Json | undefined): readonly string[] | undefined {
  if (!isList(value) || value.length === 0) return undefined;
  return value.some((one) => one === null) ? [...stringsOf(value), unknown] : stringsOf(value);
}
