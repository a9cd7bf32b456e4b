import { z } from "zod";
import type { JsonObject } from "../json-protocol";

const destination = z.object({ Destination: z.string().optional() });

/** What `CreateEventSourceMapping` and `UpdateEventSourceMapping` settle. */
export const settingsSchema = z.object({
  BatchSize: z.number().int().min(1).max(10_000).optional(),
  MaximumBatchingWindowInSeconds: z.number().int().min(0).max(300).optional(),
  StartingPosition: z.enum(["TRIM_HORIZON", "LATEST"]).optional(),
  Enabled: z.boolean().optional(),
  BisectBatchOnFunctionError: z.boolean().optional(),
  MaximumRetryAttempts: z.number().int().min(-1).max(10_000).optional(),
  MaximumRecordAgeInSeconds: z.number().int().min(-1).max(604_800).optional(),
  ParallelizationFactor: z.number().int().min(1).max(10).optional(),
  TumblingWindowInSeconds: z.number().int().min(0).max(900).optional(),
  FunctionResponseTypes: z.array(z.enum(["ReportBatchItemFailures"])).optional(),
  FilterCriteria: z
    .object({ Filters: z.array(z.object({ Pattern: z.string() })).optional() })
    .optional(),
  DestinationConfig: z
    .object({ OnFailure: destination.optional(), OnSuccess: destination.optional() })
    .optional(),
  ScalingConfig: z.object({ MaximumConcurrency: z.number().optional() }).optional(),
  MetricsConfig: z.object({ Metrics: z.array(z.string()).optional() }).optional(),
  KMSKeyArn: z.string().optional(),
});

/** {@link settingsSchema} */
export type MappingSettings = z.output<typeof settingsSchema>;

/** What reads a stream or a queue for a function. */
export interface Mapping {
  readonly uuid: string;
  readonly region: string;
  readonly accountId: string;
  readonly functionArn: string;
  readonly sourceArn: string;
  settings: MappingSettings;
  tags: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  lastModified: number;
  lastResult: string;
}

/** `dynamodb` or `sqs`. */
export function serviceOf({ sourceArn }: Pick<Mapping, "sourceArn">): string {
  return sourceArn.split(":")[2] ?? "";
}

/** What it is when it is asked for, with Lambda's own defaults. */
export function description(mapping: Mapping, state?: string): JsonObject {
  const { settings, uuid, region, accountId } = mapping;
  const isStream = serviceOf(mapping) === "dynamodb";
  const { Enabled = true, ...others } = settings;
  return {
    BatchSize: isStream ? 100 : 10,
    MaximumBatchingWindowInSeconds: 0,
    FunctionResponseTypes: [],
    ...(isStream && {
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: false,
      MaximumRecordAgeInSeconds: -1,
      MaximumRetryAttempts: -1,
      TumblingWindowInSeconds: 0,
      DestinationConfig: { OnFailure: {} },
    }),
    ...others,
    UUID: uuid,
    EventSourceArn: mapping.sourceArn,
    EventSourceMappingArn: mappingArn({ region, accountId, uuid }),
    FunctionArn: mapping.functionArn,
    LastModified: mapping.lastModified / 1000,
    LastProcessingResult: mapping.lastResult,
    State: state ?? (Enabled ? "Enabled" : "Disabled"),
    StateTransitionReason: "USER_INITIATED",
  };
}

/** The ARN of a mapping. */
export function mappingArn(of: Pick<Mapping, "region" | "accountId" | "uuid">): string {
  return `arn:aws:lambda:${of.region}:${of.accountId}:event-source-mapping:${of.uuid}`;
}
