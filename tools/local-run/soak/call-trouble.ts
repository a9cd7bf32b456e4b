import type { CallFault, ChooseCallFault } from "../../local-aws/faults/call-faults";

/** Longer than the functions wait for an answer. */
const STALL_MILLISECONDS = 2000;

/** Makes a share of the AWS calls of functions fail, until it is told to end. */
export class CallTrouble {
  /** How often each fault has hit. */
  readonly hits: Record<CallFault["fault"], number> = {
    throttled: 0,
    "internal-error": 0,
    reset: 0,
    stall: 0,
  };
  private hasEnded = false;

  /** @param share of the calls that fail, 0–1. */
  constructor(
    private readonly share: number,
    private readonly random: () => number,
  ) {}

  /** For the local AWS: decides on each call. */
  readonly choose: ChooseCallFault = () => {
    if (this.hasEnded || this.random() >= this.share) return undefined;
    const fault = this.fault();
    this.hits[fault.fault] += 1;
    return fault;
  };

  /** From now on every call passes. */
  end(): void {
    this.hasEnded = true;
  }

  /** Each kind as often as the others; of those whose answer is lost, half have taken effect. */
  private fault(): CallFault {
    const takesEffect = this.random() < 0.5;
    const kind = this.random();
    if (kind < 0.25) return { fault: "throttled" };
    if (kind < 0.5) return { fault: "internal-error", takesEffect };
    if (kind < 0.75) return { fault: "reset", takesEffect };
    return { fault: "stall", milliseconds: STALL_MILLISECONDS, takesEffect };
  }
}
