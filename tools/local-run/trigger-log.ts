import { isDeepStrictEqual } from "node:util";
import type { TriggerRecord } from "../local-aws/cognito";
import { isJsonObject } from "../local-aws/json-protocol";
import { visible } from "../review/visible";
import { JsonLines } from "./json-lines";

/** What stands where a secret was. */
const REDACTED = "[redacted]";

/**
 * Members whose values are secrets: passwords, answers to challenges and what they are compared
 * with. Of `challengeMetadata` Cognito's own example makes a copy of the code. A sender's `code` is
 * ciphertext.
 */
const secretNames =
  /password|secret|token$|^challengeAnswer$|^privateChallengeParameters$|^challengeMetadata$/i;

/** Shorter ones are found everywhere. */
const MINIMUM_SECRET_LENGTH = 4;

/** A line longer than this is no longer read at a glance. */
const MAXIMUM_SHOWN_LENGTH = 400;

/**
 * The log of triggers: each attempt to call one is a JSON object in a line of a file, and a line for
 * people. Secrets are in neither; who the users are is.
 */
export class TriggerLog {
  private readonly lines: JsonLines;

  /** @param show takes the lines for people. */
  constructor(
    fileName: string,
    private readonly show: (line: string) => void,
  ) {
    this.lines = new JsonLines(fileName);
  }

  /** Writes what became of one attempt. */
  readonly write = (record: TriggerRecord): void => {
    const safe = withoutSecrets(record);
    this.lines.append(safe);
    this.show(lineOf(safe));
  };

  /** The file stays. */
  close(): void {
    this.lines.close();
  }
}

/** The same record, with {@link REDACTED} wherever one of the event's secrets stood. */
function withoutSecrets(record: TriggerRecord): TriggerRecord {
  const secrets = new Set<string>();
  collectSecrets(record, false, secrets);
  // The longest first: one may be a part of another.
  const ordered = [...secrets].sort((one, other) => other.length - one.length);
  return redact(record, ordered) as TriggerRecord;
}

function collectSecrets(value: unknown, isSecret: boolean, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const element of value) collectSecrets(element, isSecret, found);
  } else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      collectSecrets(member, isSecret || secretNames.test(name), found);
    }
  } else if (isSecret && (typeof value === "string" || typeof value === "number")) {
    const secret = String(value);
    if (secret.length >= MINIMUM_SECRET_LENGTH) found.add(secret);
  }
}

/** A function may repeat a secret anywhere, in the words of its error for one. */
function redact(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") {
    return secrets.reduce((text, secret) => text.replaceAll(secret, REDACTED), value);
  }
  if (Array.isArray(value)) return value.map((element) => redact(element, secrets));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      secretNames.test(name) && member !== null && member !== undefined
        ? REDACTED
        : redact(member, secrets),
    ]),
  );
}

/** `PreSignUp_SignUp ann@example.com: succeeded in 12 ms, {"autoConfirmUser":true}` */
function lineOf(record: TriggerRecord): string {
  const { event, attempt, outcome, durationMilliseconds, error } = record;
  const { triggerSource, userName } = event;
  const again = attempt > 1 ? ` (attempt ${attempt})` : "";
  const substance = error ?? substanceOf(record);
  const text =
    `${triggerSource} ${userName}: ${outcome} in ${Math.round(durationMilliseconds)} ms${again}` +
    (substance === "" ? "" : `, ${substance}`);
  // An error's text may have several lines, a stack for one.
  const line = visible(text.replaceAll(/\s*[\r\n]+\s*/g, " "));
  return line.length > MAXIMUM_SHOWN_LENGTH ? `${line.slice(0, MAXIMUM_SHOWN_LENGTH)} …` : line;
}

/** What the function has made of the response that it was given; empty when it left it as it was. */
function substanceOf({ event, response }: TriggerRecord): string {
  const answered = isJsonObject(response) ? response["response"] : undefined;
  if (!isJsonObject(answered)) return "";
  // A sender is given none, and may answer all the same.
  const given = (event.response ?? {}) as Readonly<Record<string, unknown>>;
  const changed = Object.entries(answered).filter(
    ([name, value]) => !isDeepStrictEqual(value, given[name]),
  );
  return changed.length === 0 ? "" : JSON.stringify(Object.fromEntries(changed));
}
