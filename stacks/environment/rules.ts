import { RESERVED_ROW_FIELDS, rowFieldOf } from "../../functions/users/user-row";
import { physicalName } from "../naming";
import { defaultKeyPrefix } from "./defaults";
import type { Problem } from "./problem";
import type { CheckedConfiguration, CheckedEnvironment } from "./schema";

/**
 * A part of the configuration in which any value may be missing: what is of the wrong type has been
 * taken out, so that one mistake does not hide the next.
 */
export type Sound<T> = T extends readonly (infer Item)[]
  ? readonly (Sound<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Sound<T[Key]> | undefined }
    : T;

type SoundEnvironment = Sound<CheckedEnvironment>;
type SoundUserPool = NonNullable<SoundEnvironment["userPool"]>;
type SoundClient = Sound<NonNullable<CheckedEnvironment["clients"]>[string]>;
type SoundValidity = Sound<NonNullable<SoundClient["accessTokenValidity"]>>;

/** What an environment's rules need to know about where it stands. */
interface Place {
  readonly project: string;
  readonly environment: string;
  readonly path: string;
}

type Rule = (environment: SoundEnvironment, place: Place) => readonly Problem[];

/** What values must be to each other, within one environment and across them. */
export function brokenRules(configuration: Sound<CheckedConfiguration>): readonly Problem[] {
  const project = configuration.project ?? "";
  const environments = Object.entries(configuration.environments ?? {}).flatMap(
    ([environment, input]) =>
      input
        ? [{ input, place: { project, environment, path: `environments.${environment}` } }]
        : [],
  );
  return [
    ...environments.flatMap(({ input, place }) => rules.flatMap((rule) => rule(input, place))),
    ...sharedStates(environments),
  ];
}

const placeIsComplete: Rule = (environment, { path }) => {
  const fields = ["accountId", "region", "state"] as const;
  if (environment.platform === "local") {
    return (["accountId", "state"] as const)
      .filter((field) => environment[field] !== undefined)
      .map((field) => ({
        path: `${path}.${field}`,
        value: environment[field],
        rule: "a local environment has no account and no remote state: it runs on this computer",
        fix: `remove ${field}, or \`platform: "local"\``,
      }));
  }
  return fields
    .filter((field) => !(field in environment))
    .map((field) => ({
      path: `${path}.${field}`,
      value: undefined,
      rule: `an environment on AWS names its ${field}`,
      fix: `add ${field}, or \`platform: "local"\` if it is to run on this computer`,
    }));
};

const protectionHasAReason: Rule = ({ protection }, { path }) =>
  protection?.enabled === false && protection.reason === undefined
    ? [
        {
          path: `${path}.protection.reason`,
          value: undefined,
          rule: "protection goes off only for a written reason: without it, one apply can delete every user",
          fix: 'add `reason: "…"`, or leave `protection` out',
        },
      ]
    : [];

const tagsAreOurs: Rule = ({ tags }, { path }) =>
  ["project", "environment", "managed-by"]
    .filter((key) => tags?.[key] !== undefined)
    .map((key) => ({
      path: `${path}.tags.${key}`,
      value: tags?.[key],
      rule: "Gatehouse sets the tags project, environment and managed-by itself",
      fix: "remove the tag, or give it another key",
    }));

const signInNames: Rule = ({ userPool }, { path }) =>
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

/** Cognito writes these itself, when the user proves that the address is theirs. */
const setByCognito = ["email_verified", "phone_number_verified"];

const requiredAttributesCanBeGiven: Rule = ({ userPool }, { path }) =>
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

const customAttributeConstraints: Rule = ({ userPool }, { path }) =>
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

/** What a plan must include. The default tier has all but threat protection. */
const tierHasTheFeature: Rule = ({ userPool }, { path }) => {
  const tier = userPool?.tier ?? "ESSENTIALS";
  const problems: Problem[] = [];
  const historySize = userPool?.passwordPolicy?.historySize ?? 0;
  if (tier === "LITE" && historySize > 0) {
    problems.push({
      path: `${path}.userPool.passwordPolicy.historySize`,
      value: historySize,
      rule: "password history needs the tier ESSENTIALS or PLUS, and this pool is LITE",
      fix: 'set `tier: "ESSENTIALS"`, or `historySize: 0`',
    });
  }
  const mode = userPool?.advancedSecurityMode ?? "OFF";
  if (mode !== "OFF" && tier !== "PLUS") {
    problems.push({
      path: `${path}.userPool.advancedSecurityMode`,
      value: mode,
      rule: `threat protection needs the tier PLUS, and this pool is ${tier}`,
      fix: 'set `tier: "PLUS"`, or `advancedSecurityMode: "OFF"`',
    });
  }
  return problems;
};

