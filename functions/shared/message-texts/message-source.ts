import type { SourceOf } from "../../../configuration/trigger-catalogue";

/** What Cognito sends a message for: the second part of a `triggerSource`. */
export type MessageSource = Second<SourceOf<"custom-message">>;

type Second<Source extends string> = Source extends `CustomMessage_${infer Name}` ? Name : never;

/**
 * What an event's message is for.
 *
 * @param trigger the one that the function is of, as its sources begin.
 * @throws Error for an event of another trigger.
 */
export function messageSource(
  trigger: "CustomMessage" | "CustomEmailSender" | "CustomSMSSender",
  triggerSource: string,
): MessageSource {
  const prefix = `${trigger}_`;
  // The types know only this trigger's sources; a pool that is wired wrongly sends another's.
  if (!triggerSource.startsWith(prefix)) {
    throw new Error(`Not a ${trigger} event: ${triggerSource}`);
  }
  return triggerSource.slice(prefix.length) as MessageSource;
}
