/**
 * Stands in for the SDK's event streams (Kinesis, Transcribe, Bedrock), which its protocols import on
 * demand and a bundle would otherwise carry for nothing.
 *
 * @throws Error always.
 */
export function EventStreamSerde(): never {
  throw new Error("Event streams are left out of the function's bundle");
}

/**
 * Stands in for what a client of an API with a stream (Lambda's `InvokeWithResponseStream`) sets up when
 * it is made: nothing, until the stream is used, and then `EventStreamSerde` throws.
 */
export function resolveEventStreamSerdeConfig<Config extends object>(config: Config): Config {
  return config;
}

/** See {@link resolveEventStreamSerdeConfig}. */
export function eventStreamSerdeProvider(): undefined {
  return undefined;
}
