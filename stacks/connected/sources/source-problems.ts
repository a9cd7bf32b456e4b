import { filterProblems } from "./filter";
import { isOfFiles, type EventSource, type MessagesSource } from "./source";

const between = (
  name: string,
  value: number | undefined,
  [least, most]: readonly [number, number],
): readonly string[] =>
  value === undefined || (Number.isInteger(value) && value >= least && value <= most)
    ? []
    : [`\`${name}\` is ${value}: write a whole number from ${least} to ${most}`];

/** How the file calls a source. */
function nameOf(source: EventSource): string {
  switch (source.kind) {
    case "changes":
      return "userTable.changes()";
    case "messages":
      return `queue("${source.named}").messages()`;
    default:
      return `attachments.${source.kind}()`;
  }
}

/**
 * What is wrong with what calls a function.
 *
 * @param timeoutSeconds the function's.
 */
export function sourceProblems(
  sources: readonly EventSource[],
  timeoutSeconds: number,
): readonly string[] {
  const names = sources.filter((source) => !isOfFiles(source)).map(nameOf);
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return [
    ...sources.flatMap((source) =>
      ofOne(source, timeoutSeconds).map((what) => `${nameOf(source)}: ${what}`),
    ),
    ...twice.map(
      (name) => `${name} stands twice in \`on\`: write one, and both filters into its \`filter\``,
    ),
  ];
}

function ofOne(source: EventSource, timeoutSeconds: number): readonly string[] {
  switch (source.kind) {
    case "changes":
      return [
        ...between("batchSize", source.batchSize, [1, 10_000]),
        ...between("windowSeconds", source.windowSeconds, [0, 300]),
        ...between("retries", source.retries, [0, 10_000]),
        ...between("maximumAgeSeconds", source.maximumAgeSeconds, [60, 86_400]),
        ...filterProblems(source.filter),
      ];
    case "messages":
      return [...ofMessages(source, timeoutSeconds), ...filterProblems(source.filter)];
    default:
      return (["prefix", "suffix"] as const).flatMap((name) =>
        /[*?]/.test(source[name] ?? "")
          ? [`\`${name}\` holds a wildcard, which S3 takes for itself: write the text alone`]
          : [],
      );
  }
}

function ofMessages(source: MessagesSource, timeoutSeconds: number): readonly string[] {
  const { batchSize = 10, windowSeconds = 0, tries, queue, named } = source;
  const isFifo = named.endsWith(".fifo");
  const isMade = "made" in queue;
  return [
    ...between("batchSize", source.batchSize, [1, isFifo ? 10 : 10_000]),
    ...between("windowSeconds", source.windowSeconds, [0, isFifo ? 0 : 300]),
    ...between("tries", tries, [1, 1000]),
    ...(batchSize > 10 && windowSeconds < 1 && !isFifo
      ? ["a `batchSize` above 10 takes time to fill: write `windowSeconds: 1` or more"]
      : []),
    ...(tries !== undefined && !isMade
      ? ["`tries` is for queues of the environment's own: set `maxReceiveCount` of this one"]
      : []),
    ...(timeoutSeconds > 900
      ? [`the function's time-out is ${timeoutSeconds} seconds, and Lambda's longest is 900`]
      : []),
  ];
}

/** A function with what calls it. */
export interface Reader {
  readonly name: string;
  readonly on: readonly EventSource[];
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
const mostReadersOfStream = 2;

/** What does not go together: two functions that take each other's messages, or too many. */
export function sharedSources(
  readers: readonly Reader[],
): readonly { readonly name: string; readonly problem: string }[] {
  const seen = new Map<string, string>();
  const ofStream: string[] = [];
  const files: { readonly name: string; readonly source: FilesRule }[] = [];
  const problems: { readonly name: string; readonly problem: string }[] = [];
  for (const { name, on } of readers) {
    for (const source of on) {
      if (source.kind === "changes") {
        ofStream.push(name);
        if (ofStream.length > mostReadersOfStream) {
          problems.push({ name, problem: tooManyReaders(ofStream) });
        }
      } else if (source.kind === "messages") {
        const before = seen.get(source.named);
        if (before !== undefined && before !== name) {
          const problem = `functions/${before} reads the queue ${source.named}, too, and each message reaches one of the two: give one a queue of its own`;
          problems.push({ name, problem });
        }
        seen.set(source.named, name);
      } else {
        const rule = {
          kind: source.kind,
          prefix: source.prefix ?? "",
          suffix: source.suffix ?? "",
        };
        const other = files.find((one) => overlap(one.source, rule));
        if (other !== undefined) {
          const problem = `attachments.${rule.kind}() is for files that functions/${other.name} is told about, too, and S3 tells one: part them by \`prefix\` or \`suffix\``;
          problems.push({ name, problem });
        }
        files.push({ name, source: rule });
      }
    }
  }
  return problems;
}

/** Names of queues that Gatehouse itself has. */
const taken = ["failed-events", "unsent-messages"];

/**
 * Names of the environment's own queues that would be another queue's: each has a second one, `<name>-failed`, and so
 * has a function.
 */
export function queueNameProblems(
  names: readonly string[],
  functions: readonly string[],
): readonly string[] {
  return names.flatMap((name) => {
    const why = functions.includes(name)
      ? "a function has the same name, and their dead-letter queues would be one"
      : taken.includes(name) || name.endsWith("-failed")
        ? "the name is kept for what was given up"
        : undefined;
    return why === undefined ? [] : [`queue("${name}"): ${why}: give it another name`];
  });
}

interface FilesRule {
  readonly kind: "created" | "removed";
  readonly prefix: string;
  readonly suffix: string;
}

function overlap(one: FilesRule, other: FilesRule): boolean {
  return (
    one.kind === other.kind &&
    (one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix)) &&
    (one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix))
  );
}

function tooManyReaders(names: readonly string[]): string {
  const all = names.map((name) => `functions/${name}`).join(", ");
  return `${all} read the table's changes, and DynamoDB serves ${mostReadersOfStream} readers of a stream: let further ones listen to what functions/publish-user-events puts on the bus`;
}
