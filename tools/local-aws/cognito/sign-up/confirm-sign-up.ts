import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import { checkSecretHash, hidesUsers } from "../pools/app-clients";
import { confirmationTarget, deliveryTo, simulatedDelivery } from "../messages/code-delivery";
import { CognitoError } from "../cognito-error";
import { codeExpired, invalidParameter, notAuthorized, unknownUserOfClient } from "../refusals";
import * as input from "../input";
import type { MotoClient } from "../moto/moto-client";
import { operation, type Call, type Cognito, type Operation } from "../operation";
import { firePostConfirmation } from "./post-confirmation";
import { signUpSession } from "./sign-up-session";
import { noClient } from "../triggers";
import type { PoolUser } from "../pools/pool-user";

const ofUser = {
  ClientId: input.clientId,
  SecretHash: input.secretHash,
  Username: input.username,
  ClientMetadata: input.metadata,
};
const confirmSchema = z.object({
  ...ofUser,
  ConfirmationCode: input.confirmationCode,
  ForceAliasCreation: z.boolean().optional(),
  Session: z.string().optional(),
});
const resendSchema = z.object(ofUser);
const adminSchema = z.object({
  UserPoolId: input.userPoolId,
  Username: input.username,
  ClientMetadata: input.metadata,
});

/**
 * ConfirmSignUp. moto confirms anyone at any time, by any code, and verifies nothing.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
 */
export function confirmSignUp(cognito: Cognito): Operation {
  return operation(cognito, "ConfirmSignUp", confirmSchema, async (call) => {
    const { ClientId, Username, ConfirmationCode, ClientMetadata } = call.input;
    const { pool, client } = await call.pools.client(ClientId);
    checkSecretHash(client, Username, call.input.SecretHash);
    const user = await oneAtATime(cognito, pool, Username, async () => {
      const found = await call.pools.find(pool, Username);
      if (found === undefined) throw hidesUsers(client) ? codeExpired() : unknownUserOfClient();
      refuseUnlessUnconfirmed(found);
      cognito.memory.challenges.expectOwner(call.input.Session, ClientId, found.username);
      const { codes } = cognito.memory;
      const holder = { userPoolId: pool.Id ?? "", username: found.username };
      codes.check(holder, "SignUp", ConfirmationCode);
      // Before the code is spent: the client may insist, with the same one.
      await makeRoomForAlias(call, pool, found);
      codes.spend(holder, "SignUp", ConfirmationCode);
      await call.resend({ Username: found.username });
      return verifyByCode(call.moto, pool, found);
    });
    const confirmed = { pool, user, clientId: ClientId, clientMetadata: ClientMetadata };
    await firePostConfirmation(cognito.triggers, { confirmation: "ConfirmSignUp", ...confirmed });
    return signUpSession(cognito, { pool, client }, user, true);
  });
}

/**
 * AdminConfirmSignUp: confirms the user, but verifies neither e-mail address nor phone number.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html
 */
export function adminConfirmSignUp(cognito: Cognito): Operation {
  return operation(cognito, "AdminConfirmSignUp", adminSchema, async (call) => {
    const pool = await call.pools.pool(call.input.UserPoolId);
    const user = await oneAtATime(cognito, pool, call.input.Username, async () => {
      const found = await call.pools.findOrRefuse(pool, call.input.Username);
      refuseUnlessUnconfirmed(found);
      await call.resend({ Username: found.username });
      return { ...found, status: "CONFIRMED" };
    });
    await firePostConfirmation(cognito.triggers, {
      confirmation: "ConfirmSignUp",
      pool,
      user,
      clientId: noClient,
      clientMetadata: call.input.ClientMetadata,
    });
    return {};
  });
}

/**
 * ResendConfirmationCode, which moto does not have.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html
 */
export function resendConfirmationCode(cognito: Cognito): Operation {
  return operation(cognito, "ResendConfirmationCode", resendSchema, async (call) => {
    const { ClientId, Username, SecretHash } = call.input;
    const { pool, client } = await call.pools.client(ClientId);
    checkSecretHash(client, Username, SecretHash);
    const user = await call.pools.find(pool, Username);
    if (user === undefined) {
      if (hidesUsers(client)) return { CodeDeliveryDetails: simulatedDelivery(pool, Username) };
      throw unknownUserOfClient();
    }
    if (user.status !== "UNCONFIRMED") throw invalidParameter("User is already confirmed.");
    const target = confirmationTarget(pool, user.attributes);
    if (target === undefined) {
      throw invalidParameter("Cannot resend codes. Auto verification not turned on.");
    }
    cognito.memory.authEvents.note(pool, user, { type: "ResendCode", response: "Pass" });
    await cognito.messages.send(call, {
      pool,
      user,
      clientId: ClientId,
      reason: "ResendCode",
      to: target,
      secret: cognito.memory.codes.issue(
        { userPoolId: pool.Id ?? "", username: user.username },
        "SignUp",
      ),
      clientMetadata: call.input.ClientMetadata,
    });
    return { CodeDeliveryDetails: deliveryTo(target, user.attributes[target] ?? "") };
  });
}

/** The second of two confirmations at once has to see what the first has done. */
function oneAtATime<Result>(
  { memory }: Cognito,
  pool: UserPoolType,
  login: string,
  task: () => Promise<Result>,
): Promise<Result> {
  const username = memory.logins.candidates(pool, login).at(-1) ?? login;
  return memory.locks.run(`${pool.Id ?? ""}/${username}`, task);
}

function refuseUnlessUnconfirmed({ status }: PoolUser): void {
  if (status === "UNCONFIRMED") return;
  throw notAuthorized(`User cannot be confirmed. Current status is ${status}`);
}

/** An e-mail address or phone number is the alias of one user: of the last who verified it. */
async function makeRoomForAlias(
  { input: { ForceAliasCreation }, moto, pools }: Call<z.output<typeof confirmSchema>>,
  pool: UserPoolType,
  user: PoolUser,
): Promise<void> {
  const target = confirmationTarget(pool, user.attributes);
  if (target === undefined || pool.AliasAttributes?.includes(target) !== true) return;
  const holder = await pools.find(pool, user.attributes[target] ?? "");
  if (holder === undefined || holder.username === user.username) return;
  if (ForceAliasCreation !== true) {
    throw new CognitoError("AliasExistsException", `An account with the ${target} already exists.`);
  }
  await moto.call("AdminUpdateUserAttributes", {
    UserPoolId: pool.Id,
    Username: holder.username,
    UserAttributes: [{ Name: `${target}_verified`, Value: "false" }],
  });
}

/** Who can read the code owns the address it was sent to. */
async function verifyByCode(
  moto: MotoClient,
  pool: UserPoolType,
  user: PoolUser,
): Promise<PoolUser> {
  const confirmed = { ...user, status: "CONFIRMED" };
  const target = confirmationTarget(pool, user.attributes);
  if (target === undefined) return confirmed;
  await moto.call("AdminUpdateUserAttributes", {
    UserPoolId: pool.Id,
    Username: user.username,
    UserAttributes: [{ Name: `${target}_verified`, Value: "true" }],
  });
  return { ...confirmed, attributes: { ...user.attributes, [`${target}_verified`]: "true" } };
}
