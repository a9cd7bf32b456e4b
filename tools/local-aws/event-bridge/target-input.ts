import { isJsonObject, type JsonObject } from "../json-protocol";

/**
 * What a target is given of an event: all of it, a constant, a part, or a text made of parts.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function targetInput(target: JsonObject, event: JsonObject): unknown {
  const { Input, InputPath, InputTransformer } = target;
  if (typeof Input === "string") return JSON.parse(Input) as unknown;
  if (typeof InputPath === "string") return at(event, InputPath);
  if (!isJsonObject(InputTransformer)) return event;
  const paths = isJsonObject(InputTransformer["InputPathsMap"])
    ? InputTransformer["InputPathsMap"]
    : {};
  const text = String(InputTransformer["InputTemplate"]);
  // Within quotation marks a value is text; elsewhere it is JSON.
  const filled = text.replaceAll(/<([\w.-]+)>/g, (whole, name: string, offset: number) => {
    const path = paths[name];
    if (typeof path !== "string") return whole;
    const value = at(event, path);
    const isQuoted = (text.slice(0, offset).match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1;
    if (!isQuoted) return JSON.stringify(value ?? "");
    return JSON.stringify(typeof value === "string" ? value : JSON.stringify(value ?? "")).slice(
      1,
      -1,
    );
  });
  return JSON.parse(filled) as unknown;
}

/** `$.detail.id`, `$.resources[0]`. */
function at(event: JsonObject, path: string): unknown {
  const names = path.replace(/^\$\.?/, "").match(/[^.[\]]+/g) ?? [];
  return names.reduce<unknown>((value, name) => {
    if (Array.isArray(value)) return (value as readonly unknown[])[Number(name)];
    return isJsonObject(value) ? value[name.replaceAll("'", "")] : undefined;
  }, event);
}
