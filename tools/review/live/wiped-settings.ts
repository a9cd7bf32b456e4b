import type { Json, JsonObject } from "../model";
import { isObject } from "../plan-json/values";
import { type Answer, type Known, sentSettings } from "./sent-settings";

/** A setting that the next update would take away. */
export interface WipedSetting {
  /** As AWS names it: `LambdaConfig.InboundFederation`. */
  readonly path: string;
  readonly value: Json;
}

/**
 * What AWS tells of a pool, its second factors or a client, and what the AWS provider does not know of: each
 * update of the provider's would reset it. What is empty is as good as not set.
 *
 * @param told the answer, as AWS has written it: what no SDK knows yet counts too.
 */
export function wipedSettings(answer: Answer, told: JsonObject): readonly WipedSetting[] {
  return wipedWithin(told, sentSettings[answer], "");
}

function wipedWithin(
  told: JsonObject,
  known: Readonly<Record<string, Known>>,
  prefix: string,
): readonly WipedSetting[] {
  return Object.entries(told).flatMap(([name, value]) => {
    if (value === undefined || isEmpty(value)) return [];
    const path = `${prefix}${name}`;
    const knows = Object.hasOwn(known, name) ? known[name] : undefined;
    if (knows === "sent" || knows === "not a setting") return [];
    if (knows === undefined) return [{ path, value }];
    if ("none" in knows) return knows.none.includes(value) ? [] : [{ path, value }];
    return isObject(value) ? wipedWithin(value, knows.within, `${path}.`) : [{ path, value }];
  });
}

function isEmpty(value: Json): boolean {
  if (value === null || value === false || value === "" || value === 0) return true;
  if (typeof value !== "object") return false;
  return (Array.isArray(value) ? value : Object.values(value)).every(
    (item: Json | undefined) => item === undefined || isEmpty(item),
  );
}
