export { eventSourceMappings } from "./control-plane";
export { EventSources } from "./event-sources";
