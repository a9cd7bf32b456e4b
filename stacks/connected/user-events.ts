import { CloudwatchEventBus } from "@cdktf/provider-aws/lib/cloudwatch-event-bus";
import type { Construct } from "constructs";
import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import type { Binding } from "../lambda/binding";

/**
 * The environment's own event bus, on which other systems are told of users. Not the account's default bus: there,
 * whoever may put events at all could put one of a user.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html
 */
export class UserEvents {
  private made: CloudwatchEventBus | undefined;
  private publishing: Binding | undefined;

  constructor(
    private readonly scope: Construct,
    private readonly environment: Environment,
  ) {}

  /** There when a function publishes. */
  get bus(): CloudwatchEventBus | undefined {
    return this.made;
  }

  /** Lets a function publish, under the environment's own source alone. */
  forPublishing(): Binding {
    this.made ??= new CloudwatchEventBus(this.scope, "user-events", {
      name: physicalName(this.environment, "users"),
      description: "Tells of users: user.created, user.changed, user.removed.",
    });
    return (this.publishing ??= publishingOn(this.made, physicalName(this.environment)));
  }
}

function publishingOn({ name, arn }: CloudwatchEventBus, source: string): Binding {
  return {
    environment: { USER_EVENTS_BUS: name, USER_EVENTS_SOURCE: source },
    statements: [
      {
        sid: "PublishUserEvents",
        actions: ["events:PutEvents"],
        resources: [arn],
        conditions: { StringEquals: { "events:source": source } },
      },
    ],
  };
}
