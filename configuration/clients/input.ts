import type { UiCustomizationInput } from "../domain/input";
import type { UserAttribute } from "../user-attributes";

/** How long a token is valid. Ranges in Cognito: access and ID 5 minutes–1 day, refresh 1 hour–10 years. */
export interface Validity {
  readonly value: number;
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

/** An app client. */
export interface ClientInput {
  /** For a server that can keep one. For good: changing it makes a new client. Default: false. */
  readonly generateSecret?: boolean;
  /** Default: `["USER_SRP_AUTH"]`, and `USER_AUTH` where the pool has more first factors than a password. */
  readonly authFlows?: readonly AuthFlow[];
  /** Default: 1 hour. */
  readonly accessTokenValidity?: Validity;
  /** Default: 1 hour. */
  readonly idTokenValidity?: Validity;
  /** Default: 30 days. */
  readonly refreshTokenValidity?: Validity;
  /** Time for answering a challenge, 3–15 minutes. Default: 3. */
  readonly authSessionValidityMinutes?: number;
  /** Default: what it may write, whether e-mail and phone are verified, and every custom attribute. */
  readonly readAttributes?: readonly UserAttribute[];
  /** Default: the required attributes and `email`. A user can set these to anything. */
  readonly writeAttributes?: readonly UserAttribute[];
  /** The authorization code grant, for managed login. Default: none. */
  readonly oauth?: OAuthInput;
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html */
export interface OAuthInput {
  /** 1–100 URLs: HTTPS, an app's own scheme, or HTTP on the loopback. */
  readonly callbackUrls: readonly [string, ...(readonly string[])];
  readonly logoutUrls?: readonly string[];
  /** Default: `openid`, `email`, `profile`. */
  readonly scopes?: readonly (
    "openid" | "email" | "phone" | "profile" | "aws.cognito.signin.user.admin"
  )[];
  /** How the classic pages look for this client. Default: as the domain says. */
  readonly uiCustomization?: UiCustomizationInput;
}
