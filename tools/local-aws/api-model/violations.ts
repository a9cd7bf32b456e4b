import { isJsonObject } from "../json-protocol";
import type { ApiModel, Shape } from "./api-model";
import { javaPattern } from "./java-pattern";

/** A value whose JSON type is not the one that the API names. */
export class WrongType extends Error {
  override readonly name = "WrongType";
}

/**
 * Where the model and AWS differ: the model's pattern allows no space in a password, and AWS takes
 * one anywhere but at the ends.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
 */
const patterns: Readonly<Record<string, string>> = { PasswordType: "[\\S]+.*[\\S]+" };

/**
 * What AWS takes for left out when it is empty: the AWS provider of Terraform sends the role of a
 * group so, and its own tests on AWS pass.
 */
const mayBeEmpty = new Set(["ArnType"]);

/**
 * Passwords that a blank one stands for none of: there may be users without.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html#CognitoUserPools-SignUp-request-Password
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html#CognitoUserPools-AdminCreateUser-request-TemporaryPassword
 */
const mayBeBlank: Readonly<Record<string, string>> = {
  AdminCreateUser: "TemporaryPassword",
  SignUp: "Password",
};

/** Checks inputs against an API's model, as AWS does before it looks at anything else. */
export class Violations {
  private readonly compiled = new Map<string, RegExp>();

  constructor(private readonly model: ApiModel) {}

  /**
   * Every constraint that an operation's input fails to satisfy, in AWS's words.
   *
   * @throws {@link WrongType}
   */
  of(operation: string, input: unknown): readonly string[] {
    const shape = this.model.operations[operation];
    return shape ? this.check(shape, withoutBlank(operation, input), "") : [];
  }

  private check(name: string, value: unknown, at: string): readonly string[] {
    const shape = this.shape(name);
    checkType(shape, value);
    switch (shape.type) {
      case "structure":
        return this.members(shape, value as Readonly<Record<string, unknown>>, at);
      case "list": {
        const items = value as readonly unknown[];
        return [...this.own(name, value, at), ...this.items(shape.member ?? "", items, at)];
      }
      case "map":
        return [...this.own(name, value, at), ...this.entries(shape, value as object, at)];
      default:
        return this.own(name, value, at);
    }
  }

  private members(
    { members = {}, required = [] }: Shape,
    value: Readonly<Record<string, unknown>>,
    at: string,
  ): readonly string[] {
    return Object.entries(members).flatMap(([member, shape]) => {
      const path = pathTo(at, member);
      if (value[member] !== undefined) return this.check(shape, value[member], path);
      return required.includes(member)
        ? [`Value null at '${path}' failed to satisfy constraint: Member must not be null`]
        : [];
    });
  }

  /** Simple items are judged together, structures one by one. */
  private items(name: string, items: readonly unknown[], at: string): readonly string[] {
    if (this.shape(name).type === "structure") {
      return items.flatMap((item, index) => this.check(name, item, `${at}.${index + 1}.member`));
    }
    return this.together(name, items, { at, whole: items, subject: "Member must" });
  }

  private entries({ key = "", value = "" }: Shape, map: object, at: string): readonly string[] {
    return [
      ...this.together(key, Object.keys(map), { at, whole: map, subject: "Map keys must" }),
      ...this.together(value, Object.values(map), { at, whole: map, subject: "Map value must" }),
    ];
  }

  private together(
    name: string,
    values: readonly unknown[],
    { at, whole, subject }: { at: string; whole: object; subject: string },
  ): readonly string[] {
    const shape = this.shape(name);
    for (const value of values) checkType(shape, value);
    if (values.every((value) => this.broken(name, value).length === 0)) return [];
    const rules = this.rules(name).join(", ");
    const told = shape.sensitive === true ? "Value" : `Value '${textOf(whole)}'`;
    return [
      `${told} at '${at}' failed to satisfy constraint: ${subject} satisfy constraint: [${rules}]`,
    ];
  }

  private own(name: string, value: unknown, at: string): readonly string[] {
    const told = this.shape(name).sensitive === true ? "Value" : `Value '${textOf(value)}'`;
    return this.broken(name, value).map(
      (rule) => `${told} at '${at}' failed to satisfy constraint: ${rule}`,
    );
  }

  private rules(name: string): readonly string[] {
    return this.constraints(name).map(({ rule }) => rule);
  }

  private broken(name: string, value: unknown): readonly string[] {
    if (value === "" && mayBeEmpty.has(name)) return [];
    return this.constraints(name)
      .filter(({ holds }) => !holds(value))
      .map(({ rule }) => rule);
  }

  private constraints(name: string): readonly Constraint[] {
    const { type, min, max, enum: values, pattern } = this.shape(name);
    const what = type === "integer" || type === "long" ? "value" : "length";
    const rules: (Constraint | undefined)[] = [
      max === undefined
        ? undefined
        : {
            rule: `Member must have ${what} less than or equal to ${max}`,
            holds: (value) => sizeOf(value) <= max,
          },
      min === undefined
        ? undefined
        : {
            rule: `Member must have ${what} greater than or equal to ${min}`,
            holds: (value) => sizeOf(value) >= min,
          },
      pattern === undefined
        ? undefined
        : {
            rule: `Member must satisfy regular expression pattern: ${patterns[name] ?? pattern}`,
            holds: (value) => this.pattern(name, pattern).test(String(value)),
          },
      values && {
        rule: `Member must satisfy enum value set: [${values.join(", ")}]`,
        holds: (value) => values.includes(String(value)),
      },
    ];
    return rules.filter((rule) => rule !== undefined);
  }

  private pattern(name: string, pattern: string): RegExp {
    const compiled = this.compiled.get(name) ?? javaPattern(patterns[name] ?? pattern);
    this.compiled.set(name, compiled);
    return compiled;
  }

  private shape(name: string): Shape {
    const shape = this.model.shapes[name];
    if (shape === undefined) throw new Error(`The API's model has no shape ${name}.`);
    return shape;
  }
}

interface Constraint {
  readonly rule: string;
  readonly holds: (value: unknown) => boolean;
}

const kinds: Readonly<Record<Shape["type"], (value: unknown) => boolean>> = {
  blob: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  integer: Number.isInteger,
  list: Array.isArray,
  long: Number.isInteger,
  map: isJsonObject,
  string: (value) => typeof value === "string",
  structure: isJsonObject,
};

function checkType({ type }: Shape, value: unknown): void {
  if (kinds[type](value)) return;
  if (Array.isArray(value)) throw new WrongType("Start of list found where not expected.");
  if (isJsonObject(value)) {
    throw new WrongType("Start of structure or map found where not expected.");
  }
  const kind = typeof value === "boolean" ? String(value) : typeof value;
  const wanted = type.charAt(0).toUpperCase() + type.slice(1);
  throw new WrongType(`${kind.toUpperCase()}_VALUE can not be converted to a ${wanted}`);
}

function withoutBlank(operation: string, input: unknown): unknown {
  const member = mayBeBlank[operation];
  if (member === undefined || !isJsonObject(input) || input[member] !== "") return input;
  return { ...input, [member]: undefined };
}

function sizeOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return Object.keys(value as object).length;
}

/** As Java prints it. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(", ")}]`;
  if (!isJsonObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${textOf(item)}`)
    .join(", ")}}`;
}

function pathTo(at: string, member: string): string {
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  return at === "" ? name : `${at}.${name}`;
}
