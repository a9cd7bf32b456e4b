import type { Environment } from "../../configuration";
import type { AlarmMaker } from "./alarm";
import { ofFunction } from "./metric";

const hour = 3600;

/** CloudWatch looks back seven days at most where a period is an hour or longer. */
const mostHours = 7 * 24;

/** Time for a run that goes on in invocations of its own, in hours. */
const grace = 2;

/**
 * Alarms on `reconcile-users`: it has not finished in time, or it has healed more users than a trigger
 * loses by chance.
 *
 * @param name the function's folder.
 */
export function watchReconciliation(
  alarms: AlarmMaker,
  environment: Environment,
  name: string,
): void {
  const { usersHealed } = environment.alarms.thresholds;
  const hours = hoursWithin(environment.recipes.reconcileUsers.schedule);
  if (hours !== undefined) {
    alarms.add(`${name}-late`, {
      notice: `Users whom a trigger has lost stay without a row or a group. ${name} has not looked at everybody for ${hours} hours.`,
      page: "reconciliation",
      queries: {
        done: ofFunction(environment, "ReconciliationsDone", name),
        // Hours without a run are zeros, once there was a first one: before, there is nothing to fill.
        runs: "FILL(done, 0)",
      },
      watched: "runs",
      when: { below: 1 },
      period: hour,
      periods: hours,
      missing: "ignore",
    });
  }
  alarms.add(`${name}-healed`, {
    notice: `New users had no row or no group until ${name} has healed them: ${usersHealed} or more in an hour. A trigger loses users.`,
    page: "users-healed",
    queries: { healed: ofFunction(environment, "UsersHealed", name) },
    watched: "healed",
    when: { atLeast: usersHealed },
    period: hour,
  });
}

/**
 * Within how many hours of the last one a run has to finish; `undefined` where CloudWatch cannot look back
 * that far. What a `cron(…)` means is not computed: such a run is late after a week.
 */
export function hoursWithin(schedule: string): number | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule);
  if (rate === null) return schedule.startsWith("cron(") ? mostHours : undefined;
  const unit = { minute: 1 / 60, hour: 1, day: 24 }[rate[2] as "minute" | "hour" | "day"];
  const hours = Math.ceil(Number(rate[1]) * unit) + grace;
  return hours > mostHours ? undefined : hours;
}
