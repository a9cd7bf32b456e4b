import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import path from "node:path";
import { triggerCatalogue, type TriggerName } from "../../configuration/trigger-catalogue";
import type { Functions } from "../../configuration";
import { settingsOf } from "../../configuration/function-settings";
import { functionsFolder } from "../functions-folder";
import type { CodeBucket } from "../lambda/code-bucket";
import { NodeFunction } from "../lambda/node-function";
import { physicalName } from "../../configuration/naming";
import { CodesKey } from "./codes-key";
import { DeadLetterQueue } from "./dead-letter-queue";
import { grantsOf } from "./function-grants";
import type { PoolReference } from "./pool-reference";
import type { Grants, GrantsContext } from "./trigger-grants";
import type { LambdaConfig } from "./user-directory";

/** Props of {@link Triggers}. */
export interface TriggersProps {
  /** The triggers, by the names of their folders under `functions/`. */
  readonly names: readonly TriggerName[];
  /** What `functions/<name>/grants.ts` may draw on. */
  readonly grantsContext: GrantsContext;
  readonly codeBucket: CodeBucket;
  readonly functions: Functions;
  /** Whether the key of the senders is kept, as the pool is. */
  readonly protected: boolean;
}

/** A trigger's function with what it may do. */
export interface Trigger {
  readonly name: TriggerName;
  readonly grants: Grants;
  readonly target: NodeFunction;
}

/**
 * Seconds. Cognito waits 5 for an answer, and what runs on after that is in vain. For a sender nobody
 * waits.
 */
const timeouts = { synchronous: 5, asynchronous: 30 } as const;

/**
 * How often a sender is tried again, and for how many seconds: after an hour the code that it would
 * send is of no use.
 */
const senderEvents = { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 3600 } as const;

/** The only version of a sender's events that there is. */
const senderVersion = "V1_0";

/**
 * The functions that the user pool calls.
 *
 * No circle: role → function → pool → permission and policy. The functions stand before the pool
 * and know nothing of it; {@link connect} adds what needs the pool's ARN once the pool is there.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
 */
export class Triggers extends Construct {
  readonly lambdaConfig: LambdaConfig;
  readonly functions: readonly Trigger[];
  /** Events that a sender has failed on for good; there when a sender is. */
  readonly deadLetterQueue: DeadLetterQueue | undefined;
  private readonly codesKey: CodesKey | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: TriggersProps,
  ) {
    super(scope, id);
    const { names, grantsContext } = props;
    const { environment } = grantsContext;
    const { accountId, region } = environment;
    if (names.some((name) => triggerCatalogue[name].invocation === "asynchronous")) {
      this.codesKey = new CodesKey(this, "codes-key", {
        name: physicalName(environment, "codes"),
        protected: props.protected,
        accountId,
        region,
      });
      const what = "unsent-messages";
      this.deadLetterQueue = new DeadLetterQueue(this, "dead-letter-queue", environment, what);
    }
    this.functions = names.map((name) => this.add(name));
    this.lambdaConfig = this.poolSettings();
  }

  private add(name: TriggerName): Trigger {
    const { grantsContext, codeBucket, functions } = this.props;
    const { invocation } = triggerCatalogue[name];
    const isSender = invocation === "asynchronous";
    const grants = grantsOf(name, {
      ...grantsContext,
      ...(isSender && this.codesKey && { codesKey: this.codesKey }),
    });
    const target = new NodeFunction(this, name, {
      name: physicalName(grantsContext.environment, name),
      description: grants.description,
      source: path.join(functionsFolder, name),
      codeBucket,
      timeout: timeouts[invocation],
      bindings: grants.bindings ?? [],
      environment: grants.environment ?? {},
      settings: settingsOf(functions, name),
    });
    if (isSender && this.deadLetterQueue) {
      target.settleEvents({ ...senderEvents, onFailure: this.deadLetterQueue });
    }
    return { name, grants, target };
  }

  /** The pool's `lambda_config`. */
  private poolSettings(): LambdaConfig {
    const { version } = this.props.grantsContext.environment.recipes.preTokenGeneration;
    const settings = this.functions.map(({ name, target }): LambdaConfig => {
      const { lambdaConfig } = triggerCatalogue[name];
      const lambdaArn = target.resource.arn;
      switch (lambdaConfig) {
        // Of the plain `pre_token_generation` the provider would make version V1_0.
        case "preTokenGenerationConfig":
          return { [lambdaConfig]: { lambdaArn, lambdaVersion: version } };
        case "customEmailSender":
        case "customSmsSender":
          return { [lambdaConfig]: { lambdaArn, lambdaVersion: senderVersion } };
        default:
          return { [lambdaConfig]: lambdaArn };
      }
    });
    const kmsKeyId = this.codesKey && { kmsKeyId: this.codesKey.arn };
    return Object.assign({}, ...settings, kmsKeyId) as LambdaConfig;
  }

  /**
   * Lets `pool` of the account `accountId` call the functions, and the functions act on the pool.
   *
   * @returns what must stand before the first user comes.
   */
  connect(pool: Pick<PoolReference, "arn">, accountId: string): readonly ITerraformDependable[] {
    return this.functions.flatMap(({ name, grants, target }) => {
      const permission = new LambdaPermission(this, `${name}-permission`, {
        statementId: "invoked-by-user-pool",
        action: "lambda:InvokeFunction",
        functionName: target.resource.functionName,
        principal: "cognito-idp.amazonaws.com",
        sourceArn: pool.arn,
        sourceAccount: accountId,
      });
      const { userPoolActions = [] } = grants;
      if (userPoolActions.length === 0) return [permission];
      const policy = target.allow("user-pool", [
        { sid: "ActOnTheUserPool", actions: userPoolActions, resources: [pool.arn] },
      ]);
      return [permission, policy];
    });
  }
}
