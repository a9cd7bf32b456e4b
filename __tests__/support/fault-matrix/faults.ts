import type { InvocationFault } from "../../../tools/local-aws/faults/invocation-faults";

/** What may happen to a trigger's event, by the name that the document gives it. */
export const faults = {
  ok: {},
  throws: { invocation: { fault: "throws", message: "It broke" }, isGivenUp: true },
  // Nobody waits: Cognito is told at once that its time is up. The function has done its work.
  "slower than 5 s": {
    invocation: { fault: "stalls", isInstant: true, takesEffect: true },
    isGivenUp: true,
  },
  "delivered twice": { invocation: { fault: "delivered-twice" }, deliveries: 2 },
  "delivered twice at once": { invocation: { fault: "delivered-twice-at-once" }, deliveries: 2 },
  "AWS throttles it": { throttles: true, isGivenUp: true },
  "bad response": { invocation: { fault: "answers", answer: () => "nonsense" } },
} as const satisfies Readonly<Record<string, Fault>>;

/** What may happen. */
export interface Fault {
  readonly invocation?: InvocationFault;
  readonly throttles?: true;
  /** Whether Lambda gives an asynchronous event up in the end; it is waited for, not assumed. */
  readonly isGivenUp?: boolean;
  /** How often a function that does its work does it; default: once. */
  readonly deliveries?: number;
}

/** The name of a fault. */
export type FaultName = keyof typeof faults;

/** Every fault, in the document's order. */
export const faultNames = Object.keys(faults) as readonly FaultName[];
