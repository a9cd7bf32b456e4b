import { Construct } from "constructs";
import path from "node:path";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { DeadLetterQueue } from "../auth/dead-letter-queue";
import type { Waiting } from "../alarms/waiting-alarms";
import { settingsOf } from "../../configuration/function-settings";
import { physicalName } from "../../configuration/naming";
import { callOnSchedule } from "../lambda/call-on-schedule";
import type { CodeBucket } from "../lambda/code-bucket";
import { edgeEvents, type EdgeEvent } from "../lambda/edge-events";
import { EdgeFunction } from "../lambda/edge-function";
import { NodeFunction } from "../lambda/node-function";
import { connections, type ConnectionsProps } from "./connections";
import type { FunctionDefinition } from "./define-function";
import { definitionError } from "./definition-error";
import { definitionsIn } from "./definitions";
import { HttpApi, type Routed } from "./http/http-api";
import { sharedRoutes } from "./http/routes";
import { mergedAccess } from "./merged-access";
import { ownSettings, readDefinition, timeout, timeoutOf } from "./read-definition";
import { callBySources } from "./sources/call-by-sources";
import { notifyOfFiles } from "./sources/file-notifications";
import { Queues } from "./sources/queues";
import { isOfFiles } from "./sources/source";
import { queueNameProblems, sharedSources } from "./sources/source-problems";
import { UserEvents } from "./user-events";

/** Props of {@link ConnectedFunctions}. */
export interface ConnectedFunctionsProps extends ConnectionsProps {
  readonly codeBucket: CodeBucket;
  /** Where events go that a function has failed on; none in an environment that nobody watches. */
  readonly deadLetters: () => DeadLetterQueue | undefined;
  /** Where the functions are, each in a folder. */
  readonly folder: string;
  /** The provider of us-east-1, where functions are that CloudFront calls. */
  readonly edgeProvider: () => AwsProvider | undefined;
}

/**
 * The functions that declare themselves in a `function.ts`. They come last: all that they may be connected
 * to stands already and knows nothing of them, so that no circle can come about.
 */
