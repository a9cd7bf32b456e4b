import { reservedRowFields, rowFieldOf } from "../row-fields";
import { unknownAttributes } from "./attributes";
import type { Rule } from "./rule";

export const tableColumns: Rule = ({ userTable, userPool }, { path }) => {
  const at = `${path}.userTable.attributes`;
  const columns = new Map<string, number>();
  return [
    ...unknownAttributes(userTable?.attributes, at, userPool),
    ...(userTable?.attributes ?? []).flatMap((attribute, index) => {
      if (attribute === undefined) return [];
      const column = rowFieldOf(attribute);
      const same = columns.get(column);
      columns.set(column, index);
      if (!reservedRowFields.includes(column) && same === undefined) return [];
      return [
        {
          path: `${at}[${index}]`,
          value: attribute,
          rule:
            same === undefined
              ? `a row has a column ${column} of its own`
              : `attributes[${same}] is stored in the column ${column} too`,
          fix: "remove one of the two",
        },
      ];
    }),
  ];
};
