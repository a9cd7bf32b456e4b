import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import type { AlarmMaker } from "./alarm";

/**
 * Alarms on messages that did not reach anybody, and on other events that were given up.
 *
 * @param deadLetters the last parts of the names of the queues.
 */
export function watchDelivery(
  alarms: AlarmMaker,
  environment: Environment,
  deadLetters: readonly string[],
): void {
  for (const queue of deadLetters) {
    const isSenders = queue === "unsent-messages";
    alarms.add(queue, {
      notice: `${isSenders ? "Somebody waits for a code or an invitation that was never sent" : "Users whom a trigger has lost stay without a row or a group"}: an event that a function has failed on for good is in the dead-letter queue ${queue}.`,
      page: "dead-letters",
      queries: {
        waiting: {
          namespace: "AWS/SQS",
          name: "ApproximateNumberOfMessagesVisible",
          dimensions: { QueueName: physicalName(environment, queue) },
          stat: "Maximum",
        },
      },
      watched: "waiting",
      when: { atLeast: 1 },
    });
  }
  // An alarm sees metrics of its own Region, and SES counts where it sends from.
  if (!sesRegions(environment).includes(environment.region)) return;
  const { bouncesPercent } = environment.alarms.thresholds;
  alarms.add("bounces", {
    notice: `E-mail with codes comes back, more than ${bouncesPercent} % of what the account has sent lately. SES may stop the account from sending.`,
    page: "bounces",
    queries: {
      rate: {
        namespace: "AWS/SES",
        name: "Reputation.BounceRate",
        dimensions: {},
        stat: "Average",
      },
      percent: "100 * rate",
    },
    watched: "percent",
    when: { above: bouncesPercent },
    period: 3600,
  });
}

/** The Regions of the SES identities that the environment sends from. */
export function sesRegions({ userPool: { email }, recipes }: Environment): readonly string[] {
  const arns = [
    email.sendingAccount === "DEVELOPER" ? email.sourceArn : undefined,
    recipes.customEmailSender?.sourceArn,
    recipes.oneTimeCode?.sourceArn,
  ];
  return arns.flatMap((arn) => arn?.split(":")[3] ?? []);
}
