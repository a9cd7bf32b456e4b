import type { Problem } from "../problem";
import type { Rule } from "./rule";
import { setByCognito } from "./attributes";

export const signInNames: Rule = ({ userPool }, { path }) =>
  (userPool?.aliasAttributes?.length ?? 0) > 0 && (userPool?.usernameAttributes?.length ?? 1) > 0
    ? [
        {
          path: `${path}.userPool.aliasAttributes`,
          value: userPool?.aliasAttributes,
          rule: "Cognito takes username attributes or aliases, not both, and e-mail is the username by default",
          fix: "remove aliasAttributes, or set `usernameAttributes: []`",
        },
      ]
    : [];

export const requiredAttributesCanBeGiven: Rule = ({ userPool }, { path }) =>
  (userPool?.requiredAttributes ?? []).flatMap((attribute, index) =>
    attribute !== undefined && setByCognito.includes(attribute)
      ? [
          {
            path: `${path}.userPool.requiredAttributes[${index}]`,
            value: attribute,
            rule: "a sign-up cannot carry what Cognito sets after verification",
            fix: `require ${attribute.replace("_verified", "")} instead`,
          },
        ]
      : [],
  );

export const immutableAttributesAreGiven: Rule = ({ userPool }, { path }) =>
  (userPool?.immutableAttributes ?? []).flatMap((attribute, index) =>
    attribute === undefined || (userPool?.requiredAttributes ?? ["email"]).includes(attribute)
      ? []
      : [
          {
            path: `${path}.userPool.immutableAttributes[${index}]`,
            value: attribute,
            rule: "an attribute that nobody can change is given at sign-up, or never",
            fix: `add "${attribute}" to requiredAttributes, or remove it here`,
          },
        ],
  );

export const customAttributeConstraints: Rule = ({ userPool }, { path }) =>
  Object.entries(userPool?.customAttributes ?? {}).flatMap(([name, attribute]) => {
    if (!attribute?.type) return [];
    const at = `${path}.userPool.customAttributes.${name}`;
    const needed = { String: ["minLength", "maxLength"], Number: ["min", "max"] } as const;
    const wanted: readonly string[] =
      attribute.type === "String" || attribute.type === "Number" ? needed[attribute.type] : [];
    const problems: Problem[] = (["minLength", "maxLength", "min", "max"] as const).flatMap(
      (constraint) => {
        const value = attribute[constraint];
        if (wanted.includes(constraint) && !(constraint in attribute)) {
          return {
            path: `${at}.${constraint}`,
            value,
            rule: `a ${attribute.type} attribute states ${wanted.join(" and ")}: without them Terraform would replace the pool later`,
            fix: `add ${constraint}`,
          };
        }
        if (!wanted.includes(constraint) && value !== undefined) {
          return {
            path: `${at}.${constraint}`,
            value,
            rule: `a ${String(attribute.type)} attribute has no ${constraint}`,
            fix: `remove ${constraint}`,
          };
        }
        return [];
      },
    );
    const [low, high] = wanted as readonly ("minLength" | "maxLength" | "min" | "max")[];
    if (low && high && (attribute[low] ?? 0) > (attribute[high] ?? Infinity)) {
      problems.push({
        path: `${at}.${low}`,
        value: attribute[low],
        rule: `${low} is at most ${high}, which is ${String(attribute[high])}`,
        fix: `lower ${low} or raise ${high}`,
      });
    }
    return problems;
  });
