// DynamoDB expressions from the filter objects of `@aws-appsync/utils`, inside the sandbox.
import { toDynamoDB } from "local-aws/attribute-values";

const comparisons = { eq: "=", ne: "<>", lt: "<", le: "<=", gt: ">", ge: ">=" };

const types = {
  _null: "NULL",
  string: "S",
  stringSet: "SS",
  number: "N",
  numberSet: "NS",
  binary: "B",
  binarySet: "BS",
  boolean: "BOOL",
  list: "L",
  map: "M",
};

/** Gives names and values their placeholders, each once. */
export class Placeholders {
  names = {};
  values = {};

  /** `a.b[0]` is `#a.#b[0]`. */
  name(path) {
    return String(path)
      .split(".")
      .map((part) => {
        const [, plain, index] = /^([^[]*)((?:\[\d+\])*)$/.exec(part) ?? [undefined, part, ""];
        let placeholder = `#${plain.replace(/\W/g, "_")}`;
        // `a-b` and `a_b` are two names.
        while ((this.names[placeholder] ?? plain) !== plain) placeholder += "_";
        this.names[placeholder] = plain;
        return placeholder + index;
      })
      .join(".");
  }

  value(hint, value) {
    const placeholder = `:${String(hint).replace(/\W/g, "_")}_${Object.keys(this.values).length}`;
    this.values[placeholder] = toDynamoDB(value);
    return placeholder;
  }

  /** As a request of AppSync's holds an expression. */
  expression(expression) {
    return {
      expression,
      ...(Object.keys(this.names).length > 0 && { expressionNames: this.names }),
      ...(Object.keys(this.values).length > 0 && { expressionValues: this.values }),
    };
  }
}

function condition(field, operator, operand, held) {
  const name = held.name(field);
  const value = (of) => held.value(`${field}_${operator}`, of);
  if (operator in comparisons) return `${name} ${comparisons[operator]} ${value(operand)}`;
  switch (operator) {
    case "between":
      return `${name} BETWEEN ${value(operand[0])} AND ${value(operand[1])}`;
    case "in":
      return `${name} IN (${operand.map((one) => value(one)).join(", ")})`;
    case "beginsWith":
      return `begins_with(${name}, ${value(operand)})`;
    case "contains":
      return `contains(${name}, ${value(operand)})`;
    case "notContains":
      return `NOT contains(${name}, ${value(operand)})`;
    case "attributeExists":
      return operand ? `attribute_exists(${name})` : `attribute_not_exists(${name})`;
    case "attributeType":
      return `attribute_type(${name}, ${value(types[operand])})`;
    default:
      throw new Error(`${operator} is no operator of a filter.`);
  }
}

const isGiven = (operand) => operand !== null && operand !== undefined;

/** Alternatives, or what holds together, each in brackets. */
function group(filters, word, held) {
  const parts = filters.map((filter) => filterText(filter, held)).filter((part) => part !== "");
  return parts.length > 1
    ? `(${parts.map((part) => `(${part})`).join(` ${word} `)})`
    : (parts[0] ?? "");
}

/** The expression of a filter: `{ age: { gt: 3 }, or: [...] }`. */
export function filterText(filter, held) {
  return Object.entries(filter ?? {})
    .filter(([, operand]) => isGiven(operand))
    .flatMap(([key, operand]) => {
      if (key === "not") return `NOT (${filterText(operand, held)})`;
      if (key === "and" || key === "or") return group([operand].flat(), key.toUpperCase(), held);
      return Object.entries(operand)
        .filter(([, value]) => isGiven(value))
        .map(([operator, value]) => condition(key, operator, value, held));
    })
    .filter((part) => part !== "")
    .join(" AND ");
}

/** A filter as a request holds it. */
export function expressionOf(filter) {
  const held = new Placeholders();
  return held.expression(filterText(filter, held));
}
