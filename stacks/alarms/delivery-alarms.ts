import type { Environment } from "../../configuration";
import type { AlarmMaker } from "./alarm";
import { ofQueue } from "./metric";

/** Alarm on e-mail that comes back, which SES stops an account for. */
export function watchBounces(alarms: AlarmMaker, environment: Environment): void {
  // An alarm sees metrics of its own Region, and SES counts where it sends from.
  if (!sesRegions(environment).includes(environment.region)) return;
  const { bouncesPercent, complaintsPercent } = environment.alarms.thresholds;
  const reputation = (id: "bounces" | "complaints", rate: string, what: string, above: number) => {
    alarms.add(id, {
      notice: `${what}, more than ${above} % of what the account has sent lately. SES may stop the account from sending.`,
      page: id,
      queries: {
        rate: {
          namespace: "AWS/SES",
          name: `Reputation.${rate}`,
          dimensions: {},
          stat: "Average",
        },
        percent: "100 * rate",
      },
      watched: "percent",
      when: { above },
      period: 3600,
    });
  };
  reputation("bounces", "BounceRate", "E-mail with codes comes back", bouncesPercent);
  reputation(
    "complaints",
    "ComplaintRate",
    "People call e-mail with codes spam",
    complaintsPercent,
  );
}

/** What is not done for the events of a queue, by the last part of its name. */
const undone: Readonly<Record<string, string>> = {
  "unsent-messages": "Somebody waits for a code or an invitation that was never sent",
  "failed-events":
    "Users whom a trigger has lost stay without a row or a group, or what a function of yours is there for is not done",
};

/**
 * Alarm on a dead-letter queue that is not empty.
 *
 * @param queue the last part of its name.
 */
export function watchDeadLetters(
  alarms: AlarmMaker,
  environment: Environment,
  queue: string,
): void {
  alarms.add(queue, {
    notice: `${undone[queue] ?? "Something is not done"}: an event that a function has failed on for good is in the dead-letter queue ${queue}.`,
    page: "dead-letters",
    queries: { waiting: ofQueue(environment, "ApproximateNumberOfMessagesVisible", queue) },
    watched: "waiting",
    when: { atLeast: 1 },
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
