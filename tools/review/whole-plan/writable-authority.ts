import type { Json, ResourceChange } from "../model";
import { isList, isObject, isUnknown, valueAt } from "../plan-json/values";
import { namedBy, type FoundAt } from "../rules/rule";
import { added, told } from "../rules/watch";
import type { PlanRule } from "./plan-rule";

const clients = new Set(["aws_cognito_user_pool_client", "aws_cognito_managed_user_pool_client"]);
const path = ["write_attributes"];

/** Words by which attributes that decide something are called: `custom:isAdmin`, `custom:tenant_id`. */
const words =
  /^(?:roles?|groups?|admins?|administrators?|tenants?|permissions?|privileges?|scopes?|rights?|entitlements?|authorit(?:y|ies)|superuser|staff|org|organi[sz]ations?)$/;
/** The same, written as one word. */
const compounds =
  /^(?:is|user|app|my)?(?:role|group|admin|tenant|permission|organi[sz]ation)s?(?:id|name|level)?$/;

interface Gain {
  readonly change: ResourceChange;
  readonly gained: readonly string[];
}

/** Users who may write an attribute that decides what they may do: as it is called, or as the plan uses it. */
export const writableAuthority: PlanRule = {
  id: "writable-authority",
  title: "Users can set an attribute of theirs that decides what they may do.",
  why: "Whoever may write an attribute writes anything into it, at sign-up as well.",
  fix: "Take the attribute out of `write_attributes`, and let a function or an administrator set it.",
  see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html",
  start: () => {
    const used = new Set<string>();
    const gains: Gain[] = [];
    return {
      resource: (change, kind) => {
        for (const claim of claimsIn(change)) used.add(claim);
        if (!clients.has(change.type) || change.after === null || kind === "no-op") return;
        const before = valueAt(change.before ?? undefined, path) ?? null;
        const gained = added(before, valueAt(change.after, path));
        const own = gained.filter((name) => name.startsWith("custom:"));
        if (own.length > 0 || isUnknown(change, path)) gains.push({ change, gained: own });
      },
      finish: () =>
        gains.flatMap(({ change, gained }) => [
          ...(isUnknown(change, path)
            ? [found(change, "attributes that are known only after apply")]
            : []),
          ...gained.flatMap((name) => {
            const shown = told(change, path, name);
            if (used.has(name)) {
              return [found(change, `${shown}, by which the identity pool gives roles or tags`)];
            }
            return decides(name) ? [found(change, shown)] : [];
          }),
        ]),
    };
  },
};

/** Attributes by which an identity pool tells who gets which role, or which tags. */
function claimsIn({ type, after }: ResourceChange): readonly string[] {
  if (type === "aws_cognito_identity_pool_roles_attachment") {
    return list(valueAt(after ?? undefined, ["role_mapping"]))
      .flatMap((mapping) => list(valueAt(mapping, ["mapping_rule"])))
      .flatMap((rule) => {
        const claim = valueAt(rule, ["claim"]);
        return typeof claim === "string" ? [claim] : [];
      });
  }
  if (type === "aws_cognito_identity_pool_provider_principal_tag") {
    const tags = valueAt(after ?? undefined, ["principal_tags"]);
    return isObject(tags) ? Object.values(tags).filter((value) => typeof value === "string") : [];
  }
  return [];
}

function list(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

function decides(attribute: string): boolean {
  const name = attribute.slice("custom:".length);
  const parts = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase();
  return (
    compounds.test(name.toLowerCase()) || parts.split(/[^a-z]+/).some((part) => words.test(part))
  );
}

function found(change: ResourceChange, what: string): FoundAt {
  return {
    address: change.address,
    found: {
      level: "block",
      cause: `\`write_attributes\` gains ${what}`,
      effect:
        "Every user of the app can give themselves another role, group or tenant, wherever that attribute is trusted.",
      instead: "Let users read it, and a function or an administrator write it.",
      onlyIfWritten: path,
      ...(change.before === null && {
        unlessCreated: namedBy(change, ["user_pool_id"], "aws_cognito_user_pool", "id"),
      }),
    },
  };
}
