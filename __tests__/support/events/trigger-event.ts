export {
  SUB,
  triggerEvent,
  USER_POOL_ID,
  type Difference,
} from "../../../functions/shared/events/example-event";
