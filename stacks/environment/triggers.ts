/**
 * The user pool's events that Gatehouse has a function for, each named as its folder under
 * `functions/`. Types, wiring and tests follow from this list.
 */
export const triggerNames = ["post-confirmation"] as const;

/** The name of a trigger and of its folder under `functions/`. */
export type TriggerName = (typeof triggerNames)[number];
