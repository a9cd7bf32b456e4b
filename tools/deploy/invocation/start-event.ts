import {
  triggerCatalogue,
  type TriggerName,
  type TriggerSource,
} from "../../../configuration/trigger-catalogue";
import { triggerEvent } from "../../../functions/shared/events/example-event";
import type { EnvironmentTarget } from "../environment-target";

/** What of an environment an event carries. */
type Place = Pick<EnvironmentTarget, "userPoolId" | "clientIds"> & { readonly region: string };

/**
 * An event to start from: of one source of a trigger, as Cognito would send it, with the environment's own
 * pool and first client. The user is made up.
 */
export function startEvent(
  source: TriggerSource,
  { userPoolId, clientIds, region }: Place,
): object {
  const [clientId] = Object.values(clientIds);
  const event: { readonly callerContext: { readonly clientId: string } } = triggerEvent(source);
  // An administrator's call comes by no client.
  const byClient = event.callerContext.clientId !== "CLIENT_ID_NOT_APPLICABLE";
  return {
    ...event,
    region,
    userPoolId,
    callerContext: {
      ...event.callerContext,
      ...(byClient && clientId !== undefined && { clientId }),
    },
  };
}

/** Whether Cognito calls a function, by its folder's name. */
export function isTrigger(functionName: string): functionName is TriggerName {
  return Object.hasOwn(triggerCatalogue, functionName);
}

/**
 * The source that was asked for.
 *
 * @throws Error when the trigger has no such source.
 */
export function sourceNamed(functionName: TriggerName, source: string): TriggerSource {
  const { sources }: { readonly sources: readonly TriggerSource[] } =
    triggerCatalogue[functionName];
  const found = sources.find((one) => one === source);
  if (found !== undefined) return found;
  throw new Error(`${functionName} has no source ${source}. There are: ${sources.join(", ")}.`);
}

/** The first source of a trigger; `undefined` for any other function. */
export function firstSource(functionName: string): TriggerSource | undefined {
  return isTrigger(functionName) ? triggerCatalogue[functionName].sources[0] : undefined;
}
