import { App } from "cdktf";
import path from "node:path";
import util from "node:util";
import {
  type ConfigurationInput,
  type Environment,
  resolveConfiguration,
} from "../../configuration";
import { tierReason } from "../../configuration/tier";
import {
  type EnvironmentStacks,
  environmentStacks,
  ExtensionError,
  type Extension,
} from "../../stacks/environment-stacks";
import { declaresItself, functionsFolder, functionsIn } from "../../stacks/functions-folder";
import { readProjectFile } from "../../stacks/project-file";
import { BundleError, bundleTogether } from "../../stacks/lambda/bundle";
import { EdgeFunction } from "../../stacks/lambda/edge-function";
import { NodeFunction } from "../../stacks/lambda/node-function";
import { expectHandlers, type Packaged } from "./handlers";
import { holdInvariants } from "./invariants";
import { holdLimits } from "./limits";
import { placeOf, teamConfiguration, teamExtension } from "./team-files";

// cdktf calls `util.isArray`, of which Node 22 and later warn (DEP0044). Node's documentation names this in its place.
Object.assign(util, { isArray: Array.isArray });

/** All that there is to deploy. */
export interface Composition {
  readonly app: App;
  readonly environments: readonly EnvironmentStacks[];
  /** What a team should know about it, a sentence each. */
  readonly notices: readonly string[];
}

/** Of what a composition is made. Default: the team's `environments.ts` and `extend.ts`. */
export interface Sources {
  readonly configuration?: ConfigurationInput;
  readonly extend?: Extension;
}

/**
 * Makes every stack of every environment, with what `extend.ts` adds. `main.ts` synthesizes it; commands
 * look at it. Nothing else makes stacks, so that all see the same.
 *
 * @param outdir where `app.synth()` would write. Default: `cdktf.out`, or what cdktf says.
 * @throws TeamFileError, ConfigurationError, BundleError, GrantsError, DefinitionError, ExtensionError, InvariantError,
 *   LimitError or HandlerError, each with all that is wrong.
 */
export function compose(outdir?: string, sources: Sources = {}): Composition {
  const { configuration = teamConfiguration(), extend = teamExtension() } = sources;
  const functions = functionsIn(functionsFolder);
  // Before `new App()`, which makes the output folder: a wrong configuration leaves no trace.
  const resolved: readonly Environment[] = resolveConfiguration(
    configuration,
    functions,
    readProjectFile,
  );
  bundleTogether(functions.map((name) => path.join(functionsFolder, name)));
  const app = new App(outdir === undefined ? {} : { outdir });
  const environments = resolved.map((environment) => placed(app, environment, extend));
  const packaged = packagedFunctions(environments);
  expectBundles(packaged);
  holdInvariants(environments);
  expectHandlers(packaged);
  const notices = [
    ...holdLimits(environments),
    ...unusedFunctions(functions, packaged),
    ...tiers(resolved),
    ...unheard(resolved),
  ];
  return { app, environments, notices };
}

/** The stacks of an environment. What `extend.ts` throws is told with its place. */
function placed(app: App, environment: Environment, extend: Extension): EnvironmentStacks {
  try {
    return environmentStacks(app, environment, extend);
  } catch (error) {
    const place =
      error instanceof ExtensionError && error.cause instanceof Error
        ? placeOf(error.cause)
        : undefined;
    if (place === undefined) throw error;
    throw new ExtensionError(`${(error as Error).message} (${place})`, { cause: error });
  }
}

function expectBundles(packaged: readonly Packaged[]): void {
  const problems = packaged.flatMap(({ bundle: { problem } }) => problem ?? []);
  if (problems.length > 0) throw new BundleError([...new Set(problems)].join("\n\n"));
}

/** Why environments on AWS have the tier that they have: the bill depends on it. */
function tiers(environments: readonly Environment[]): readonly string[] {
  return environments.flatMap(({ environment, platform, userPool: { tier }, tierFeatures }) => {
    const reason = tierReason(tier, tierFeatures);
    return reason === undefined || platform === "local"
      ? []
      : [`${environment} has Cognito's tier ${reason}.`];
  });
}

/**
 * A function that nothing calls is deployed nowhere, and does no harm. One that declares itself is left out
 * where somebody wants it so.
 */
function unusedFunctions(
  functions: readonly string[],
  packaged: readonly Packaged[],
): readonly string[] {
  const used = new Set(packaged.map(({ source }) => path.relative(functionsFolder, source)));
  const unused = functions
    .filter((name) => !used.has(name) && !declaresItself(functionsFolder, name))
    .map((name) => `functions/${name}`);
  if (unused.length === 0) return [];
  return [
    `No environment uses ${unused.join(", ")}. Name it in \`triggers\`, declare it in a function.ts, or leave it for later: nothing is deployed of it.`,
  ];
}

/** Alarms that nobody hears. */
function unheard(environments: readonly Environment[]): readonly string[] {
  const names = environments
    .filter(({ alarms }) => alarms.enabled && alarms.notify.length === 0)
    .map(({ environment }) => environment);
  if (names.length === 0) return [];
  return [
    `Nobody listens to the alarms of ${names.join(", ")}. Name who is told: \`alarms: { notify: [{ email: "…" }] }\`.`,
  ];
}

function packagedFunctions(environments: readonly EnvironmentStacks[]): readonly Packaged[] {
  return environments.flatMap(({ stacks }) =>
    stacks
      .flatMap((stack) => stack.node.findAll())
      .filter(
        (construct) => construct instanceof NodeFunction || construct instanceof EdgeFunction,
      ),
  );
}
