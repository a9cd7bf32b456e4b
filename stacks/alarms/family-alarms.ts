import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { AppsyncGraphqlApi } from "@cdktf/provider-aws/lib/appsync-graphql-api";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { TerraformResource } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import { blockOf, type PlacedBlock } from "../block";
import type { EnvironmentStack } from "../environment-stack";
import { EdgeFunction } from "../lambda/edge-function";
import { AlarmMaker } from "./alarm";
import { alarmTopicArn } from "./alarm-topic";
import { watchGraphqlApi, watchHttpApi } from "./api-alarms";
import { AuthAlarms } from "./auth-alarms";
import { watchDeadLetters } from "./delivery-alarms";
import { watchFunction } from "./function-alarms";
import { watchWebAcl } from "./web-acl-alarms";

/**
 * Watches whatever a stack has of a kind that is watched, and nothing watches yet: functions, dead-letter
 * queues, APIs and web ACLs. So what is new, in `functions/` or in `extend.ts`, has its alarms without a
 * word.
 *
 * A stack of another Region is left out, and a resource of another Region's provider: an alarm sees the metrics of
 * its own Region, and tells a topic there. So are functions that CloudFront calls, whose metrics are everywhere.
 */
export function watchFamilies(stack: EnvironmentStack): void {
  const { environment } = stack;
  if (!environment.alarms.enabled || stack.region !== environment.region) return;
  const made = stack.node.tryFindChild("alarms");
  const alarms = new AlarmMaker(
    () => {
      const child = stack.node.tryFindChild("alarms");
      return child instanceof Construct ? child : new Construct(stack, "alarms");
    },
    environment,
    made instanceof AuthAlarms ? made.topicArn : alarmTopicArn(environment),
  );
  const resources = stack.node
    .findAll()
    .filter(isResource)
    .filter(
      ({ provider, node }) => provider === undefined && !(node.scope instanceof EdgeFunction),
    );
  const named = (name: string | undefined) => withoutPrefix(environment, name);
  const forDeadLetters = deadLetterQueues(resources);
  for (const resource of resources) {
    if (resource instanceof LambdaFunction) {
      const name = named(resource.functionNameInput);
      const failure = `What ${name} is there for is not done.`;
      watchFunction(alarms, environment, { name, failure, isWaitedFor: false, minimumFailures: 1 });
    } else if (resource instanceof SqsQueue && forDeadLetters.has(resource)) {
      watchDeadLetters(alarms, environment, named(resource.nameInput));
    } else if (resource instanceof Apigatewayv2Api) {
      watchHttpApi(alarms, environment, { id: resource.id, name: named(resource.nameInput) });
    } else if (resource instanceof AppsyncGraphqlApi) {
      watchGraphqlApi(alarms, environment, { id: resource.id, name: named(resource.nameInput) });
    } else if (resource instanceof Wafv2WebAcl) {
      const name = resource.nameInput ?? "";
      watchWebAcl(alarms, environment, { name, short: named(name) });
    }
  }
}

function isResource(construct: IConstruct): construct is TerraformResource {
  return TerraformResource.isTerraformResource(construct);
}

/** The last part of a physical name; all of it, where it begins otherwise than the environment's. */
function withoutPrefix(environment: Environment, name = ""): string {
  const prefix = `${physicalName(environment)}-`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** Where one of these writes what nobody could do: a destination of failures, or what a queue gives up. */
const deadLetterArguments = ["on_failure", "redrive_policy", "dead_letter_config"];

/** The queues that others give something up to. Each resource is read once: a team may have a hundred functions. */
function deadLetterQueues(resources: readonly TerraformResource[]): ReadonlySet<TerraformResource> {
  const queues = resources.filter((resource) => resource instanceof SqsQueue);
  if (queues.length === 0) return new Set();
  const written = resources.flatMap((of) =>
    deadLetterTexts(blockOf(of)?.values ?? {}).map((text) => ({ of, text })),
  );
  const isReferredTo = (queue: SqsQueue) => {
    const reference = `\${${queue.terraformResourceType}.${queue.friendlyUniqueId}.`;
    return written.some(({ of, text }) => of !== queue && text.includes(reference));
  };
  return new Set(queues.filter(isReferredTo));
}

function deadLetterTexts(value: PlacedBlock["values"]): readonly string[] {
  return Object.entries(value).flatMap(([name, each]) => {
    if (deadLetterArguments.includes(name)) return [JSON.stringify(each)];
    const inner = Array.isArray(each) ? (each as readonly unknown[]) : [each];
    return inner.flatMap((one) =>
      typeof one === "object" && one !== null ? deadLetterTexts(one as PlacedBlock["values"]) : [],
    );
  });
}
