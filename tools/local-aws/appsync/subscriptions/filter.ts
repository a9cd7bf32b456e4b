type Value = string | number | boolean | null | readonly (string | number)[];

interface Filter {
  readonly fieldName: string;
  readonly operator: string;
  readonly value: Value;
}

interface SubscriptionFilter {
  readonly filterGroup: readonly { readonly filters: readonly Filter[] }[];
}

type Payload = Readonly<Record<string, unknown>>;

/**
 * Whether a filter of `extensions.setSubscriptionFilter` lets an event through: one of its groups with
 * all its filters.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-enhanced-filtering.html
 */
export function passes(filter: unknown, payload: Payload): boolean {
  const { filterGroup = [] } = (filter ?? {}) as Partial<SubscriptionFilter>;
  return filterGroup.some(({ filters }) => filters.every((one) => holds(one, payload)));
}

function holds({ fieldName, operator, value }: Filter, payload: Payload): boolean {
  const actual = fieldName
    .split(".")
    .reduce<unknown>((at, name) => (at as Payload | null | undefined)?.[name], payload);
  const compare = (test: (one: never, other: never) => boolean) =>
    typeof actual === typeof value && test(actual as never, value as never);
  const list = Array.isArray(value) ? value : [];
  const contains = () =>
    Array.isArray(actual)
      ? actual.includes(value)
      : typeof actual === "string" && actual.includes(String(value));
  switch (operator) {
    case "eq":
      return actual === value;
    case "ne":
      return actual !== value;
    case "lt":
      return compare((one, other) => one < other);
    case "le":
      return compare((one, other) => one <= other);
    case "gt":
      return compare((one, other) => one > other);
    case "ge":
      return compare((one, other) => one >= other);
    case "contains":
      return contains();
    case "notContains":
      return !contains();
    case "beginsWith":
      return typeof actual === "string" && actual.startsWith(String(value));
    case "in":
      return list.includes(actual);
    case "notIn":
      return !list.includes(actual);
    case "containsAny":
      return Array.isArray(actual) && list.some((one) => actual.includes(one));
    case "between": {
      const [low, high] = list as readonly unknown[];
      const isWithin = (one: never) => one >= (low as never) && one <= (high as never);
      return typeof actual === typeof low && isWithin(actual as never);
    }
    default:
      return false;
  }
}