const mfaHasAFactor: Rule = ({ userPool }, { path }) => {
  const { mode, factors } = userPool?.mfa ?? {};
  if (mode === undefined) return [];
  const at = `${path}.userPool.mfa.factors`;
  if (mode === "OFF" && factors !== undefined) {
    return [
      {
        path: at,
        value: factors,
        rule: "with MFA off there are no factors",
        fix: 'remove factors, or set `mode: "OPTIONAL"`',
      },
    ];
  }
  return mode !== "OFF" && (factors?.length ?? 0) === 0
    ? [
        {
          path: at,
          value: factors,
          rule: `MFA ${mode} needs at least one factor`,
          fix: 'add `factors: ["SOFTWARE_TOKEN"]`',
        },
      ]
    : [];
};

const emailSender: Rule = ({ userPool }, { path }) => {
  const email = userPool?.email;
  if (email?.sendingAccount === undefined) return [];
  const at = `${path}.userPool.email`;
  if (email.sendingAccount === "DEVELOPER") {
    return (["sourceArn", "from"] as const)
      .filter((field) => !(field in email))
      .map((field) => ({
        path: `${at}.${field}`,
        value: undefined,
        rule: "your own SES identity is named by its ARN and the address that it sends from",
        fix: `add ${field}`,
      }));
  }
  return (["sourceArn", "from", "replyTo", "configurationSet"] as const)
    .filter((field) => email[field] !== undefined)
    .map((field) => ({
      path: `${at}.${field}`,
      value: email[field],
      rule: "Cognito's own sender has no settings",
      fix: `remove ${field}, or set \`sendingAccount: "DEVELOPER"\``,
    }));
};

const second = 1;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const seconds = { seconds: second, minutes: minute, hours: hour, days: day };

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html */
const tokenRanges = {
  accessTokenValidity: { from: 5 * minute, to: day, words: "5 minutes to 1 day" },
  idTokenValidity: { from: 5 * minute, to: day, words: "5 minutes to 1 day" },
  refreshTokenValidity: { from: hour, to: 3650 * day, words: "60 minutes to 10 years" },
} as const;

const tokenValidities: Rule = ({ clients }, { path }) =>
  forEachClient(clients, path, (client, at) => {
    const problems: Problem[] = [];
    for (const [field, { from, to, words }] of Object.entries(tokenRanges)) {
      const validity = client[field as keyof typeof tokenRanges];
      const length = lengthOf(validity);
      if (length !== undefined && (length < from || length > to)) {
        problems.push({
          path: `${at}.${field}`,
          value: validity,
          rule: `Cognito takes ${words}`,
          fix: `choose a validity from ${words}`,
        });
      }
    }
    const refresh = lengthOf(client.refreshTokenValidity) ?? 30 * day;
    for (const field of ["accessTokenValidity", "idTokenValidity"] as const) {
      const length = lengthOf(client[field]) ?? hour;
      if (length > refresh && length <= tokenRanges[field].to) {
        problems.push({
          path: `${at}.${field}`,
          value: client[field] ?? "1 hour (default)",
          rule: "a token is not valid for longer than the refresh token it came from",
          fix: `shorten ${field}, or lengthen refreshTokenValidity`,
        });
      }
    }
    return problems;
  });

function lengthOf(validity: SoundValidity | undefined): number | undefined {
  return validity?.value !== undefined && validity.unit !== undefined
    ? validity.value * seconds[validity.unit]
    : undefined;
}

const clientAttributes: Rule = ({ clients, userPool }, { path }) =>
  forEachClient(clients, path, (client, at) => {
    const required = (userPool?.requiredAttributes ?? ["email"]).filter(
      (name) => name !== undefined,
    );
    const problems = (["readAttributes", "writeAttributes"] as const).flatMap((field) =>
      unknownAttributes(client[field], `${at}.${field}`, userPool),
    );
    if (client.writeAttributes === undefined) return problems;
    for (const [index, attribute] of client.writeAttributes.entries()) {
      if (attribute !== undefined && setByCognito.includes(attribute)) {
        problems.push({
          path: `${at}.writeAttributes[${index}]`,
          value: attribute,
          rule: "only Cognito says that an address is verified",
          fix: "remove it from writeAttributes",
        });
      }
    }
    const missing = required.filter((name) => !client.writeAttributes?.includes(name));
    if (missing.length > 0) {
      problems.push({
        path: `${at}.writeAttributes`,
        value: client.writeAttributes,
        rule: "a client can write every required attribute, or nobody could sign up through it",
        fix: `add ${missing.join(", ")}`,
      });
    }
    return problems;
  });

