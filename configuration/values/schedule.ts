import type { Check, Fault } from "./fault";

const fix = "write `rate(1 day)`, `cron(0 3 * * ? *)` or `off`";

/** One of the six fields of `cron(…)`. */
interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Names for numbers; the first stands for `from`. */
  readonly names?: readonly string[];
  /** `?`, `L`, `W` and `#` mean something here. */
  readonly days?: "of the month" | "of the week";
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const fields: readonly Field[] = [
  { name: "minutes", from: 0, to: 59 },
  { name: "hours", from: 0, to: 23 },
  { name: "day of the month", from: 1, to: 31, days: "of the month" },
  { name: "month", from: 1, to: 12, names: months },
  { name: "day of the week", from: 1, to: 7, names: weekdays, days: "of the week" },
  { name: "year", from: 1970, to: 2199 },
];

/**
 * When EventBridge calls a function: `rate(<n> minutes|hours|days)` or `cron(<six fields>)`, in UTC; or
 * `off`.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export const schedule: Check = (value) => {
  if (value === "off") return undefined;
  if (value.length > 256) {
    return { rule: "a schedule has at most 256 characters", fix };
  }
  const [, kind, content = ""] = /^(rate|cron)\((.*)\)$/.exec(value) ?? [];
  if (kind === "rate") return faultOfRate(content);
  if (kind === "cron") return faultOfCron(content.split(" "));
  return {
    rule: "a schedule is EventBridge's `rate(<n> minutes|hours|days)`, `cron(<six fields>)`, or `off`",
    fix,
  };
};

function faultOfRate(content: string): Fault | undefined {
  const [, number = "", unit = ""] = /^([1-9]\d{0,7}) (minute|hour|day)s?$/.exec(content) ?? [];
  if (number === "") {
    return { rule: "a rate is a whole number above 0 and minutes, hours or days", fix };
  }
  const isOne = number === "1";
  return isOne === !content.endsWith("s")
    ? undefined
    : {
        rule: "EventBridge counts one in the singular, and all else in the plural",
        fix: `write \`rate(${number} ${unit}${isOne ? "" : "s"})\``,
      };
}

function faultOfCron(texts: readonly string[]): Fault | undefined {
  if (texts.length !== fields.length) {
    return {
      rule: `cron has six fields with one space between them (${fields.map(({ name }) => name).join(", ")}), and this one has ${texts.length}`,
      fix,
    };
  }
  for (const [index, field] of fields.entries()) {
    const text = texts[index] ?? "";
    if (!isField(text, field)) {
      return {
        rule: `the field ${field.name} takes ${takes(field)}, and not ${JSON.stringify(text)}`,
        fix,
      };
    }
  }
  if ((texts[2] === "?") === (texts[4] === "?")) {
    return {
      rule: "`?` stands for the day of the month or for the day of the week, for one of the two",
      fix: "write `?` in the one that does not matter: `cron(0 3 * * ? *)`, `cron(0 3 ? * MON *)`",
    };
  }
  return comesEver(texts)
    ? undefined
    : {
        rule: `none of its months has a day ${texts[2] ?? ""}, so it never fires, and EventBridge does not say so`,
        fix: "write a day that these months have, or `L` for the last one: `cron(0 3 L * ? *)`",
      };
}

/** Whether a day of the month comes in one of the months and years: 31 February never does. */
function comesEver([, , day = "", month = "", , year = ""]: readonly string[]): boolean {
  if (!/^\d/.test(day)) return true;
  const [days, inMonths, years] = [day.replace(/W$/, ""), month, year].map((text, index) =>
    numbersOf(text, fields[[2, 3, 5][index] ?? 0]),
  );
  const earliest = Math.min(...(days ?? []));
  return (years ?? []).some((one) =>
    (inMonths ?? []).some((of) => earliest <= new Date(Date.UTC(one, of, 0)).getUTCDate()),
  );
}

/** The numbers that a field stands for. */
function numbersOf(text: string, field: Field | undefined): readonly number[] {
  if (field === undefined) return [];
  return text.split(",").flatMap((part) => {
    const [range = "", step = "1"] = part.split("/");
    const [first = "", last] = range.split("-");
    const from = range === "*" ? field.from : (numberOf(first, field) ?? field.from);
    const isOpen = range === "*" || (part.includes("/") && last === undefined);
    const to = isOpen ? field.to : last === undefined ? from : (numberOf(last, field) ?? from);
    const count = Math.floor((to - from) / Number(step)) + 1;
    return Array.from({ length: count }, (_, index) => from + index * Number(step));
  });
}

function takes({ from, to, names, days }: Field): string {
  return [
    `${from}–${to}`,
    ...(names ? [`${names[0] ?? ""}–${names.at(-1) ?? ""}`] : []),
    "`*`, lists with `,`, ranges with `-`, steps with `/`",
    ...(days === "of the month" ? ["`?`, `L`, `LW` and `<day>W`"] : []),
    ...(days === "of the week" ? ["`?`, `L`, `<day>L` and `<day>#<1–5>`"] : []),
  ].join(", ");
}

function isField(text: string, field: Field): boolean {
  if (field.days !== undefined && isSpecial(text, field)) return true;
  return text.split(",").every((part) => isPart(part, field));
}

/** What stands alone in a field for days. */
function isSpecial(text: string, field: Field): boolean {
  if (text === "?" || text === "L") return true;
  if (field.days === "of the month") {
    const [, day] = /^(\d{1,2})W$/.exec(text) ?? [];
    return text === "LW" || (day !== undefined && numberOf(day, field) !== undefined);
  }
  const [, day] = /^(\d|[A-Z]{3})(?:L|#[1-5])$/.exec(text) ?? [];
  return day !== undefined && numberOf(day, field) !== undefined;
}

/** `*`, `5`, `MON`, `1-5`, `1/10`, `*\/15`, `8-18/2`. */
function isPart(part: string, field: Field): boolean {
  const [range = "", step, ...more] = part.split("/");
  if (more.length > 0) return false;
  if (
    step !== undefined &&
    !(/^\d{1,4}$/.test(step) && Number(step) >= 1 && Number(step) <= field.to)
  ) {
    return false;
  }
  if (range === "*") return true;
  const [first = "", last, ...rest] = range.split("-");
  const from = numberOf(first, field);
  const to = last === undefined ? from : numberOf(last, field);
  return rest.length === 0 && from !== undefined && to !== undefined && from <= to;
}

function numberOf(text: string, { from, to, names }: Field): number | undefined {
  const named = names?.indexOf(text) ?? -1;
  const number = named >= 0 ? from + named : /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  return number >= from && number <= to ? number : undefined;
}
