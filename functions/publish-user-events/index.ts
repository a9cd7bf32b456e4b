import { requiredVariable } from "../shared/aws/environment-variables";
import { measured } from "../shared/metrics/measured";
import { eventBus } from "./event-bus";
import { publishChanges } from "./handler";

const bus = requiredVariable(process.env, "USER_EVENTS_BUS");
const source = requiredVariable(process.env, "USER_EVENTS_SOURCE");

/** The function's entry point. Made once per execution environment, so connections are reused. */
export const handler = measured("publish-user-events", publishChanges(eventBus(bus, source)));
