import type { Environment } from "../../configuration";
import type { AlarmMaker } from "./alarm";

/**
 * Alarm on what AWS WAF blocks: somebody tries, or a rule blocks people who mean well.
 *
 * @param webAcl its physical name, which its metrics have, and its last part, which the alarm has.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
 */
export function watchWebAcl(
  alarms: AlarmMaker,
  environment: Environment,
  webAcl: { readonly name: string; readonly short: string },
): void {
  const { unusualDeviations } = environment.alarms.thresholds;
  alarms.add(`blocked-${webAcl.short}`, {
    notice: `AWS WAF blocks more calls than usual before ${webAcl.short}: somebody tries something, or a rule keeps people out who mean well.`,
    page: "blocked-calls",
    queries: {
      blocked: {
        namespace: "AWS/WAFV2",
        name: "BlockedRequests",
        dimensions: { WebACL: webAcl.name, Region: environment.region, Rule: "ALL" },
        stat: "Sum",
      },
    },
    watched: "blocked",
    when: { unusual: "high", deviations: unusualDeviations },
    periods: 2,
  });
}
