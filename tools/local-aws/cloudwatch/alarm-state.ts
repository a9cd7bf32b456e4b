import { evaluateMath, isSeries, type MathValue } from "./metric-math";
import type { MetricStat, MetricStore, Series } from "./metric-store";

/** One metric or expression of an alarm or of a question. */
export interface MetricQuery {
  readonly id: string;
  readonly expression?: string | undefined;
  readonly metric?: Omit<MetricStat, "region"> | undefined;
}

/** An alarm as it was put. */
export interface MetricAlarm {
  readonly region: string;
  readonly name: string;
  readonly comparison: string;
  readonly threshold: number | undefined;
  /** The band that takes the threshold's place. */
  readonly thresholdQuery: string | undefined;
  readonly queries: readonly MetricQuery[];
  readonly watched: string;
  /** Seconds. */
  readonly period: number;
  readonly periods: number;
  readonly datapoints: number;
  readonly missing: string;
}

/** As CloudWatch calls them. */
export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** Two weeks, which CloudWatch learns from. */
const learnedSeconds = 14 * 24 * 3600;

/** Beginnings of periods up to now, the one under way included. */
function periodsUntil(now: number, period: number, count: number): readonly number[] {
  const milliseconds = period * 1000;
  const last = Math.floor(now / milliseconds) * milliseconds;
  return Array.from({ length: count }, (_, index) => last - (count - 1 - index) * milliseconds);
}

/**
 * The state that CloudWatch would give an alarm now, the period under way included: M of N periods are
 * wrong, and a period without values counts as the alarm says.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarm-evaluation
 */
export function alarmState(
  alarm: MetricAlarm,
  store: MetricStore,
  now: number,
  before: AlarmState,
): AlarmState {
  const { region, queries, period, periods: count, missing, datapoints } = alarm;
  const learned = alarm.thresholdQuery === undefined ? 2 : Math.ceil(learnedSeconds / period);
  const value = evaluator({
    region,
    queries,
    store,
    periods: periodsUntil(now, period, count + learned),
    judged: count,
  });
  const watched = value(alarm.watched);
  if (!isSeries(watched)) return "INSUFFICIENT_DATA";
  const limits = limitsOf(alarm, value);
  const looked = periodsUntil(now, period, count).map((start) => {
    const found = watched.get(start);
    if (found === undefined)
      return missing === "notBreaching" ? false : missing === "breaching" || undefined;
    const limit = limits(start);
    return limit === undefined ? undefined : isWrong(alarm.comparison, found, limit);
  });
  const known = looked.filter((wrong) => wrong !== undefined);
  if (known.length === 0) return missing === "ignore" ? before : "INSUFFICIENT_DATA";
  return known.filter(Boolean).length >= datapoints ? "ALARM" : "OK";
}

function limitsOf(
  { comparison, threshold, thresholdQuery }: MetricAlarm,
  value: (id: string) => MathValue,
): (period: number) => number | undefined {
  if (thresholdQuery === undefined) return () => threshold;
  const band = value(thresholdQuery) as readonly Series[];
  const side = comparison.includes("Upper") ? band[1] : band[0];
  return (period) => side?.get(period);
}

function isWrong(comparison: string, value: number, limit: number): boolean {
  if (comparison.startsWith("GreaterThanOrEqual")) return value >= limit;
  if (comparison.startsWith("GreaterThan")) return value > limit;
  if (comparison.startsWith("LessThanOrEqual")) return value <= limit;
  return value < limit;
}

/** Values of queries by their ids, each computed once. */
export function evaluator(of: {
  readonly region: string;
  readonly queries: readonly MetricQuery[];
  readonly store: MetricStore;
  readonly periods: readonly number[];
  readonly judged: number;
}): (id: string) => MathValue {
  const { region, queries, store, periods, judged } = of;
  const known = new Map<string, MathValue>();
  const value = (id: string): MathValue => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const query = queries.find((one) => one.id === id);
    if (query === undefined) throw new Error(`No query is called ${id}`);
    const computed = query.metric
      ? store.series({ ...query.metric, region }, periods[0] ?? 0)
      : evaluateMath(query.expression ?? "", { query: value, periods, judged });
    known.set(id, computed);
    return computed;
  };
  return value;
}
