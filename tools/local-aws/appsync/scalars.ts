import { GraphQLError, GraphQLScalarType, Kind } from "graphql";

/** A scalar whose values are text that `fits`. */
function text(name: string, fits: (value: string) => boolean): GraphQLScalarType {
  const check = (value: unknown): string => {
    if (typeof value === "string" && fits(value)) return value;
    throw new GraphQLError(
      `Can't serialize value : Unable to serialize \`${String(value)}\` as a valid ${name}.`,
    );
  };
  return new GraphQLScalarType({
    name,
    serialize: check,
    parseValue: check,
    parseLiteral: (node) => check(node.kind === Kind.STRING ? node.value : undefined),
  });
}

const offset = String.raw`(?:Z|[+-]\d{2}:\d{2}(?::\d{2})?)`;
const time = String.raw`\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?`;
const date = String.raw`-?\d{4,}-\d{2}-\d{2}`;
const like = (pattern: string) => {
  const whole = new RegExp(`^${pattern}$`);
  return (value: string) => whole.test(value);
};

const isDay = (value: string) => !Number.isNaN(Date.parse(value.slice(0, 10)));

function canBe(read: (value: string) => unknown) {
  return (value: string) => {
    try {
      return Boolean(read(value));
    } catch {
      return false;
    }
  };
}

const timestamp = (value: unknown): number => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number)) return number;
  throw new GraphQLError(
    `Can't serialize value : Unable to serialize \`${String(value)}\` as a valid timestamp.`,
  );
};

/** Text outside, any value inside. */
const json = new GraphQLScalarType({
  name: "AWSJSON",
  serialize: (value) => (typeof value === "string" ? value : JSON.stringify(value)),
  parseValue: (value) => {
    if (typeof value === "string" && canBe((of) => [JSON.parse(of) as unknown])(value))
      return value;
    throw new GraphQLError("Unable to parse the value as a valid AWSJSON.");
  },
});

/**
 * AppSync's own scalars.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/scalars.html
 */
export const scalars: readonly GraphQLScalarType[] = [
  text("AWSDate", (value) => like(`${date}${offset}?`)(value) && isDay(value)),
  text("AWSTime", like(`${time}${offset}?`)),
  text("AWSDateTime", (value) => like(`${date}T${time}${offset}`)(value) && isDay(value)),
  new GraphQLScalarType({
    name: "AWSTimestamp",
    serialize: timestamp,
    parseValue: timestamp,
    parseLiteral: (node) => timestamp("value" in node ? node.value : undefined),
  }),
  text("AWSEmail", like(String.raw`[^\s@]+@[^\s@]+`)),
  json,
  text(
    "AWSURL",
    canBe((value) => new URL(value)),
  ),
  text("AWSPhone", like(String.raw`\+?[\d ()-]{5,20}`)),
  text("AWSIPAddress", like(String.raw`[\da-fA-F:.]+(?:/\d{1,3})?`)),
];
