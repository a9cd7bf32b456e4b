import type { Json } from "../model";
import { clipped } from "../visible";
import { isList, valueAt } from "./values";

/** What is known of a `check` block, or of the conditions of a resource, an output or a variable. */
export interface Check {
  /** `check.health`, or the address of what has the conditions. */
  readonly address: string;
  /** `error`: its condition itself does not work. */
  readonly status: "fail" | "error";
  /** Its error messages. Terraform leaves out what is sensitive. */
  readonly messages: readonly string[];
}

const mostMessages = 20;

/**
 * An entry of `checks`; `undefined` of one that passes, or that only an apply decides.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#checks-representation
 */
export function readCheck(value: Json): Check | undefined {
  const status = valueAt(value, ["status"]);
  if (status !== "fail" && status !== "error") return undefined;
  const name = valueAt(value, ["address", "to_display"]);
  const instances = valueAt(value, ["instances"]);
  const problems = (isList(instances) ? instances : []).flatMap((instance) => {
    const its = valueAt(instance, ["problems"]);
    return isList(its) ? its : [];
  });
  const messages = problems
    .map((problem) => valueAt(problem, ["message"]))
    .filter((message) => typeof message === "string")
    .map((message) => clipped(message, 500));
  return {
    address: typeof name === "string" ? name : "checks",
    status,
    messages: [...new Set(messages)].slice(0, mostMessages),
  };
}