export class ConnectedFunctions extends Construct {
  /** By the names of their folders. */
  readonly functions: Readonly<Record<string, NodeFunction>>;
  /** Those that CloudFront calls, by the names of their folders. */
  readonly edgeFunctions: Readonly<Record<string, EdgeFunction>>;
  /** There when a function asks for a route. */
  readonly httpApi: HttpApi | undefined;
  /** What waits to be worked on, and what was given up. */
  readonly waiting: Waiting;
  /** There when a function publishes what becomes of users. */
  readonly userEvents: UserEvents;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ConnectedFunctionsProps,
  ) {
    super(scope, id);
    const { environment, folder } = props;
    const { found, problems: unread } = definitionsIn(folder, environment.functions);
    const problems = [...unread];
    const queues = new Queues(scope, environment);
    this.userEvents = new UserEvents(scope, environment);
    const context = connections(props, { queues, userEvents: this.userEvents });
    const definitions: [string, FunctionDefinition][] = [];
    const atEdge: [string, FunctionDefinition, EdgeEvent][] = [];
    const at = (name: string) => `functions/${name}/function.ts, for ${environment.environment}: `;
    for (const one of found) {
      const { definition, problems: own } = readDefinition(one, context, folder);
      problems.push(...own.map((what) => at(one.name) + what));
      if (definition === undefined || own.length > 0) continue;
      const { edge } = one.defined;
      if (edge === undefined) definitions.push([one.name, definition]);
      else atEdge.push([one.name, definition, edge]);
    }
    const routes = definitions.flatMap(([name, { http }]) =>
      http ? [{ name, routes: http }] : [],
    );
    problems.push(...sharedRoutes(routes).map(({ name, problem }) => at(name) + problem));
    const readers = definitions.map(([name, { on = [] }]) => ({ name, on }));
    problems.push(...sharedSources(readers).map(({ name, problem }) => at(name) + problem));
    problems.push(
      ...queueNameProblems(
        Object.keys(queues.all),
        readers.map(({ name }) => name),
      ),
    );
    if (problems.length > 0) throw definitionError(problems);

    const functions = definitions.map(
      ([name, definition]) => [name, this.add(name, definition)] as const,
    );
    this.functions = Object.fromEntries(functions);
    this.waiting = this.addSources(definitions, queues);
    this.edgeFunctions = Object.fromEntries(
      atEdge.map(([name, definition, event]) => [name, this.addAtEdge(name, definition, event)]),
    );
    const routed = routes.flatMap(({ name, routes: own }): readonly Routed[] => {
      const target = this.functions[name];
      return target === undefined ? [] : [{ name, target, routes: own }];
    });
    this.httpApi =
      routed.length === 0
        ? undefined
        : new HttpApi(this, "http-api", {
            environment,
            poolEndpoint: props.pool.endpoint,
            clientIds: Object.values(props.clients).map(({ id: clientId }) => clientId),
            routed,
          });
  }

  private add(name: string, definition: FunctionDefinition): NodeFunction {
    const { environment, codeBucket, folder } = this.props;
    const { description, access = [], schedule, settings, http } = definition;
    const target = new NodeFunction(this, name, {
      name: physicalName(environment, name),
      description,
      source: path.join(folder, name),
      codeBucket,
      timeout,
      bindings: [mergedAccess(access).binding],
      environment: {
        ...definition.environment,
        // What API Gateway does not ask for, the function does.
        ...(http && { HTTP_ROUTES: JSON.stringify(http) }),
      },
      settings: settingsOf(environment.functions, name, settings),
    });
    if (schedule !== undefined) {
      const onFailure = this.props.deadLetters();
      // As often as Lambda would by itself. What is told of files has a queue of its own.
      if (onFailure && !(definition.on ?? []).some(isOfFiles))
        target.settleEvents({ maximumRetryAttempts: 2, onFailure });
      callOnSchedule(new Construct(this, `${name}-schedule`), target, {
        name: physicalName(environment, name),
        description: `When to call ${name}.`,
        schedule,
        targetId: name,
      });
    }
    return target;
  }

  private addSources(
    definitions: readonly (readonly [string, FunctionDefinition])[],
    queues: Queues,
  ): Waiting {
    const { environment, userTable, attachments } = this.props;
    const callees = definitions.flatMap(([name, { on = [], settings }]) => {
      const target = this.functions[name];
      return target === undefined ? [] : [{ name, target, on, settings }];
    });
    for (const { name, target, on, settings } of callees) {
      if (on.length === 0) continue;
      callBySources(new Construct(this, `${name}-sources`), {
        name,
        target,
        on,
        environment,
        userTable,
        timeoutSeconds: timeoutOf(environment, name, settings),
      });
    }
    const told = callees
      .map(({ name, target, on }) => ({ name, target, sources: on.filter(isOfFiles) }))
      .filter(({ sources }) => sources.length > 0);
    if (told.length > 0) {
      const { id, arn } = attachments.resource;
      notifyOfFiles(new Construct(this, "files"), { id, arn }, environment.accountId, told);
    }
    const made = Object.entries(queues.all);
    return {
      readers: callees
        .filter(({ on }) => on.some(({ kind }) => kind === "changes"))
        .map(({ name }) => name),
      queues: Object.fromEntries(made.map(([name, { url }]) => [name, url])),
    };
  }

  private addAtEdge(
    name: string,
    { description, access = [], environment: variables, settings: shipped }: FunctionDefinition,
    event: EdgeEvent,
  ): EdgeFunction {
    const { environment, folder, edgeProvider } = this.props;
    const settings = settingsOf(environment.functions, name, shipped);
    const own = ownSettings(environment, name, shipped);
    const most = edgeEvents[event];
    return new EdgeFunction(this, name, {
      name: physicalName(environment, name),
      description,
      source: path.join(folder, name),
      accountId: environment.accountId,
      provider: edgeProvider(),
      settings,
      timeout: own.timeoutSeconds ?? most.timeoutSeconds,
      memorySize: own.memorySize ?? 128,
      bindings: [mergedAccess(access).binding],
      environment: {
        ...variables,
        ...settings.environment,
        // It runs in the Region that is nearest to the viewer.
        HOME_REGION: environment.region,
      },
    });
  }
}
