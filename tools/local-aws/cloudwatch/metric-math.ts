import type { Series } from "./metric-store";

/** What an expression may come to: a band has two series, the lower one first. */
export type MathValue = number | Series | readonly MathValue[];

/** What stands around an expression. */
export interface MathContext {
  /** The value of another query. */
  readonly query: (id: string) => MathValue;
  /** Beginnings of all periods that are looked at, in order. */
  readonly periods: readonly number[];
  /** Of these, how many at the end are judged: what is usual is learned of those before. */
  readonly judged: number;
}

/** Periods that must have values before anything is usual. CloudWatch looks at two weeks. */
const leastToLearn = 5;

/**
 * Evaluates what Gatehouse's alarms use of CloudWatch's metric math: arithmetic, comparisons, `SUM`, `MAX`,
 * `MIN`, `AVG`, `IF`, `FILL` and `ANOMALY_DETECTION_BAND`, which here is the mean and the standard deviation
 * of all periods before those that are judged.
 *
 * @throws Error for anything else.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function evaluateMath(expression: string, context: MathContext): MathValue {
  const tokens = expression.match(/\d+(?:\.\d+)?|[A-Za-z_]\w*|[<>=!]=|[-+*/()[\],<>]/g) ?? [];
  let at = 0;
  const peek = (): string | undefined => tokens[at];
  const take = (wanted?: string): string => {
    const token = tokens[at++];
    if (token === undefined || (wanted !== undefined && token !== wanted)) {
      throw new Error(`The local AWS cannot evaluate ${expression}`);
    }
    return token;
  };
  const several = (end: string): MathValue[] => {
    const values: MathValue[] = [];
    while (peek() !== end) {
      values.push(comparison());
      if (peek() === ",") take(",");
    }
    take(end);
    return values;
  };
  const primary = (): MathValue => {
    const token = take();
    if (/^\d/.test(token)) return Number(token);
    if (token === "-") return combined(0, primary(), "-");
    if (token === "(") {
      const value = comparison();
      take(")");
      return value;
    }
    if (token === "[") return several("]");
    if (peek() !== "(") return context.query(token);
    take("(");
    const start = at;
    const values = several(")");
    return called(token, values, context, tokens[start] ?? "");
  };
  const chain = (operators: readonly string[], next: () => MathValue) => (): MathValue => {
    let value = next();
    while (operators.includes(peek() ?? "")) {
      const operator = take();
      value = combined(value, next(), operator);
    }
    return value;
  };
  const product = chain(["*", "/"], primary);
  const sum = chain(["+", "-"], product);
  const comparison: () => MathValue = chain([">=", "<=", "==", "!=", ">", "<"], sum);
  const value = comparison();
  if (at < tokens.length) throw new Error(`The local AWS cannot evaluate ${expression}`);
  return value;
}

function called(
  name: string,
  [first = 0, second = 0, third = 0]: readonly MathValue[],
  { periods, judged }: MathContext,
  argument: string,
): MathValue {
  switch (name) {
    case "SUM":
    case "MAX":
    case "MIN":
    case "AVG":
      return aggregated(name, isList(first) ? first : [first]);
    case "IF":
      return chosen(first, second, third);
    case "FILL": {
      // What has no value at all has nothing to fill.
      if (!isSeries(first) || first.size === 0) return first;
      return new Map(periods.map((period) => [period, first.get(period) ?? Number(second)]));
    }
    case "ANOMALY_DETECTION_BAND":
      return isSeries(first) ? band(first, Number(second), periods, judged) : [];
    default:
      throw new Error(`The local AWS does not know ${name} of metric math, near ${argument}`);
  }
}

function band(
  series: Series,
  deviations: number,
  periods: readonly number[],
  judged: number,
): MathValue {
  const until = periods.at(-judged) ?? Infinity;
  const learned = [...series].filter(([period]) => period < until).map(([, value]) => value);
  if (learned.length < leastToLearn) return [new Map(), new Map()];
  const mean = learned.reduce((total, value) => total + value, 0) / learned.length;
  const variance =
    learned.reduce((total, value) => total + (value - mean) ** 2, 0) / learned.length;
  const width = deviations * Math.sqrt(variance);
  const flat = (value: number): Series => new Map(periods.map((period) => [period, value]));
  return [flat(mean - width), flat(mean + width)];
}

function aggregated(name: string, values: readonly MathValue[]): MathValue {
  const series = values.filter(isSeries);
  const result = new Map<number, number>();
  for (const period of new Set(series.flatMap((one) => [...one.keys()]))) {
    const there = series.flatMap((one) => one.get(period) ?? []);
    const sum = there.reduce((total, value) => total + value, 0);
    const by = { MAX: Math.max(...there), MIN: Math.min(...there), AVG: sum / there.length }[name];
    result.set(period, by ?? sum);
  }
  return result;
}

function chosen(condition: MathValue, yes: MathValue, no: MathValue): MathValue {
  if (!isSeries(condition)) return condition === 0 ? no : yes;
  const entries = [...condition].flatMap(([period, holds]) => {
    const value = at(holds === 0 ? no : yes, period);
    return value === undefined ? [] : [[period, value] as const];
  });
  return new Map(entries);
}

/** Where one of two series has no value, neither has the result. */
function combined(left: MathValue, right: MathValue, operator: string): MathValue {
  if (typeof left === "number" && typeof right === "number") return applied(left, right, operator);
  const periods = new Set([left, right].filter(isSeries).flatMap((one) => [...one.keys()]));
  const entries = [...periods].flatMap((period) => {
    const [one, other] = [at(left, period), at(right, period)];
    if (one === undefined || other === undefined) return [];
    const value = applied(one, other, operator);
    return Number.isFinite(value) ? [[period, value] as const] : [];
  });
  return new Map(entries);
}

function applied(one: number, other: number, operator: string): number {
  switch (operator) {
    case "+":
      return one + other;
    case "-":
      return one - other;
    case "*":
      return one * other;
    case "/":
      return one / other;
    case ">=":
      return Number(one >= other);
    case "<=":
      return Number(one <= other);
    case "==":
      return Number(one === other);
    case "!=":
      return Number(one !== other);
    case ">":
      return Number(one > other);
    default:
      return Number(one < other);
  }
}

function at(value: MathValue, period: number): number | undefined {
  return isSeries(value) ? value.get(period) : typeof value === "number" ? value : undefined;
}

/** Whether a value has a number for each of some periods. */
export function isSeries(value: MathValue): value is Series {
  return value instanceof Map;
}

function isList(value: MathValue): value is readonly MathValue[] {
  return Array.isArray(value);
}
