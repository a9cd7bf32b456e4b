import type { InvocationFault } from "../../../local/aws/faults/invocation-faults";

/** What may happen to a trigger's event, by the name that the document gives it. */
export const faults = {
  ok: {},
  throws: { invocation: { fault: "throws", message: "It broke" } },
  // Nobody waits: Cognito is told at once that its time is up. The function has done its work.
  "slower than 5 s": { invocation: { fault: "stalls", isInstant: true, takesEffect: true } },
  "delivered twice": { invocation: { fault: "delivered-twice" } },
  "delivered twice at once": { invocation: { fault: "delivered-twice-at-once" } },
  "AWS throttles it": { throttles: true },
  "bad response": { invocation: { fault: "answers", answer: () => "nonsense" } },
} as const satisfies Readonly<
  Record<string, { readonly invocation?: InvocationFault; readonly throttles?: true }>
>;

/** The name of a fault. */
export type FaultName = keyof typeof faults;

/** Every fault, in the document's order. */
export const faultNames = Object.keys(faults) as readonly FaultName[];
