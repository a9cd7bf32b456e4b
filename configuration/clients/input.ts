import type { UiCustomizationInput } from "../domain/input";
import type { ScopeReference } from "../resource-servers/input";
import type { UserAttribute } from "../user-attributes";

/** How long a token is valid. Ranges in Cognito: access and ID 5 minutes–1 day, refresh 1 hour–10 years. */
export interface Validity {
  /** A whole number. */
  readonly value: number;
  /** Of what. */
  readonly unit: "seconds" | "minutes" | "hours" | "days";
}

/** Ways to sign in through the API; `REFRESH_TOKEN_AUTH` is always there. */
export const authFlows = [
  "USER_SRP_AUTH",
  "USER_PASSWORD_AUTH",
  "ADMIN_USER_PASSWORD_AUTH",
  "CUSTOM_AUTH",
  "USER_AUTH",
] as const;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html */
export type AuthFlow = (typeof authFlows)[number];

/**
 * What a client is, from which its defaults follow. Any of them can be overridden.
 *
 * - `spa`: pages that run in a browser. No secret; refresh tokens are good for one use, and for one day.
 * - `native`: an app on a phone or a desktop. No secret; refresh tokens are good for one use, and for 90 days.
 * - `server`: pages that a server makes. A secret; only who signs with AWS credentials may send a password.
 * - `machine`: a service that signs in for itself. A secret; the client credentials grant, and no users.
 *
 * Without a kind: no secret, refresh tokens are good for 30 days, and are used again and again.
 */
export const clientKinds = ["spa", "native", "server", "machine"] as const;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html */
export type ClientKind = (typeof clientKinds)[number];

/** Whether a refresh token gives another one, and is of no use from then on. */
export type RefreshTokenRotation =
  | {
      /** Whether it does. */
      readonly enabled: false;
    }
  | {
      readonly enabled: true;
      /** For how long the old one still works, for a client whose answer got lost: 0–60. Default: 10. */
      readonly retryGracePeriodSeconds?: number;
    };

/** An app client: one that people sign in through, or one that signs in for itself. */
export type ClientInput = UserClientInput | MachineClientInput;

/** A client that signs in for itself: the client credentials grant. */
export interface MachineClientInput extends AnyClientInput {
  readonly kind: "machine";
  readonly oauth: {
    /** What it may have tokens for: scopes of the environment's resource servers. */
    readonly scopes: readonly [ScopeReference, ...(readonly ScopeReference[])];
  };
}

/** A client that people sign in through. */
export interface UserClientInput extends AnyClientInput {
  /** Default: none of them. */
  readonly kind?: "spa" | "native" | "server";
  /** The authorization code grant, for managed login. Default: none. */
  readonly oauth?: OAuthInput;
  /**
   * Where people come from who sign in at the domain: `COGNITO`, which is the pool itself, and names of
   * the environment's providers. Default: `["COGNITO"]`.
   */
  readonly identityProviders?: readonly string[];
}

interface AnyClientInput {
  /** For a server that can keep one. For good: changing it makes a new client. Default: by kind. */
  readonly generateSecret?: boolean;
  /**
   * Default: `["USER_SRP_AUTH"]`, and `USER_AUTH` where the pool has more first factors than a password.
   * A `server` has ADMIN_USER_PASSWORD_AUTH, a `machine` none.
   */
  readonly authFlows?: readonly AuthFlow[];
  /** Default: 1 hour. */
  readonly accessTokenValidity?: Validity;
  /** Default: 1 hour. */
  readonly idTokenValidity?: Validity;
  /** Default: 30 days; of a `spa` 1 day, of a `native` 90 days. */
  readonly refreshTokenValidity?: Validity;
  /** Needs ESSENTIALS or PLUS. Default: on for `spa` and `native`, where the tier has it; else off. */
  readonly refreshTokenRotation?: RefreshTokenRotation;
  /** Time for answering a challenge, 3–15 minutes. Default: 3. */
  readonly authSessionValidityMinutes?: number;
  /** Default: what it may write, whether e-mail and phone are verified, and every custom attribute. */
  readonly readAttributes?: readonly UserAttribute[];
  /** Default: the required attributes and `email`. A user can set these to anything. */
  readonly writeAttributes?: readonly UserAttribute[];
}

/** Scopes of Cognito's own. */
export const userScopes = [
  "openid",
  "email",
  "phone",
  "profile",
  "aws.cognito.signin.user.admin",
] as const;

/** What a token lets one read of a user, or change. */
export type UserScope = (typeof userScopes)[number];

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html */
export interface OAuthInput {
  /** 1–100 URLs: HTTPS, an app's own scheme, or HTTP on the loopback. */
  readonly callbackUrls: readonly [string, ...(readonly string[])];
  /** Where a sign-out may lead, 100 URLs at most. Default: none. */
  readonly logoutUrls?: readonly string[];
  /** Where a sign-in goes back to that names no URL: one of `callbackUrls`. Default: none. */
  readonly defaultRedirectUri?: string;
  /** Default: `openid`, `email`, `profile`. */
  readonly scopes?: readonly (UserScope | ScopeReference)[];
  /** How the classic pages look for this client. Default: as the domain says. */
  readonly uiCustomization?: UiCustomizationInput;
}
