import { visible } from "../visible";
import type { PlanRule } from "./plan-rule";

/** Terraform warns of a `check` that fails, and goes on. */
export const failedChecks: PlanRule = {
  id: "check-failed",
  title: "A check of the configuration fails, or does not work.",
  why: "Whoever has written the check wanted to hear of it; Terraform prints a warning and applies all the same.",
  fix: "Read its message, and put right what it is about before you apply.",
  see: "https://developer.hashicorp.com/terraform/language/checks",
  start: () => ({
    finish: ({ checks }) =>
      checks.map(({ address, status, messages }) => ({
        address: visible(address),
        found: {
          level: "notice",
          cause: status === "fail" ? "its condition does not hold" : "its condition does not work",
          effect: "What it was written to tell of is so, and Terraform applies all the same.",
          instead: "Put right what it is about first.",
          details: messages,
        },
      })),
  }),
};
