import { Construct } from "constructs";
import path from "node:path";
import type { Functions } from "../../configuration";
import { settingsOf } from "../../configuration/function-settings";
import { functionsFolder } from "../functions-folder";
import { callOnSchedule } from "../lambda/call-on-schedule";
import type { CodeBucket } from "../lambda/code-bucket";
import { NodeFunction } from "../lambda/node-function";
import { physicalName } from "../../configuration/naming";
import type { DeadLetterQueue } from "./dead-letter-queue";
import { grantsOf } from "./function-grants";
import type { PoolReference } from "./pool-reference";
import type { GrantsContext } from "./trigger-grants";

/** The name of the function and of its folder under `functions/`. */
export const reconcileUsers = "reconcile-users";

/** Props of {@link ReconcileUsers}. */
export interface ReconcileUsersProps {
  readonly grantsContext: GrantsContext;
  readonly pool: PoolReference;
  readonly codeBucket: CodeBucket;
  readonly functions: Functions;
  /** Where an event goes that it has failed on; none in an environment that nobody watches. */
  readonly deadLetters: DeadLetterQueue | undefined;
}

/** Lambda's longest, in seconds. The function goes on where it was in another invocation of itself. */
const timeout = 900;

/**
 * `functions/reconcile-users`, called on a schedule: it finds users whom no trigger has seen. It comes
 * after the pool, so unlike a trigger it may know the pool's id.
 *
 * It keeps the account's rate of calls by itself. Its concurrency is not reserved: a new account has
 * ten in all, and AWS refuses to reserve one of them.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export class ReconcileUsers extends Construct {
  readonly target: NodeFunction;

  constructor(scope: Construct, id: string, props: ReconcileUsersProps) {
    super(scope, id);
    const { grantsContext, pool } = props;
    const { environment } = grantsContext;
    const { schedule, mode, requestsPerSecond, removeRows } = environment.recipes.reconcileUsers;
    const grants = grantsOf(reconcileUsers, grantsContext);
    const { userPoolActions = [] } = grants;
    const name = physicalName(environment, reconcileUsers);

    this.target = new NodeFunction(this, reconcileUsers, {
      name,
      description: grants.description,
      source: path.join(functionsFolder, reconcileUsers),
      codeBucket: props.codeBucket,
      timeout,
      bindings: [
        ...(grants.bindings ?? []),
        {
          environment: { USER_POOL_ID: pool.id },
          statements:
            userPoolActions.length === 0
              ? []
              : [{ sid: "ActOnTheUserPool", actions: userPoolActions, resources: [pool.arn] }],
        },
        {
          environment: {},
          statements: [
            {
              sid: "GoOnInAnotherInvocation",
              actions: ["lambda:InvokeFunction"],
              // Made of the name: the function's own ARN would close a circle with its role.
              resources: [
                `arn:aws:lambda:${environment.region}:${environment.accountId}:function:${name}`,
              ],
            },
          ],
        },
      ],
      environment: {
        RECONCILE_MODE: mode,
        REQUESTS_PER_SECOND: String(requestsPerSecond),
        ...(removeRows && { REMOVE_ROWS_AFTER_DAYS: String(removeRows.afterDays) }),
        ...grants.environment,
      },
      settings: settingsOf(props.functions, reconcileUsers),
    });
    // It has done all that it could before it fails, and the schedule comes again.
    this.target.settleEvents({
      maximumRetryAttempts: 0,
      ...(props.deadLetters && { onFailure: props.deadLetters }),
    });

    callOnSchedule(this, this.target, {
      name,
      description: "When to look for users whom no trigger has seen.",
      schedule,
      targetId: reconcileUsers,
    });
  }
}
