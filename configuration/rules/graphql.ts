import { administrators as defaultAdministrators, defaultGroups } from "../defaults";
import { reservedRowFields, rowFieldOf } from "../row-fields";
import { nameAGroup } from "./groups";
import type { Rule } from "./rule";

export const graphqlNamesWhatIsThere: Rule = ({ graphql, groups, userTable }, { path }) => {
  if (graphql === undefined) return [];
  const names = (groups ?? defaultGroups).map((group) => group?.name);
  const inPool = new Set((userTable?.attributes ?? []).map((name) => name && rowFieldOf(name)));
  const { administrators = defaultAdministrators, readers = [], ownFields } = graphql;
  const unknown = (["administrators", "readers"] as const).flatMap((list) =>
    (list === "administrators" ? administrators : readers).flatMap((group, index) =>
      group === undefined || names.includes(group)
        ? []
        : [
            {
              path: `${path}.graphql.${list}${graphql[list] === undefined ? "" : `[${index}]`}`,
              value: group,
              rule: "a group that the API names is a group of the environment",
              fix: nameAGroup(names),
            },
          ],
    ),
  );
  const taken = (ownFields ?? []).flatMap((field, index) => {
    if (field === undefined) return [];
    const at = `${path}.graphql.ownFields[${index}]`;
    if (reservedRowFields.includes(field)) {
      return [
        {
          path: at,
          value: field,
          rule: `a row's field ${field} is kept by the backend`,
          fix: "remove it",
        },
      ];
    }
    if (!inPool.has(field)) return [];
    return [
      {
        path: at,
        value: field,
        rule: `${field} is copied from the user pool, which would write over what the user has set`,
        fix: "remove it here, or from userTable.attributes; users change it by UpdateUserAttributes",
      },
    ];
  });
  return [...unknown, ...taken];
};