function unknownAttributes(
  attributes: readonly (string | undefined)[] | undefined,
  path: string,
  userPool: SoundUserPool | undefined,
): Problem[] {
  return (attributes ?? []).flatMap((attribute, index) =>
    attribute?.startsWith("custom:") &&
    !(attribute.slice("custom:".length) in (userPool?.customAttributes ?? {}))
      ? [
          {
            path: `${path}[${index}]`,
            value: attribute,
            rule: "a custom attribute is one of those in `userPool.customAttributes`",
            fix: `add \`${attribute.slice("custom:".length)}\` to userPool.customAttributes, or remove it here`,
          },
        ]
      : [],
  );
}

function forEachClient(
  clients: SoundEnvironment["clients"],
  path: string,
  check: (client: SoundClient, at: string) => readonly Problem[],
): readonly Problem[] {
  return Object.entries(clients ?? {}).flatMap(([name, client]) =>
    client ? check(client, `${path}.clients.${name}`) : [],
  );
}

const groupsDiffer: Rule = ({ groups }, { path, project, environment }) => {
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

const defaultGroups = ["Admins", "Managers", "Users"];

const signUpGroupsExist: Rule = (environment, { path }) => {
  const names = environment.groups?.map((group) => group?.name) ?? defaultGroups;
  const { defaultGroup = "Users", groupAttribute } = environment.signUp ?? {};
  const unknown = (group: string, at: string): Problem[] =>
    names.includes(group)
      ? []
      : [
          {
            path: at,
            value: group,
            rule: "a new user goes into a group that exists",
            fix: `name one of ${names.filter((name) => name !== undefined).join(", ")}, or add the group to \`groups\``,
          },
        ];
  return [
    ...unknown(defaultGroup, `${path}.signUp.defaultGroup`),
    ...(groupAttribute?.allowedGroups ?? []).flatMap((group, index) =>
      group === undefined
        ? []
        : unknown(group, `${path}.signUp.groupAttribute.allowedGroups[${index}]`),
    ),
  ];
};

const groupAttributeCanBeRead: Rule = ({ signUp, userPool, clients }, { path }) => {
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

const tableColumns: Rule = ({ userTable, userPool }, { path }) => {
  const at = `${path}.userTable.attributes`;
  const columns = new Map<string, number>();
  return [
    ...unknownAttributes(userTable?.attributes, at, userPool),
    ...(userTable?.attributes ?? []).flatMap((attribute, index) => {
      if (attribute === undefined) return [];
      const column = rowFieldOf(attribute);
      const same = columns.get(column);
      columns.set(column, index);
      if (!RESERVED_ROW_FIELDS.includes(column) && same === undefined) return [];
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

const rules: readonly Rule[] = [
  placeIsComplete,
  protectionHasAReason,
  tagsAreOurs,
  signInNames,
  requiredAttributesCanBeGiven,
  customAttributeConstraints,
  tierHasTheFeature,
  mfaHasAFactor,
  emailSender,
  tokenValidities,
  clientAttributes,
  groupsDiffer,
  signUpGroupsExist,
  groupAttributeCanBeRead,
  tableColumns,
];

/** Two environments in one state would each plan to destroy what the other has. */
function sharedStates(
  environments: readonly { readonly input: SoundEnvironment; readonly place: Place }[],
): readonly Problem[] {
  const seen = new Map<string, string>();
  return environments.flatMap(({ input: { state }, place }) => {
    if (state?.bucket === undefined) return [];
    const keyPrefix = state.keyPrefix ?? defaultKeyPrefix(place.project, place.environment);
    const key = `${state.bucket}/${keyPrefix}`;
    const other = seen.get(key);
    seen.set(key, place.environment);
    if (other === undefined) return [];
    return [
      {
        path: `${place.path}.state`,
        value: { bucket: state.bucket, keyPrefix },
        rule: `each environment has a state of its own, and this one is ${other}'s: an apply here would destroy what is there`,
        fix: "give it another bucket or another keyPrefix",
      },
    ];
  });
}
