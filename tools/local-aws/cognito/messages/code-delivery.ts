import { createHash } from "node:crypto";
import type {
  CodeDeliveryDetailsType,
  UserPoolType,
} from "@aws-sdk/client-cognito-identity-provider";
import type { PoolUser } from "../pools/pool-user";

/** An attribute that a code can be sent to, and so be verified by it. */
export type Verifiable = "email" | "phone_number";

/** What Cognito tells a client about a code it sent: where to, but not to strangers. */
export function deliveryTo(attribute: Verifiable, value: string): CodeDeliveryDetailsType {
  return {
    AttributeName: attribute,
    DeliveryMedium: attribute === "email" ? "EMAIL" : "SMS",
    Destination: attribute === "email" ? maskEmail(value) : maskPhoneNumber(value),
  };
}

/**
 * Where the code goes that confirms a sign-up. A pool that verifies both sends it to the phone.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 */
export function confirmationTarget(
  pool: UserPoolType,
  attributes: PoolUser["attributes"],
): Verifiable | undefined {
  return (["phone_number", "email"] as const).find(
    (attribute) => pool.AutoVerifiedAttributes?.includes(attribute) && attributes[attribute],
  );
}

/**
 * Where the code goes that resets a password: the first of the pool's recovery options that the
 * user has verified.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
export function recoveryTarget(
  pool: UserPoolType,
  attributes: PoolUser["attributes"],
): Verifiable | undefined {
  return recoveryOptions(pool)
    .flatMap((option) => {
      if (option === "verified_email") return ["email" as const];
      return option === "verified_phone_number" ? ["phone_number" as const] : [];
    })
    .find((attribute) => attributes[attribute] && attributes[`${attribute}_verified`] === "true");
}

/** Whether only an administrator may reset passwords in this pool. */
export function isRecoveredByAdministrator(pool: UserPoolType): boolean {
  return recoveryOptions(pool)[0] === "admin_only";
}

/**
 * What a client that must not learn who exists is told about a user that does not. The same name
 * gives the same answer each time, or asking twice would tell.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
export function simulatedDelivery(pool: UserPoolType, username: string): CodeDeliveryDetailsType {
  if (/^\+\d+$/.test(username)) return deliveryTo("phone_number", username);
  if (username.includes("@")) return deliveryTo("email", username);
  const letters = createHash("sha256")
    .update(`${pool.Id ?? ""}/${username}`)
    .digest();
  const [first, second] = [...letters].map((byte) => String.fromCharCode(97 + (byte % 26)));
  return deliveryTo("email", `${first ?? "a"}@${second ?? "a"}`);
}

function recoveryOptions(pool: UserPoolType): readonly (string | undefined)[] {
  const options = pool.AccountRecoverySetting?.RecoveryMechanisms ?? [];
  return [...options]
    .sort((a, b) => (a.Priority ?? 0) - (b.Priority ?? 0))
    .map((option) => option.Name);
}

function maskEmail(email: string): string {
  const [local = "", domain = ""] = email.split("@");
  return `${local.charAt(0)}***@${domain.charAt(0)}***`;
}

function maskPhoneNumber(phoneNumber: string): string {
  return `+*******${phoneNumber.slice(-4)}`;
}
