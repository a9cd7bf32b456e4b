import type { StandardAttribute, UserAttribute } from "../user-attributes";
import type { ScopeReference } from "../resource-servers/input";
import type {
  AuthFlow,
  ClientInput,
  ClientKind,
  OAuthInput,
  RefreshTokenRotation,
  UserScope,
  Validity,
} from "./input";

/** An app client, complete. */
export interface Client {
  readonly kind: ClientKind | undefined;
  readonly generateSecret: boolean;
  readonly authFlows: readonly AuthFlow[];
  readonly accessTokenValidity: Validity;
  readonly idTokenValidity: Validity;
  readonly refreshTokenValidity: Validity;
  readonly refreshTokenRotation: RefreshTokenRotation;
  readonly authSessionValidityMinutes: number;
  readonly identityProviders: readonly string[];
  readonly readAttributes: readonly UserAttribute[];
  readonly writeAttributes: readonly UserAttribute[];
  readonly oauth: OAuth | undefined;
}

/** The grant of a client, complete: the authorization code of people, or its own credentials. */
export interface OAuth extends Pick<OAuthInput, "uiCustomization" | "defaultRedirectUri"> {
  readonly grant: "code" | "client_credentials";
  /** None with its own credentials. */
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  readonly scopes: readonly (UserScope | ScopeReference)[];
}

/** What of the pool its clients go by. */
interface Attributes {
  readonly usernameAttributes: readonly StandardAttribute[];
  readonly requiredAttributes: readonly StandardAttribute[];
  readonly allowedFirstAuthFactors: readonly unknown[];
  readonly customAttributes: Readonly<Record<string, unknown>>;
  readonly tier: "LITE" | "ESSENTIALS" | "PLUS";
}

/** What follows from a client's kind. */
interface KindDefaults {
  readonly generateSecret: boolean;
  readonly authFlows: readonly AuthFlow[];
  readonly refreshTokenValidity: Validity;
  readonly rotates: boolean;
}

/** Short enough that a revoked group is gone within the hour. */
export const accessAndIdTokenValidity = { value: 1, unit: "hours" } as const;
export const refreshTokenValidity = { value: 30, unit: "days" } as const;
const authSessionValidityMinutes = 3;

/** The password never leaves the browser. */
export const defaultAuthFlows = ["USER_SRP_AUTH"] as const;

const withoutKind: KindDefaults = {
  generateSecret: false,
  authFlows: defaultAuthFlows,
  refreshTokenValidity,
  rotates: false,
};

const kinds: Readonly<Record<ClientKind, KindDefaults>> = {
  // A page's storage is the easiest to steal from: what is stolen is soon of no use.
  spa: { ...withoutKind, refreshTokenValidity: { value: 1, unit: "days" }, rotates: true },
  // Whoever opens an app once a month does not sign in each time.
  native: { ...withoutKind, refreshTokenValidity: { value: 90, unit: "days" }, rotates: true },
  // Several processes may use one token at once, so that it is not taken from them.
  server: { ...withoutKind, generateSecret: true, authFlows: ["ADMIN_USER_PASSWORD_AUTH"] },
  machine: { ...withoutKind, generateSecret: true, authFlows: [] },
};

/** What a client's kind stands for. */
export function kindDefaults(kind: ClientKind | undefined): KindDefaults {
  return kind === undefined ? withoutKind : kinds[kind];
}

/** Seconds. Enough to ask again where the answer got lost. */
const retryGracePeriodSeconds = 10;

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
  const byKind = kindDefaults(input.kind);
  const hasChoice = input.kind !== "machine" && input.kind !== "server";
  return {
    kind: input.kind,
    generateSecret: input.generateSecret ?? byKind.generateSecret,
    authFlows: input.authFlows ?? [
      ...byKind.authFlows,
      ...(hasChoice && userPool.allowedFirstAuthFactors.length > 1 ? (["USER_AUTH"] as const) : []),
    ],
    accessTokenValidity: input.accessTokenValidity ?? accessAndIdTokenValidity,
    idTokenValidity: input.idTokenValidity ?? accessAndIdTokenValidity,
    refreshTokenValidity: input.refreshTokenValidity ?? byKind.refreshTokenValidity,
    refreshTokenRotation: rotationOf(
      input.refreshTokenRotation ?? { enabled: byKind.rotates && userPool.tier !== "LITE" },
    ),
    identityProviders: (input.kind === "machine" ? undefined : input.identityProviders) ?? [
      "COGNITO",
    ],
    authSessionValidityMinutes: input.authSessionValidityMinutes ?? authSessionValidityMinutes,
    readAttributes: input.readAttributes ?? [...readable],
    writeAttributes: writable,
    oauth:
      input.kind === "machine"
        ? { grant: "client_credentials", callbackUrls: [], logoutUrls: [], ...input.oauth }
        : input.oauth && oauthWithDefaults(input.oauth),
  };
}

function rotationOf(rotation: RefreshTokenRotation): RefreshTokenRotation {
  return rotation.enabled ? { retryGracePeriodSeconds, ...rotation } : rotation;
}

function oauthWithDefaults(input: OAuthInput): OAuth {
  return {
    grant: "code",
    ...(input.defaultRedirectUri !== undefined && { defaultRedirectUri: input.defaultRedirectUri }),
    callbackUrls: input.callbackUrls,
    logoutUrls: input.logoutUrls ?? [],
    scopes: input.scopes ?? oauthScopes,
    ...(input.uiCustomization && { uiCustomization: input.uiCustomization }),
  };
}
