import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import path from "node:path";
import type { TriggerName } from "../environment";
import type { Binding } from "../lambda/binding";
import { NodeFunction } from "../lambda/node-function";
import { type NameScope, physicalName } from "../naming";
import type { LambdaConfig } from "./user-directory";

/** What a trigger's function needs, beyond its code. */
export interface TriggerDefinition {
  readonly description: string;
  readonly bindings: readonly Binding[];
  /** Variables that go with no grant. Never the pool's id: the event carries it. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the function may do on the pool that calls it. */
  readonly userPoolActions: readonly string[];
}

/** Props of {@link Triggers}. */
export interface TriggersProps {
  readonly nameScope: NameScope;
  readonly definitions: Readonly<Partial<Record<TriggerName, TriggerDefinition>>>;
  /** Days. */
  readonly logRetention: number;
}

/** The pool's name for each trigger. */
const lambdaConfigKeys = { "post-confirmation": "postConfirmation" } as const satisfies Record<
  TriggerName,
  keyof LambdaConfig
>;

/** Cognito waits this long, in seconds, and what runs on after that is in vain. */
const timeout = 5;

const functionsFolder = path.join(__dirname, "../../functions");

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
  private readonly functions: readonly {
    readonly name: string;
    readonly definition: TriggerDefinition;
    readonly target: NodeFunction;
  }[];

  constructor(scope: Construct, id: string, props: TriggersProps) {
    super(scope, id);
    const lambdaConfig: Record<string, string> = {};
    this.functions = (Object.entries(props.definitions) as [TriggerName, TriggerDefinition][]).map(
      ([name, definition]) => {
        const target = new NodeFunction(this, name, {
          name: physicalName(props.nameScope, name),
          description: definition.description,
          source: path.join(functionsFolder, name),
          timeout,
          bindings: definition.bindings,
          environment: definition.environment,
          logRetention: props.logRetention,
        });
        lambdaConfig[lambdaConfigKeys[name]] = target.resource.arn;
        return { name, definition, target };
      },
    );
    this.lambdaConfig = lambdaConfig;
  }

  /**
   * Lets `pool` of the account `accountId` call the functions, and the functions act on the pool.
   *
   * @returns what must stand before the first user comes.
   */
  connect(pool: CognitoUserPool, accountId: string): readonly ITerraformDependable[] {
    return this.functions.flatMap(({ name, definition, target }) => {
      const permission = new LambdaPermission(this, `${name}-permission`, {
        statementId: "invoked-by-user-pool",
        action: "lambda:InvokeFunction",
        functionName: target.resource.functionName,
        principal: "cognito-idp.amazonaws.com",
        sourceArn: pool.arn,
        sourceAccount: accountId,
      });
      if (definition.userPoolActions.length === 0) return [permission];
      const policy = target.allow("user-pool", [
        {
          sid: "ActOnTheUserPool",
          actions: definition.userPoolActions,
          resources: [pool.arn],
        },
      ]);
      return [permission, policy];
    });
  }
}
