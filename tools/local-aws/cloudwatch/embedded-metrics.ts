import { z } from "zod";
import type { Datum } from "./metric-store";

const schema = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/**
 * The metrics in a line of a log; none if it is no line of the embedded metric format. What CloudWatch would
 * drop is dropped: a metric without a number, a set of dimensions of which one has no text.
 *
 * @param timestamp takes the place of the line's own: functions do not know of a clock that was turned.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetricsIn(
  line: string,
  { region, timestamp }: Pick<Datum, "region" | "timestamp">,
): readonly Datum[] {
  if (!line.includes('"_aws"')) return [];
  const parsed = schema.safeParse(asJson(line));
  if (!parsed.success) return [];
  const { _aws, ...members } = parsed.data;
  return _aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, members[name]]));
      if (!Object.values(dimensions).every((value) => typeof value === "string")) return [];
      return Metrics.flatMap(({ Name }): readonly Datum[] =>
        [members[Name]]
          .flat()
          .filter((value) => typeof value === "number")
          .map((value) => ({
            region,
            namespace: Namespace,
            name: Name,
            dimensions: dimensions as Readonly<Record<string, string>>,
            timestamp,
            value,
          })),
      );
    }),
  );
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
