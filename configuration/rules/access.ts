import { ownRowTag } from "../access";
import { defaultGroups } from "../defaults";
import type { Problem } from "../problem";
import { nameAGroup } from "./groups";
import type { Rule, SoundEnvironment } from "./rule";

export const roleRulesAreSafe: Rule = (environment, { path }) => {
  const mapping = environment.identityPool?.roleMapping;
  const at = `${path}.identityPool.roleMapping.rules`;
  if (mapping?.type === "Rules" && !("rules" in mapping)) {
    return [
      {
        path: at,
        value: undefined,
        rule: "with `Rules` the identity pool goes by rules, and there are none",
        fix: 'add `rules`, or set `type: "Token"`',
      },
    ];
  }
  if (mapping?.type === "Token" && mapping.rules !== undefined) {
    return [
      {
        path: at,
        value: mapping.rules,
        rule: "with `Token` the identity pool goes by groups, so no rule would be looked at",
        fix: 'remove rules, or set `type: "Rules"`',
      },
    ];
  }
  const groups = (environment.groups ?? defaultGroups).map((group) => group?.name);
  return (mapping?.rules ?? []).flatMap((rule, index): readonly Problem[] => [
    ...(rule?.group === undefined || groups.includes(rule.group)
      ? []
      : [
          {
            path: `${at}[${index}].group`,
            value: rule.group,
            rule: "a rule hands out the role of a group that exists",
            fix: nameAGroup(groups),
          },
        ]),
    ...writable(environment, rule?.claim, `${at}[${index}].claim`),
  ]);
};

export const guestsAreLetIn: Rule = ({ identityPool }, { path }) =>
  identityPool?.guestAccess !== undefined && identityPool.guests !== true
    ? [
        {
          path: `${path}.identityPool.guestAccess`,
          value: identityPool.guestAccess,
          rule: "this is what guests may do, and none are let in",
          fix: "set `guests: true`, or remove guestAccess",
        },
      ]
    : [];

export const principalTagsAreSafe: Rule = (environment, { path }) => {
  const { principalTags = {}, signedIn } = environment.identityPool ?? {};
  const at = `${path}.identityPool.principalTags`;
  return Object.entries(principalTags).flatMap(([tag, claim]) => [
    ...(tag === ownRowTag && signedIn?.ownRow !== undefined && claim !== "sub"
      ? [
          {
            path: `${at}.${tag}`,
            value: claim,
            rule: "the tag `sub` says whose row a user may read, and that is the claim `sub`",
            fix: `remove it, or give the tag another name`,
          },
        ]
      : []),
    ...writable(environment, claim, `${at}.${tag}`),
  ]);
};

/** Whether users can set a claim to anything, through one of the clients. */
function writable(
  { clients, userPool }: SoundEnvironment,
  claim: string | undefined,
  at: string,
): readonly Problem[] {
  const required = (userPool?.requiredAttributes ?? ["email"]).filter((each) => each !== undefined);
  const client = Object.entries(clients ?? { web: {} }).find(([, input]) =>
    (input?.writeAttributes ?? [...required, "email"]).includes(claim as never),
  );
  return claim === undefined || client === undefined
    ? []
    : [
        {
          path: at,
          value: claim,
          rule: `users can set ${claim} to anything through the client ${client[0]}, so it gives no rights`,
          fix: `take it out of that client's writeAttributes, or go by a claim that pre-token-generation sets`,
        },
      ];
}
