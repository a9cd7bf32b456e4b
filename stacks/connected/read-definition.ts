import path from "node:path";
import type { Environment, FunctionSettingsInput } from "../../configuration";
import { settingsOf } from "../../configuration/function-settings";
import { triggerNames } from "../../configuration/trigger-catalogue";
import { schedule as scheduleCheck } from "../../configuration/values/schedule";
import { edgeEvents, type EdgeEvent } from "../lambda/edge-events";
import type { Connections } from "./connections";
import type { FunctionDefinition } from "./define-function";
import { messageOf, type FoundDefinition } from "./definitions";
import { edgeProblems } from "./edge/edge-checks";
import { routeProblems } from "./http/routes";
import { mergedAccess } from "./merged-access";
import { sourceProblems } from "./sources/source-problems";

/** Seconds. An HTTP API waits for 30, too. */
export const timeout = 30;

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

/** What is set for one function, without what is set for all. */
export function ownSettings(
  { functions }: Environment,
  name: string,
  shipped: FunctionSettingsInput | undefined,
): FunctionSettingsInput {
  const { each = {} } = functions;
  return { ...shipped, ...(Object.hasOwn(each, name) ? each[name] : undefined) };
}

/** A definition, and what is wrong with it. */
interface Read {
  readonly definition?: FunctionDefinition;
  readonly problems: readonly string[];
}

/** Reads what a function declares, and holds it to what can be right. */
export function readDefinition(
  { name, defined }: FoundDefinition,
  context: Connections,
  folder: string,
): Read {
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

/** The time-out of a function, in seconds. */
export function timeoutOf(
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
