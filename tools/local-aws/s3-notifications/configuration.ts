import { textsOf } from "../xml";

/** A function that is told of files of a bucket. */
export interface FunctionNotification {
  readonly id: string;
  readonly functionArn: string;
  /** `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

/** The functions that the XML of `PutBucketNotificationConfiguration` names. */
export function readNotifications(xml: string): readonly FunctionNotification[] {
  const blocks = xml.matchAll(/<CloudFunctionConfiguration>(.*?)<\/CloudFunctionConfiguration>/gs);
  return [...blocks].map(([, block = ""]) => {
    const names = textsOf(block, "Name").map((name) => name.toLowerCase());
    const values = textsOf(block, "Value");
    const ruleOf = (name: string) => values[names.indexOf(name)] ?? "";
    return {
      id: textsOf(block, "Id")[0] ?? "",
      functionArn: textsOf(block, "CloudFunction")[0] ?? "",
      events: textsOf(block, "Event"),
      prefix: ruleOf("prefix"),
      suffix: ruleOf("suffix"),
    };
  });
}

/** The rest of the XML, which moto works on. */
export function withoutFunctions(xml: string): string {
  return xml.replaceAll(/<CloudFunctionConfiguration>.*?<\/CloudFunctionConfiguration>/gs, "");
}

/** Whether a function is to be told of an event, e.g. `ObjectCreated:Put`, of a file. */
export function isTold(one: FunctionNotification, eventName: string, key: string): boolean {
  return (
    key.startsWith(one.prefix) &&
    key.endsWith(one.suffix) &&
    one.events.some((event) => {
      const wanted = event.replace(/^s3:/, "");
      return (
        wanted === eventName || (wanted.endsWith("*") && eventName.startsWith(wanted.slice(0, -1)))
      );
    })
  );
}
