import type { FunctionSettingsInput } from "../../configuration";
import type { Binding } from "../lambda/binding";
import type { EdgeEvent } from "../lambda/edge-events";
import type { Connections } from "./connections";
import type { EventSource } from "./sources/source";

/** A function of the team's own: what it is, who calls it, and what it may do. */
export interface FunctionDefinition {
  /** Shown in Lambda's console; a sentence. */
  readonly description: string;
  /**
   * What it uses. Each brings its environment variables and its grant: `pool.may("readUsers")`,
   * `client("web")`, `userTable.may("read")`, `attachments.may("read")`, `secret({ … })`.
   */
  readonly access?: readonly Binding[];
  /** Variables that go with no grant. No secrets, which `synth` refuses. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Settings beside those of the environment's `functions`; `functions.each.<name>` comes before them.
   * Default time-out: 30 seconds.
   */
  readonly settings?: FunctionSettingsInput;
  /**
   * When EventBridge calls it, in UTC: `rate(1 day)`, `cron(0 3 * * ? *)`. Default: never.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
   */
  readonly schedule?: string;
  /**
   * The routes of the environment's HTTP API that it answers: `{ "GET /users/{id}": { groups: ["Admins"] } }`.
   * `index.ts` answers them by `httpHandler` of `functions/shared/http`. Default: none.
   */
  readonly http?: Readonly<Record<string, HttpRoute>>;
  /**
   * What else calls it: `userTable.changes()`, `queue("orders").messages()`, `attachments.created({ … })`,
   * `attachments.removed({ … })`. What it fails on for good goes to a dead-letter queue. Default: nothing.
   */
  readonly on?: readonly EventSource[];
}

/**
 * A function that CloudFront calls near the viewer (Lambda@Edge). What others have as environment variables it
 * reads by `edgeVariables` of `functions/shared/edge`. Settings that are made for all functions of an
 * environment hold for it where they are about its bundle, its runtime and its variables.
 */
export type EdgeDefinition = Pick<
  FunctionDefinition,
  "description" | "access" | "environment" | "settings"
>;

/** Who may call a route. Without a word: everybody who is signed in, by a client of the environment's. */
export interface HttpRoute {
  /** The caller is in one of these groups. Default: no matter in which. */
  readonly groups?: readonly string[];
  /** The access token has one of these scopes: `orders/read`. Default: no matter which. */
  readonly scopes?: readonly string[];
  /** Anybody may call it, without a token. Default: false. */
  readonly public?: boolean;
}

/** Where a function is deployed. */
export interface DefinitionOptions {
  /**
   * Whether an environment has to ask for it: `functions: { each: { "<name>": { deploy: true } } }`.
   * Default: every environment has it but those with `deploy: false`.
   */
  readonly onlyWhereAsked?: boolean;
  /**
   * When CloudFront calls it, if it does. It is then made in us-east-1, whatever the environment's Region. A
   * distribution of yours in `extend.ts` names its version: `auth.edgeFunctions["<name>"].versionArn`.
   */
  readonly edge?: EdgeEvent;
}

/** The default export of `functions/<name>/function.ts`. */
export interface DefinedFunction extends DefinitionOptions {
  readonly define: (connections: Connections) => FunctionDefinition;
}

/**
 * Declares the function of a folder under `functions/`, beside its `index.ts`. Nothing else has to be
 * edited: every environment has the function, connected to its own user pool.
 *
 * The file is read at synth only. It does not go into the function's code, and `index.ts` must not import
 * it.
 *
 * @example
 * export default defineFunction(({ pool, userTable }) => ({
 *   description: "Tells the CRM who has signed up.",
 *   access: [pool.may("readUsers"), userTable.may("read")],
 *   schedule: "rate(1 day)",
 * }));
 */
export function defineFunction(
  define: (connections: Connections) => EdgeDefinition,
  options: DefinitionOptions & { readonly edge: EdgeEvent },
): DefinedFunction;
export function defineFunction(
  define: (connections: Connections) => FunctionDefinition,
  options?: DefinitionOptions & { readonly edge?: undefined },
): DefinedFunction;
export function defineFunction(
  define: (connections: Connections) => FunctionDefinition,
  options: DefinitionOptions = {},
): DefinedFunction {
  return { ...options, define };
}
