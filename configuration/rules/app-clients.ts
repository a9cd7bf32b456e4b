import { accessAndIdTokenValidity, kindDefaults } from "../clients/defaults";
import type { Problem } from "../problem";
import { durationBetween, inSeconds, type Duration } from "../values/duration";
import { setByCognito, unknownAttributes } from "./attributes";
import type { Rule, SoundClient, SoundEnvironment } from "./rule";

type SoundValidity = NonNullable<SoundClient["accessTokenValidity"]>;

const tokenRanges = {
  accessTokenValidity: durationBetween({ value: 5, unit: "minutes" }, { value: 1, unit: "days" }),
  idTokenValidity: durationBetween({ value: 5, unit: "minutes" }, { value: 1, unit: "days" }),
  refreshTokenValidity: durationBetween({ value: 1, unit: "hours" }, { value: 3650, unit: "days" }),
} as const;

export const tokenValidities: Rule = ({ clients }, { path }) =>
  forEachClient(clients, path, (client, at) => {
    const problems: Problem[] = [];
    for (const [field, check] of Object.entries(tokenRanges)) {
      const validity = whole(client[field as keyof typeof tokenRanges]);
      const fault = validity && check(validity);
      if (fault) problems.push({ path: `${at}.${field}`, value: validity, ...fault });
    }
    const refresh = whole(
      client.refreshTokenValidity ?? kindDefaults(client.kind).refreshTokenValidity,
    );
    for (const field of ["accessTokenValidity", "idTokenValidity"] as const) {
      const validity = whole(client[field] ?? accessAndIdTokenValidity);
      if (!validity || !refresh || tokenRanges[field](validity) !== undefined) continue;
      if (inSeconds(validity) > inSeconds(refresh)) {
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

function whole({ value, unit }: SoundValidity = {}): Duration | undefined {
  return value !== undefined && unit !== undefined ? { value, unit } : undefined;
}

export const clientAttributes: Rule = ({ clients, userPool }, { path }) =>
  forEachClient(clients, path, (client, at) => {
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
    return problems;
  });

/** Every client that can be looked at, with its place. */
export function forEachClient(
  clients: SoundEnvironment["clients"],
  path: string,
  check: (client: SoundClient, at: string) => readonly Problem[],
): readonly Problem[] {
  return Object.entries(clients ?? {}).flatMap(([name, client]) =>
    client ? check(client, `${path}.clients.${name}`) : [],
  );
}
