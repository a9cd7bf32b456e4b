import type { StandardAttribute, UserAttribute } from "../user-attributes";
import type { AuthFlow, ClientInput, OAuthInput, Validity } from "./input";

/** An app client, complete. */
export interface Client {
  readonly generateSecret: boolean;
  readonly authFlows: readonly AuthFlow[];
  readonly accessTokenValidity: Validity;
  readonly idTokenValidity: Validity;
  readonly refreshTokenValidity: Validity;
  readonly authSessionValidityMinutes: number;
  readonly readAttributes: readonly UserAttribute[];
  readonly writeAttributes: readonly UserAttribute[];
  readonly oauth: OAuth | undefined;
}

/** {@link OAuthInput}, complete. */
export type OAuth = Required<Omit<OAuthInput, "uiCustomization">> &
  Pick<OAuthInput, "uiCustomization">;

/** What of the pool its clients go by. */
interface Attributes {
  readonly usernameAttributes: readonly StandardAttribute[];
  readonly requiredAttributes: readonly StandardAttribute[];
  readonly allowedFirstAuthFactors: readonly unknown[];
  readonly customAttributes: Readonly<Record<string, unknown>>;
}

/** Short enough that a revoked group is gone within the hour. */
export const accessAndIdTokenValidity = { value: 1, unit: "hours" } as const;
export const refreshTokenValidity = { value: 30, unit: "days" } as const;
const authSessionValidityMinutes = 3;

/** The password never leaves the browser. */
export const defaultAuthFlows = ["USER_SRP_AUTH"] as const;

const oauthScopes = ["openid", "email", "profile"] as const;

/** Fills in what an app client leaves open. */
export function clientWithDefaults(input: ClientInput, userPool: Attributes): Client {
  const custom = Object.keys(userPool.customAttributes).map(
    (name): UserAttribute => `custom:${name}`,
  );
  const writable = input.writeAttributes ?? [
    ...new Set<UserAttribute>([
      ...userPool.requiredAttributes,
      "email",
      ...userPool.usernameAttributes,
    ]),
  ];
  const readable = new Set<UserAttribute>([
    ...writable,
    "email_verified",
    // Who may read a number may read whether it is the user's.
    ...(writable.includes("phone_number") ? (["phone_number_verified"] as const) : []),
    ...custom,
  ]);
  return {
    generateSecret: input.generateSecret ?? false,
    authFlows: input.authFlows ?? [
      ...defaultAuthFlows,
      ...(userPool.allowedFirstAuthFactors.length > 1 ? (["USER_AUTH"] as const) : []),
    ],
    accessTokenValidity: input.accessTokenValidity ?? accessAndIdTokenValidity,
    idTokenValidity: input.idTokenValidity ?? accessAndIdTokenValidity,
    refreshTokenValidity: input.refreshTokenValidity ?? refreshTokenValidity,
    authSessionValidityMinutes: input.authSessionValidityMinutes ?? authSessionValidityMinutes,
    readAttributes: input.readAttributes ?? [...readable],
    writeAttributes: writable,
    oauth: input.oauth && oauthWithDefaults(input.oauth),
  };
}

function oauthWithDefaults(input: OAuthInput): OAuth {
  return {
    callbackUrls: input.callbackUrls,
    logoutUrls: input.logoutUrls ?? [],
    scopes: input.scopes ?? oauthScopes,
    ...(input.uiCustomization && { uiCustomization: input.uiCustomization }),
  };
}
