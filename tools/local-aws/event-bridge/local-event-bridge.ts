import { randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import { matchesPattern } from "../event-pattern";
import type { AwsRequest, Forward, Interceptor } from "../interceptor";
import { isJsonObject, readJson, type JsonObject } from "../json-protocol";
import type { Functions } from "../lambda/functions";
import { ownRequest } from "../own-request";
import { Scheduler, type ScheduledRule } from "./scheduler";
import { targetInput } from "./target-input";

/** Props of {@link LocalEventBridge}. */
export interface LocalEventBridgeProps {
  readonly functions: Functions;
  readonly call: Forward;
  readonly clock: Clock;
  readonly accountId: string;
  readonly log: ((message: string) => void) | undefined;
}

/** A rule, and on which bus it is. */
interface RuleReference {
  readonly region: string;
  readonly name: string;
  readonly bus: string;
}

/**
 * Calls functions that are targets of rules: when an event of a bus fits, and on a schedule. moto keeps buses, rules and
 * targets, and sends events to queues and logs itself.
 *
 * A function is called only where its own policy lets this rule in.
 */
export class LocalEventBridge {
  private readonly scheduler: Scheduler;

  constructor(private readonly props: LocalEventBridgeProps) {
    this.scheduler = new Scheduler(props.clock, (rule, due) => {
      this.runScheduled(rule, due).catch(this.complain);
    });
  }

  stop(): void {
    this.scheduler.stop();
  }

  readonly interceptor: Interceptor = async (request, forward) => {
    const { service, operation, region } = request;
    if (service !== "events") return undefined;
    const { Name, ScheduleExpression } = readJson(request);
    switch (operation) {
      case "PutRule": {
        const response = await forward(request);
        const rule = { region, name: String(Name) };
        if (response.status !== 200) return response;
        if (typeof ScheduleExpression !== "string" || ScheduleExpression === "") {
          this.scheduler.remove(rule);
        } else {
          this.scheduler.set({ ...rule, expression: ScheduleExpression });
        }
        return response;
      }
      case "DeleteRule": {
        const response = await forward(request);
        if (response.status === 200) this.scheduler.remove({ region, name: String(Name) });
        return response;
      }
      case "PutEvents": {
        const response = await forward(request);
        if (response.status === 200) {
          // Whoever puts events does not wait for their targets.
          this.deliver(request, readJson(response)["Entries"]).catch(this.complain);
        }
        return response;
      }
      default:
        return undefined;
    }
  };

  private readonly complain = (error: unknown): void => {
    this.props.log?.(`EventBridge could not call a function: ${String(error)}`);
  };

  private async deliver(request: AwsRequest, answers: unknown): Promise<void> {
    const { Entries } = readJson(request);
    const entries = (Array.isArray(Entries) ? Entries : []).filter(isJsonObject);
    for (const [index, entry] of entries.entries()) {
      const answer: unknown = Array.isArray(answers) ? answers[index] : undefined;
      const id = isJsonObject(answer) ? answer["EventId"] : undefined;
      if (typeof id !== "string") continue;
      const { region } = request;
      const bus = busNamed(entry["EventBusName"]);
      const event = this.eventOf(entry, id, region);
      const { Rules } = await this.ask(region, "ListRules", { EventBusName: bus });
      for (const rule of (Array.isArray(Rules) ? Rules : []).filter(isJsonObject)) {
        const { Name, State, EventPattern } = rule;
        if (State === "DISABLED" || typeof EventPattern !== "string") continue;
        if (!matchesPattern(JSON.parse(EventPattern) as JsonObject, event)) continue;
        await this.callTargets({ region, bus, name: String(Name) }, event);
      }
    }
  }

  private eventOf(entry: JsonObject, id: string, region: string): JsonObject {
    const { Source, DetailType, Detail, Time, Resources = [] } = entry;
    const time = typeof Time === "number" ? Time * 1000 : this.props.clock.now();
    return {
      version: "0",
      id,
      "detail-type": DetailType,
      source: Source,
      account: this.props.accountId,
      time: toTheSecond(time),
      region,
      resources: Resources,
      detail: JSON.parse(String(Detail)) as unknown,
    };
  }

  private async runScheduled({ region, name }: ScheduledRule, due: number): Promise<void> {
    const { State, Arn } = await this.ask(region, "DescribeRule", { Name: name });
    if (State !== "ENABLED") return;
    await this.callTargets(
      { region, bus: "default", name },
      {
        version: "0",
        id: randomUUID(),
        "detail-type": "Scheduled Event",
        source: "aws.events",
        account: this.props.accountId,
        time: toTheSecond(due),
        region,
        resources: [Arn],
        detail: {},
      },
    );
  }

  private async callTargets(
    { region, bus, name }: RuleReference,
    event: JsonObject,
  ): Promise<void> {
    const { functions, accountId } = this.props;
    const { Targets } = await this.ask(region, "ListTargetsByRule", {
      Rule: name,
      EventBusName: bus,
    });
    const ruleArn = `arn:aws:events:${region}:${accountId}:rule/${bus === "default" ? "" : `${bus}/`}${name}`;
    const isScheduled = event["source"] === "aws.events";
    for (const target of (Array.isArray(Targets) ? Targets : []).filter(isJsonObject)) {
      const arn = String(target["Arn"]);
      if (!arn.startsWith("arn:aws:lambda:")) {
        // Events of a bus moto sends on itself.
        if (isScheduled) this.complain(`${arn}, a target of the schedule ${name}, is no function.`);
        continue;
      }
      const caller = {
        service: "events.amazonaws.com",
        sourceArn: ruleArn,
        sourceAccount: accountId,
      };
      if (!(await functions.allows(arn, caller))) {
        this.complain(`no aws_lambda_permission of ${arn} lets ${ruleArn} in.`);
      } else if (!(await functions.enqueue(arn, targetInput(target, event)))) {
        this.complain(`there is no function ${arn}.`);
      }
    }
  }

  private async ask(region: string, operation: string, members: object): Promise<JsonObject> {
    const target = `AWSEvents.${operation}`;
    const body = JSON.stringify(members);
    const response = await this.props.call(ownRequest({ service: "events", region, target, body }));
    if (response.status === 200) return readJson(response);
    throw new Error(`${operation}: ${response.body.toString("utf8")}`);
  }
}

/** By its name or its ARN. */
function busNamed(named: unknown): string {
  return typeof named === "string" ? (named.split("/").at(-1) ?? "") : "default";
}

function toTheSecond(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, "Z");
}
