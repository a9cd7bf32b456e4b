import type { UserPoolClientType, UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import { checkSecretHash, hidesUsers } from "../pools/app-clients";
import {
  deliveryTo,
  isRecoveredByAdministrator,
  recoveryTarget,
  simulatedDelivery,
} from "../messages/code-delivery";
import type { CognitoError } from "../cognito-error";
import { invalidParameter, notAuthorized, unknownUserOfClient, userDisabled } from "../refusals";
import * as input from "../input";
import { wrongCode, type CodeHolder } from "../messages/confirmation-codes";
import { operation, type Cognito, type Operation } from "../operation";
import { checkPassword, refusals } from "./password-policy";
import { firePostConfirmation } from "../sign-up/post-confirmation";
import { noClient } from "../triggers";
import { migrateUser } from "../sign-in/user-migration";
import type { ClientOfPool, PoolUser } from "../pools/pool-user";

const schema = z.object({
  ClientId: input.clientId,
  SecretHash: input.secretHash,
  Username: input.username,
  ClientMetadata: input.metadata,
});
const confirmSchema = schema.extend({
  ConfirmationCode: input.confirmationCode,
  Password: input.password,
});
const adminSchema = z.object({
  UserPoolId: input.userPoolId,
  Username: input.username,
  ClientMetadata: input.metadata,
});

/**
 * ForgotPassword. moto "sends" a code to anyone.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html
 */
export function forgotPassword(cognito: Cognito): Operation {
  return operation(cognito, "ForgotPassword", schema, async (call) => {
    const { ClientId, Username, SecretHash } = call.input;
    const at = await call.pools.client(ClientId);
    checkSecretHash(at.client, Username, SecretHash);
    if (isRecoveredByAdministrator(at.pool)) {
      throw notAuthorized("Contact administrator to reset password.");
    }
    const user =
      (await call.pools.find(at.pool, Username)) ??
      (await migrateUser(cognito, call, at, Username, {
        source: "UserMigration_ForgotPassword",
        clientMetadata: call.input.ClientMetadata,
      }));
    const target = user && recoveryTarget(at.pool, user.attributes);
    if (!user?.enabled || target === undefined) {
      return { CodeDeliveryDetails: simulatedOrRefused(at, user, Username) };
    }
    if (!["CONFIRMED", "RESET_REQUIRED"].includes(user.status)) throw notInThisState();
    const holder = holderOf(at.pool, user);
    cognito.memory.limits.check("ask for a reset", holder.userPoolId, holder.username);
    cognito.memory.limits.count("ask for a reset", holder.userPoolId, holder.username);
    cognito.memory.authEvents.note(at.pool, user, {
      type: "ForgotPassword",
      response: "InProgress",
    });
    await cognito.messages.send(call, {
      pool: at.pool,
      user,
      clientId: ClientId,
      reason: "ForgotPassword",
      to: target,
      secret: cognito.memory.codes.issue(holder, "ForgotPassword"),
      clientMetadata: call.input.ClientMetadata,
    });
    return { CodeDeliveryDetails: deliveryTo(target, user.attributes[target] ?? "") };
  });
}

/**
 * ConfirmForgotPassword. moto takes any password and any code, and leaves the user in
 * RESET_REQUIRED.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html
 */
export function confirmForgotPassword(cognito: Cognito): Operation {
  return operation(cognito, "ConfirmForgotPassword", confirmSchema, async (call) => {
    const { ClientId, Username, SecretHash, Password } = call.input;
    const { ConfirmationCode, ClientMetadata } = call.input;
    const { pool, client } = await call.pools.client(ClientId);
    checkSecretHash(client, Username, SecretHash);
    const user = await call.pools.find(pool, Username);
    if (!user?.enabled) throw mismatchOrRefused(client, user);
    checkPassword(pool, Password, refusals.change);
    cognito.passwords.checkHistory(pool, user.username, Password);
    cognito.memory.codes.spend(holderOf(pool, user), "ForgotPassword", ConfirmationCode);
    const changed = { UserPoolId: pool.Id, Username: user.username, Password, Permanent: true };
    await call.moto.call("AdminSetUserPassword", changed);
    cognito.passwords.set(pool, user.username, Password);
    cognito.memory.lockouts.clear(pool.Id ?? "", user.username);
    await firePostConfirmation(cognito.triggers, {
      confirmation: "ConfirmForgotPassword",
      pool,
      user: { ...user, status: "CONFIRMED" },
      clientId: ClientId,
      clientMetadata: ClientMetadata,
    });
    return {};
  });
}

/**
 * AdminResetUserPassword, which sends the user a code for ConfirmForgotPassword.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html
 */
export function adminResetUserPassword(cognito: Cognito): Operation {
  return operation(cognito, "AdminResetUserPassword", adminSchema, async (call) => {
    const pool = await call.pools.pool(call.input.UserPoolId);
    const user = await call.pools.findOrRefuse(pool, call.input.Username);
    await call.resend({ Username: user.username });
    const target = recoveryTarget(pool, user.attributes);
    if (target !== undefined) {
      await cognito.messages.send(call, {
        pool,
        user: { ...user, status: "RESET_REQUIRED" },
        clientId: noClient,
        reason: "ForgotPassword",
        to: target,
        secret: cognito.memory.codes.issue(holderOf(pool, user), "ForgotPassword"),
        clientMetadata: call.input.ClientMetadata,
      });
    }
    return {};
  });
}

/**
 * A client that hides users is told of a code in each case where none is sent.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
function simulatedOrRefused(
  { pool, client }: ClientOfPool,
  user: PoolUser | undefined,
  username: string,
) {
  if (hidesUsers(client)) return simulatedDelivery(pool, username);
  if (user === undefined) throw unknownUserOfClient();
  if (!user.enabled) throw userDisabled();
  if (user.status === "FORCE_CHANGE_PASSWORD") throw notInThisState();
  throw invalidParameter(
    "Cannot reset password for the user as there is no registered/verified email or phone_number",
  );
}

/** A client that hides users is told that the code is wrong. */
function mismatchOrRefused(client: UserPoolClientType, user: PoolUser | undefined): CognitoError {
  if (hidesUsers(client)) return wrongCode();
  return user === undefined ? unknownUserOfClient() : userDisabled();
}

function holderOf(pool: UserPoolType, { username }: PoolUser): CodeHolder {
  return { userPoolId: pool.Id ?? "", username };
}

function notInThisState(): CognitoError {
  return notAuthorized("User password cannot be reset in the current state.");
}
