import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { clientDefaults } from "../shared/aws/client-defaults";
import type { Publish } from "./handler";

/** Nobody waits for it as for a trigger, and what is sent a second time others hear twice. */
const patience = { connect: 1000, answer: 5000, attempts: 3 };

/**
 * Publishes on an event bus.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function eventBus(bus: string, source: string): Publish {
  const client = new EventBridgeClient(clientDefaults(patience));
  return async ({ type, detail, at }, abortSignal) => {
    const { FailedEntryCount = 0, Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: bus,
            Source: source,
            DetailType: type,
            Detail: JSON.stringify(detail),
            Time: at,
          },
        ],
      }),
      { abortSignal },
    );
    // The call goes well, whatever becomes of what is in it.
    if (FailedEntryCount > 0) throw new Error(Entries[0]?.ErrorCode ?? "EventBridge took no event");
  };
}
