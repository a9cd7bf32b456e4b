import { z } from "zod";
import type { Check } from "./values/fault";

/* Of what schemas of the configuration are made: zod's, with the fix that the report shows. */

/** Adds a rule of ours to a schema, with the fix that the report shows beside it. */
export function must<T extends z.ZodType>(
  schema: T,
  holds: (value: z.output<T>) => boolean,
  rule: string,
  fix: string,
): T {
  return schema.refine(holds, { error: rule, params: { fix } });
}

/** Text of a form. */
export function matches(pattern: RegExp, rule: string, fix: string): z.ZodString {
  return must(z.string(), (text) => pattern.test(text), rule, fix);
}

/** A whole number within limits, both included. */
export function integer(from: number, to: number, what: string): z.ZodNumber {
  return must(
    z.number(),
    (value) => Number.isInteger(value) && value >= from && value <= to,
    `${what} is a whole number from ${from} to ${to}`,
    `write a whole number from ${from} to ${to}`,
  );
}

/** Text for whoever reads the configuration or a plan; AWS does not send it to anybody. */
export function words(from: number, to: number, what: string): z.ZodString {
  return must(
    z.string(),
    (value) => value.length >= from && value.length <= to && value.trim() !== "",
    `${what} has ${from} to ${to} characters`,
    `write ${from} to ${to} characters`,
  );
}

/** A value of one of the kinds in `values/`. */
export function kind(check: Check): z.ZodString {
  return z.string().superRefine((value, context) => {
    const fault = check(value);
    if (fault === undefined) return;
    context.addIssue({ code: "custom", message: fault.rule, params: { fix: fault.fix } });
  });
}

/** A Route 53 zone. */
export const hostedZoneId = matches(
  /^[A-Z0-9]{1,32}$/,
  "hostedZoneId is the id of a Route 53 zone",
  "copy it from Route 53, without `/hostedzone/`: `Z0123456789ABCDEFGHIJ`",
);

/** A value of one of several types: zod would not say what is wrong with one of none of them. */
export function choice<T extends z.ZodType>(
  types: T,
  rule: string,
  fix: string,
): z.ZodCustom<z.output<T>, z.output<T>> {
  return z.custom<z.output<T>>((value) => types.safeParse(value).success, {
    error: rule,
    params: { fix, ofWrongType: true },
  });
}

/** A list that names each thing once. */
export function list<T extends z.ZodType>(item: T): z.ZodArray<T> {
  return must(
    z.array(item),
    (items) => new Set(items.map((one) => JSON.stringify(one))).size === items.length,
    "a list names each thing once",
    "remove what is there twice",
  );
}
