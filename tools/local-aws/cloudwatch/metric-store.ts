/** A value of a metric at a moment. */
export interface Datum {
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly value: number;
}

/** Which metric, and how its values of a period become one. */
export interface MetricStat {
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, `p99`. */
  readonly stat: string;
  /** Seconds. */
  readonly period: number;
}

/** Values by the beginnings of their periods, in milliseconds since 1970. */
export type Series = ReadonlyMap<number, number>;

/** The metrics of the local AWS, in memory. */
export class MetricStore {
  private readonly values = new Map<string, Datum[]>();

  put(datum: Datum): void {
    const key = keyOf(datum);
    const kept = this.values.get(key);
    if (kept === undefined) this.values.set(key, [datum]);
    else kept.push(datum);
  }

  /** One value for each period that has any, from `from` on, in milliseconds since 1970. */
  series(metric: MetricStat, from: number): Series {
    const milliseconds = metric.period * 1000;
    const periods = new Map<number, number[]>();
    for (const { timestamp, value } of this.values.get(keyOf(metric)) ?? []) {
      const start = Math.floor(timestamp / milliseconds) * milliseconds;
      if (start < from) continue;
      const values = periods.get(start);
      if (values === undefined) periods.set(start, [value]);
      else values.push(value);
    }
    return new Map([...periods].map(([start, values]) => [start, statistic(metric.stat, values)]));
  }
}

function keyOf({
  region,
  namespace,
  name,
  dimensions,
}: Omit<MetricStat, "stat" | "period">): string {
  // Cognito's clients have ids of their own: which pool is theirs, their calls do not say.
  const isOfClient = namespace === "AWS/Cognito" && "UserPoolClient" in dimensions;
  const counted = Object.entries(dimensions).filter(([key]) => !isOfClient || key !== "UserPool");
  // Nor does a call of an API say the Region that it is in.
  const isOfApi = "ApiId" in dimensions || "GraphQLAPIId" in dimensions;
  return JSON.stringify([isOfApi ? "" : region, namespace, name, counted.sort()]);
}

function statistic(stat: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (stat) {
    case "Sum":
      return sum;
    case "Average":
      return sum / values.length;
    case "Minimum":
      return Math.min(...values);
    case "Maximum":
      return Math.max(...values);
    case "SampleCount":
      return values.length;
    default: {
      const percent = Number(/^p(\d+(?:\.\d+)?)$/.exec(stat)?.[1] ?? 100);
      const sorted = values.toSorted((one, other) => one - other);
      return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
    }
  }
}
