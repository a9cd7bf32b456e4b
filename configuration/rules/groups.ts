import { physicalName } from "../naming";
import { defaultGroup, defaultGroups } from "../defaults";
import type { Problem } from "../problem";
import type { Rule } from "./rule";

export const groupsDiffer: Rule = ({ groups }, { path, project, environment }) => {
  const names = new Map<string, number>();
  const precedences = new Map<number, number>();
  return (groups ?? []).flatMap((group, index) => {
    const problems: Problem[] = [];
    const at = `${path}.groups[${index}]`;
    if (group?.name !== undefined) {
      // IAM tells role names apart without looking at their case, and a role is named after the group.
      const sameName = names.get(group.name.toLowerCase());
      if (sameName !== undefined) {
        problems.push({
          path: `${at}.name`,
          value: group.name,
          rule: `two groups do not share a name, whatever its case, and groups[${sameName}] has it`,
          fix: "rename or remove one of them",
        });
      }
      names.set(group.name.toLowerCase(), index);
      const roleName = physicalName({ project, environment }, "group", group.name);
      if (roleName.length > 64) {
        problems.push({
          path: `${at}.name`,
          value: group.name,
          rule: `the group's role would be named ${roleName}, and IAM takes 64 characters`,
          fix: `shorten the name by ${roleName.length - 64} characters or more`,
        });
      }
    }
    if (group?.precedence !== undefined) {
      const samePrecedence = precedences.get(group.precedence);
      if (samePrecedence !== undefined) {
        problems.push({
          path: `${at}.precedence`,
          value: group.precedence,
          rule: `no two groups share a precedence, and groups[${samePrecedence}] has it: the identity pool could not choose a role`,
          fix: "give each group its own number; the lowest wins",
        });
      }
      precedences.set(group.precedence, index);
    }
    return problems;
  });
};

export const signUpGroupsExist: Rule = (environment, { path }) => {
  const names = (environment.groups ?? defaultGroups).map((group) => group?.name);
  const { defaultGroup: newUsersGroup = defaultGroup, groupAttribute } = environment.signUp ?? {};
  const unknown = (group: string, at: string): Problem[] =>
    names.includes(group)
      ? []
      : [
          {
            path: at,
            value: group,
            rule: "a new user goes into a group that exists",
            fix: nameAGroup(names),
          },
        ];
  // Into a pool that is somebody else's the environment puts nobody by itself.
  const isAsked = environment.signUp !== undefined || (environment.triggers ?? []).length > 0;
  if (environment.existingUserPool !== undefined && !isAsked) return [];
  return [
    ...unknown(newUsersGroup, `${path}.signUp.defaultGroup`),
    ...(groupAttribute?.allowedGroups ?? []).flatMap((group, index) =>
      group === undefined
        ? []
        : unknown(group, `${path}.signUp.groupAttribute.allowedGroups[${index}]`),
    ),
  ];
};

/** What to do about a group that is not there. */
export function nameAGroup(names: readonly (string | undefined)[]): string {
  const named = names.filter((name) => name !== undefined);
  const add = "add the group to `groups`";
  return named.length === 0 ? add : `name one of ${named.join(", ")}, or ${add}`;
}

export const groupAttributeCanBeRead: Rule = ({ signUp, userPool, clients }, { path }) => {
  const attribute = signUp?.groupAttribute?.attribute;
  if (!attribute?.startsWith("custom:")) return [];
  const at = `${path}.signUp.groupAttribute.attribute`;
  const definition = userPool?.customAttributes?.[attribute.slice("custom:".length)];
  if (!definition) {
    return [
      {
        path: at,
        value: attribute,
        rule: "the attribute that names the group is one of `userPool.customAttributes`",
        fix: "add it there as a String",
      },
    ];
  }
  const problems: Problem[] = [];
  if (definition.type !== undefined && definition.type !== "String") {
    problems.push({
      path: at,
      value: attribute,
      rule: `the attribute that names the group is a String, and ${attribute} is a ${definition.type}`,
      fix: "name a String attribute",
    });
  }
  const writable = Object.values(clients ?? {}).some((client) =>
    client?.writeAttributes?.includes(attribute),
  );
  if (!writable) {
    problems.push({
      path: at,
      value: attribute,
      rule: "a sign-up can only carry an attribute that its client may write, and no client may write this one",
      fix: `add "${attribute}" to the writeAttributes of the client that people sign up through`,
    });
  }
  return problems;
};
