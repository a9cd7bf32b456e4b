// `@aws-appsync/utils/dynamodb` inside the sandbox: requests for a DynamoDB data source.
// https://docs.aws.amazon.com/appsync/latest/devguide/built-in-modules-js.html
import { attribute, toMapValues, toSet } from "local-aws/attribute-values";
import { expressionOf, Placeholders } from "local-aws/expressions";

const present = (members) =>
  Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null),
  );

const conditionOf = (condition) => (condition ? expressionOf(condition) : undefined);

function projectionOf(fields) {
  if (!fields || fields.length === 0) return undefined;
  const held = new Placeholders();
  const expression = fields.map((field) => held.name(field)).join(", ");
  return { expression, expressionNames: held.names };
}

export const toStringSet = (values) => attribute(toSet("SS", values));
export const toNumberSet = (values) => attribute(toSet("NS", values));
export const toBinarySet = (values) => attribute(toSet("BS", values));

export function get({ key, consistentRead, projection }) {
  return present({
    operation: "GetItem",
    key: toMapValues(key),
    consistentRead,
    projection: projectionOf(projection),
  });
}

export function put({ key, item, condition, customPartitionKey, populateIndexFields, _version }) {
  return present({
    operation: "PutItem",
    key: toMapValues(key),
    attributeValues: toMapValues(item),
    condition: conditionOf(condition),
    customPartitionKey,
    populateIndexFields,
    _version,
  });
}

export function remove({ key, condition, customPartitionKey, populateIndexFields, _version }) {
  return present({
    operation: "DeleteItem",
    key: toMapValues(key),
    condition: conditionOf(condition),
    customPartitionKey,
    populateIndexFields,
    _version,
  });
}

const made = new WeakSet();
const operation = (members) => {
  made.add(members);
  return members;
};

export const operations = {
  add: (payload) => operation({ type: "add", payload }),
  remove: () => operation({ type: "remove" }),
  replace: (payload) => operation({ type: "replace", payload }),
  increment: (by = 1) => operation({ type: "increment", payload: by }),
  decrement: (by = 1) => operation({ type: "decrement", payload: by }),
  append: (payload) => operation({ type: "append", payload }),
  prepend: (payload) => operation({ type: "prepend", payload }),
  updateListItem: (payload, index) => operation({ type: "updateListItem", payload, index }),
};

function collect(path, value, held, clauses) {
  const name = held.name(path);
  const given = (of) => held.value(path, of);
  if (value === null) return clauses.remove.push(name);
  if (typeof value !== "object" || Array.isArray(value) || !made.has(value)) {
    const items = Array.isArray(value) ? value : [];
    if (items.length > 0 && items.every((item) => made.has(item))) {
      for (const item of items) clauses.set.push(`${name}[${item.index}] = ${given(item.payload)}`);
      return undefined;
    }
    if (
      typeof value === "object" &&
      !Array.isArray(value) &&
      !("SS" in value || "NS" in value || "BS" in value)
    ) {
      for (const [key, member] of Object.entries(value)) {
        if (member !== undefined) collect(`${path}.${key}`, member, held, clauses);
      }
      return undefined;
    }
    return clauses.set.push(`${name} = ${given(value)}`);
  }
  switch (value.type) {
    case "remove":
      return clauses.remove.push(name);
    case "add":
    case "replace":
      return clauses.set.push(`${name} = ${given(value.payload)}`);
    case "increment":
      return clauses.set.push(
        `${name} = if_not_exists(${name}, ${given(0)}) + ${given(value.payload)}`,
      );
    case "decrement":
      return clauses.set.push(
        `${name} = if_not_exists(${name}, ${given(0)}) - ${given(value.payload)}`,
      );
    case "append":
      return clauses.set.push(
        `${name} = list_append(if_not_exists(${name}, ${given([])}), ${given(value.payload)})`,
      );
    case "prepend":
      return clauses.set.push(
        `${name} = list_append(${given(value.payload)}, if_not_exists(${name}, ${given([])}))`,
      );
    default:
      return clauses.set.push(`${name}[${value.index}] = ${given(value.payload)}`);
  }
}

function updateExpression(changes) {
  const held = new Placeholders();
  const clauses = { set: [], remove: [] };
  for (const [name, value] of Object.entries(changes)) {
    if (value !== undefined) collect(name, value, held, clauses);
  }
  const text = [
    clauses.set.length > 0 ? `SET ${clauses.set.join(", ")}` : "",
    clauses.remove.length > 0 ? `REMOVE ${clauses.remove.join(", ")}` : "",
  ];
  return held.expression(text.filter(Boolean).join(" "));
}

export function update({
  key,
  update: changes,
  condition,
  customPartitionKey,
  populateIndexFields,
  _version,
}) {
  return present({
    operation: "UpdateItem",
    key: toMapValues(key),
    update: updateExpression(changes),
    condition: conditionOf(condition),
    customPartitionKey,
    populateIndexFields,
    _version,
  });
}

function search(operation, input) {
  const { filter, projection, ...rest } = input;
  return present({
    operation,
    ...rest,
    filter: filter && Object.keys(filter).length > 0 ? expressionOf(filter) : undefined,
    projection: projectionOf(projection),
  });
}

export function query({ query: keys, ...rest }) {
  return { ...search("Query", rest), query: expressionOf(keys) };
}

export const scan = (input) => search("Scan", input);
export const sync = (input) => search("Sync", input);

const byTable = (tables, convert) =>
  Object.fromEntries(Object.entries(tables).map(([table, input]) => [table, convert(input)]));

export function batchGet({ tables }) {
  const convert = ({ keys, consistentRead, projection }) =>
    present({ keys: keys.map(toMapValues), consistentRead, projection: projectionOf(projection) });
  return { operation: "BatchGetItem", tables: byTable(tables, convert) };
}

export const batchPut = ({ tables }) => ({
  operation: "BatchPutItem",
  tables: byTable(tables, (items) => items.map(toMapValues)),
});

export const batchDelete = ({ tables }) => ({
  operation: "BatchDeleteItem",
  tables: byTable(tables, (keys) => keys.map(toMapValues)),
});

export const transactGet = ({ items }) => ({
  operation: "TransactGetItems",
  transactItems: items.map(({ table, key, projection }) =>
    present({ table, key: toMapValues(key), projection: projectionOf(projection) }),
  ),
});

const transactCondition = (condition) =>
  condition && { ...expressionOf(condition), returnValuesOnConditionCheckFailure: true };

export function transactWrite({ items }) {
  const transactItems = items.map((item) => {
    const [[kind, { table, key, item: values, update: changes, condition }]] = Object.entries(item);
    return present({
      table,
      operation:
        kind === "conditionCheck" ? "ConditionCheck" : kind[0].toUpperCase() + kind.slice(1),
      key: toMapValues(key),
      attributeValues: values && toMapValues(values),
      update: changes && updateExpression(changes),
      condition: transactCondition(condition),
    });
  });
  return { operation: "TransactWriteItems", transactItems };
}
