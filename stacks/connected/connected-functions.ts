import { Construct } from "constructs";
import path from "node:path";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { DeadLetterQueue } from "../auth/dead-letter-queue";
import type { Environment, FunctionSettingsInput } from "../../configuration";
import type { Waiting } from "../alarms/waiting-alarms";
import { settingsOf } from "../../configuration/function-settings";
import { physicalName } from "../../configuration/naming";
import { triggerNames } from "../../configuration/trigger-catalogue";
import { schedule as scheduleCheck } from "../../configuration/values/schedule";
import { callOnSchedule } from "../lambda/call-on-schedule";
import type { CodeBucket } from "../lambda/code-bucket";
import { edgeEvents, type EdgeEvent } from "../lambda/edge-events";
import { EdgeFunction } from "../lambda/edge-function";
import { NodeFunction } from "../lambda/node-function";
import { connections, type Connections, type ConnectionsProps } from "./connections";
import type { FunctionDefinition } from "./define-function";
import { definitionError } from "./definition-error";
import { definitionsIn, messageOf, type FoundDefinition } from "./definitions";
import { edgeProblems } from "./edge/edge-checks";
import { HttpApi, type Routed } from "./http/http-api";
import { routeProblems, sharedRoutes } from "./http/routes";
import { mergedAccess } from "./merged-access";
import { callBySources } from "./sources/call-by-sources";
import { notifyOfFiles } from "./sources/file-notifications";
import { Queues } from "./sources/queues";
import { isOfFiles } from "./sources/source";
import { queueNameProblems, sharedSources, sourceProblems } from "./sources/source-problems";
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

/** Seconds. An HTTP API waits for 30, too. */
const timeout = 30;

/** What a definition says that cannot be right, whatever it is connected to. */
type Check = (definition: FunctionDefinition, of: Checked) => readonly string[];

/** What a definition is held against. */
interface Checked {
  readonly name: string;
  /** Its folder. */
  readonly source: string;
  /** When CloudFront calls it, if it does. */
  readonly edge: EdgeEvent | undefined;
  readonly environment: Environment;
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
      const { definition, problems: own } = read(one, context, folder);
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

/** What is set for one function, without what is set for all. */
function ownSettings(
  { functions }: Environment,
  name: string,
  shipped: FunctionSettingsInput | undefined,
): FunctionSettingsInput {
  const { each = {} } = functions;
  return { ...shipped, ...(Object.hasOwn(each, name) ? each[name] : undefined) };
}

interface Read {
  readonly definition?: FunctionDefinition;
  readonly problems: readonly string[];
}

function read({ name, defined }: FoundDefinition, context: Connections, folder: string): Read {
  if (notConnected.includes(name)) {
    return {
      problems: [
        `${name} is called as its own name says, and its grants stand in functions/${name}/grants.ts: delete function.ts, or give the folder another name`,
      ],
    };
  }
  try {
    const definition = defined.define(context);
    const of = {
      name,
      environment: context.environment,
      source: path.join(folder, name),
      edge: defined.edge,
    };
    if (defined.edge !== undefined && !Object.hasOwn(edgeEvents, defined.edge)) {
      const all = Object.keys(edgeEvents).join(", ");
      return { problems: [`\`edge\` is no event of CloudFront's: write one of ${all}`] };
    }
    return { definition, problems: checks.flatMap((check) => check(definition, of)) };
  } catch (cause) {
    return { problems: [messageOf(cause)] };
  }
}

/** Cognito calls triggers before there is a pool that they could be connected to. */
const notConnected: readonly string[] = [...triggerNames, "reconcile-users"];

/** Seconds. */
function timeoutOf(
  { functions }: Environment,
  name: string,
  settings: FunctionDefinition["settings"],
): number {
  return settingsOf(functions, name, settings).timeoutSeconds ?? timeout;
}

const checks: readonly Check[] = [
  (definition, { name, environment, source, edge }) => {
    if (edge === undefined) return [];
    const { settings } = definition;
    return edgeProblems({
      event: edge,
      definition,
      own: ownSettings(environment, name, settings),
      source,
      bundling: settingsOf(environment.functions, name, settings),
    });
  },
  ({ description }) =>
    typeof description === "string" && description.length > 0 && description.length <= 256
      ? []
      : [
          "`description` has 1 to 256 characters: write a sentence that says what the function does",
        ],
  ({ access = [] }) => mergedAccess(access).problems,
  ({ schedule }) => {
    if (schedule === undefined) return [];
    if (schedule === "off") return ['`schedule` is "off": leave it out for no schedule'];
    const fault = scheduleCheck(schedule);
    return fault === undefined ? [] : [`\`schedule\`: ${fault.rule}; ${fault.fix}`];
  },
  ({ http = {} }, { environment }) =>
    routeProblems(
      http,
      environment.groups.map(({ name }) => name),
    ),
  ({ on = [], settings }, { name, environment }) =>
    sourceProblems(on, timeoutOf(environment, name, settings)),
  ({ http, settings }, { name, environment }) => {
    const timeoutSeconds = timeoutOf(environment, name, settings);
    return http === undefined || timeoutSeconds <= timeout
      ? []
      : [
          `its time-out is ${timeoutSeconds} seconds, and API Gateway waits ${timeout} for a route: set \`timeoutSeconds\` to ${timeout} at most`,
        ];
  },
  ({ access = [], http, environment = {}, settings }) => {
    const set = access.flatMap((one) => Object.keys(one.environment));
    if (http !== undefined) set.push("HTTP_ROUTES");
    const own = [...Object.keys(environment), ...Object.keys(settings?.environment ?? {})];
    return own
      .filter((name) => set.includes(name))
      .map((name) => `\`environment\` sets ${name}, which a connection sets: remove it`);
  },
];
