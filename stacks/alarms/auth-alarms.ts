import { Construct } from "constructs";
import type { Environment } from "../../configuration";
import { triggerCatalogue } from "../../configuration/trigger-catalogue";
import type { Trigger } from "../auth/triggers";
import { AlarmMaker } from "./alarm";
import { AlarmTopic } from "./alarm-topic";
import { watchBounces } from "./delivery-alarms";
import { watchFunction } from "./function-alarms";
import { watchPool, type WatchedPool } from "./pool-alarms";
import { watchReconciliation } from "./reconciliation-alarms";
import { watchWaiting, type Waiting } from "./waiting-alarms";

/** Props of {@link AuthAlarms}. */
export interface AuthAlarmsProps {
  readonly environment: Environment;
  readonly triggers: readonly Trigger[];
  /** The folder of the function that reconciles, where it is scheduled. */
  readonly reconciliation: string | undefined;
  readonly pool: WatchedPool;
  /** What functions that declare themselves work on. */
  readonly waiting: Waiting;
}

/** The topic that an environment's alarms tell, and the alarms whose meaning is known here. */
export class AuthAlarms extends Construct {
  readonly topicArn: string;

  constructor(scope: Construct, id: string, props: AuthAlarmsProps) {
    super(scope, id);
    const { environment, triggers, reconciliation } = props;
    this.topicArn = new AlarmTopic(this, "topic", environment).arn;
    const alarms = new AlarmMaker(() => this, environment, this.topicArn);
    for (const { name, grants } of triggers) {
      const { invocation } = triggerCatalogue[name];
      const isWaitedFor = invocation === "synchronous";
      const { failure = "Sign-ups or sign-ins may fail." } = grants;
      watchFunction(alarms, environment, { name, failure, isWaitedFor });
    }
    if (reconciliation !== undefined) {
      watchFunction(alarms, environment, {
        name: reconciliation,
        failure: "Users whom a trigger has lost stay without a row or a group.",
        isWaitedFor: false,
        // It comes once a day, and is not tried again.
        minimumFailures: 1,
      });
      watchReconciliation(alarms, environment, reconciliation);
    }
    watchPool(alarms, environment, props.pool);
    watchBounces(alarms, environment);
    watchWaiting(alarms, environment, props.waiting);
  }
}
