import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import type { PoolUser } from "../pools/pool-user";
import type { Verifiable } from "./code-delivery";

/** Why Cognito writes to a user: the second half of the trigger sources. */
export type Reason =
  | "SignUp"
  | "AdminCreateUser"
  | "ResendCode"
  | "ForgotPassword"
  | "UpdateUserAttribute"
  | "VerifyUserAttribute"
  | "Authentication";

/** A message that Cognito owes a user. */
export interface Notification {
  readonly pool: UserPoolType;
  /** The attributes hold the address to write to, even if it is not the user's own yet. */
  readonly user: PoolUser;
  readonly clientId: string;
  readonly reason: Reason;
  /** By e-mail or by text message. */
  readonly to: Verifiable;
  /** The code or the temporary password. */
  readonly secret: string;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}
