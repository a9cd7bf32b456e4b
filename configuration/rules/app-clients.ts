import { accessAndIdTokenValidity, refreshTokenValidity, requiredAttributes } from "../defaults";
import type { Problem } from "../problem";
import { setByCognito, unknownAttributes } from "./attributes";
import type { Rule, SoundClient, SoundEnvironment } from "./rule";

type SoundValidity = NonNullable<SoundClient["accessTokenValidity"]>;

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

export const tokenValidities: Rule = ({ clients }, { path }) =>
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
    const refresh = lengthOf(client.refreshTokenValidity ?? refreshTokenValidity) ?? Infinity;
    for (const field of ["accessTokenValidity", "idTokenValidity"] as const) {
      const length = lengthOf(client[field] ?? accessAndIdTokenValidity) ?? 0;
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

export const clientAttributes: Rule = ({ clients, userPool }, { path }) =>
  forEachClient(clients, path, (client, at) => {
    const required = (userPool?.requiredAttributes ?? requiredAttributes).filter(
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

function forEachClient(
  clients: SoundEnvironment["clients"],
  path: string,
  check: (client: SoundClient, at: string) => readonly Problem[],
): readonly Problem[] {
  return Object.entries(clients ?? {}).flatMap(([name, client]) =>
    client ? check(client, `${path}.clients.${name}`) : [],
  );
}
