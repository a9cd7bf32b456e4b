import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** A type of an API, with what AWS demands of its values. */
export interface Shape {
  readonly type: "blob" | "boolean" | "integer" | "list" | "long" | "map" | "string" | "structure";
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** A regular expression of Java's, which the whole value has to match. */
  readonly pattern?: string | undefined;
  readonly enum?: readonly string[] | undefined;
  /** Whether AWS keeps the value out of its messages. */
  readonly sensitive?: boolean | undefined;
  readonly required?: readonly string[] | undefined;
  /** Of a structure: the shape of each member. */
  readonly members?: Readonly<Record<string, string>> | undefined;
  /** Of a list. */
  readonly member?: string | undefined;
  /** Of a map. */
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

/** What the operations of an API take. */
export interface ApiModel {
  /** The shape of each operation's input; `null` for one without. */
  readonly operations: Readonly<Record<string, string | null>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const shape = z.object({
  type: z.enum(["blob", "boolean", "integer", "list", "long", "map", "string", "structure"]),
  min: z.number().optional(),
  max: z.number().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.string()).optional(),
  sensitive: z.boolean().optional(),
  required: z.array(z.string()).optional(),
  members: z.record(z.string(), z.string()).optional(),
  member: z.string().optional(),
  key: z.string().optional(),
  value: z.string().optional(),
});
const model = z.object({
  operations: z.record(z.string(), z.string().nullable()),
  shapes: z.record(z.string(), shape),
});

/**
 * Where AWS takes more than its model says: the name of a team's own has dots
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-add-custom-domain.html).
 */
const wider: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
  "cognito-idp": {
    DomainType: {
      type: "string",
      min: 1,
      max: 63,
      pattern: "^[a-z0-9](?:[a-z0-9.\\-]{0,61}[a-z0-9])?$",
    },
  },
};

/** Reads what `extract.py` has written. */
export function readApiModel(service: "cognito-idp" | "cognito-identity"): ApiModel {
  const file = path.join(__dirname, `${service}.json`);
  const { operations, shapes } = model.parse(JSON.parse(readFileSync(file, "utf8")));
  return { operations, shapes: { ...shapes, ...wider[service] } };
}
