/**
 * Stands in for the SDK's event streams (Kinesis, Transcribe, Bedrock), which its protocols import on
 * demand and a bundle would otherwise carry for nothing.
 *
 * @throws Error always.
 */
export function EventStreamSerde(): never {
  throw new Error("Event streams are left out of the function's bundle");
}
