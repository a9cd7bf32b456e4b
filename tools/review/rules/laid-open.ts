import type { OutputChange } from "../plan-json/read-plan";
import { looksSecret } from "../plan-json/secrets";
import type { FoundAt } from "./rule";

const outcome = {
  effect: "Whoever sees the log of a deployment, or runs `terraform output`, reads the value.",
  instead: "Leave it `sensitive`, or let who needs it read it from where it is kept.",
} as const;

/** An output that shows what was hidden, or what is called like a secret. */
export function laidOpen(change: OutputChange): readonly FoundAt[] {
  const { name, before, after, beforeSensitive, afterSensitive } = change;
  const address = `output.${name}`;
  if (after === null || after === undefined || afterSensitive === true) return [];
  if (beforeSensitive === true) {
    return [
      { address, found: { ...outcome, level: "block", cause: "it is not `sensitive` any more" } },
    ];
  }
  if (typeof after !== "string" || after === before || !looksSecret([name], after)) return [];
  return [
    {
      address,
      found: {
        ...outcome,
        level: "notice",
        cause: "it looks like a secret and is not `sensitive`",
      },
    },
  ];
}
