import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import type { AlarmMaker } from "./alarm";
import { ofLambda, ofQueue } from "./metric";

/** What functions of the team's own work on, by the last parts of the names. */
export interface Waiting {
  /** Functions that read the table's changes. */
  readonly readers: readonly string[];
  /** Queues, with their URLs. */
  readonly queues: Readonly<Record<string, string>>;
}

/** The stream forgets a change after a day: time to find out why a function is late. */
const lateSeconds = 15 * 60;

/** Alarms on functions that are behind with what comes in. */
export function watchWaiting(
  alarms: AlarmMaker,
  environment: Environment,
  { readers, queues }: Waiting,
): void {
  const late = { when: { above: lateSeconds }, periods: 2, page: "falling-behind" } as const;
  for (const reader of readers) {
    alarms.add(`${reader}-behind`, {
      notice: `${reader} is more than ${lateSeconds / 60} minutes behind with what has changed in the user table. After a day, changes are lost.`,
      queries: {
        age: ofLambda("IteratorAge", physicalName(environment, reader), "Maximum"),
        seconds: "age / 1000",
      },
      watched: "seconds",
      ...late,
    });
  }
  for (const queue of Object.keys(queues)) {
    alarms.add(`${queue}-behind`, {
      notice: `Messages wait in the queue ${queue} for more than ${lateSeconds / 60} minutes.`,
      queries: { age: ofQueue(environment, "ApproximateAgeOfOldestMessage", queue) },
      watched: "age",
      ...late,
    });
  }
}
