import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import { deliveryTo, type Verifiable } from "../messages/code-delivery";
import type { CodeHolder } from "../messages/confirmation-codes";
import { invalidParameter } from "../refusals";
import * as input from "../input";
import type { MotoClient } from "../moto/moto-client";
import { operation, type Cognito, type Operation } from "../operation";
import { refuseTakenAddress } from "./taken-address";
import { checkDeletable, checkMutable, checkSchema, checkWritable } from "./user-attributes";
import { attributeList, attributeRecord } from "../pools/user-pools";
import type { PoolUser } from "../pools/pool-user";

const token = { AccessToken: input.accessToken };
const updateSchema = z.object({
  ...token,
  UserAttributes: input.attributes,
  ClientMetadata: input.metadata,
});
const deleteSchema = z.object({ ...token, UserAttributeNames: z.array(input.attributeName) });
const attributeSchema = z.object({ ...token, AttributeName: input.attributeName });
const codeSchema = attributeSchema.extend({ ClientMetadata: input.metadata });
const verifySchema = attributeSchema.extend({ Code: input.confirmationCode });

const verifiables: readonly Verifiable[] = ["email", "phone_number"];

/**
 * UpdateUserAttributes. A changed e-mail address or phone number is unverified; where the pool asks
 * for it, it also takes effect only once verified. moto lets any client write anything.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html
 */
export function updateUserAttributes(cognito: Cognito): Operation {
  return operation(cognito, "UpdateUserAttributes", updateSchema, async (call) => {
    const { pool, client, user } = await call.pools.signedIn(call.input.AccessToken);
    const wanted = attributeRecord(call.input.UserAttributes);
    checkSchema(pool, wanted);
    checkWritable(client, Object.keys(wanted));
    checkMutable(pool, Object.keys(wanted));
    const changed = verifiables.filter(
      (name) => wanted[name] && wanted[name] !== user.attributes[name],
    );
    for (const name of changed)
      await refuseTakenAddress(call.pools, pool, user, { [name]: wanted[name] ?? "" });

    const now = { ...wanted };
    for (const name of changed) {
      cognito.memory.codes.withdraw(holderOf(pool, user), name);
      if (waitsForVerification(pool, name)) {
        cognito.memory.unverifiedChanges.set(keyOf(pool, user, name), wanted[name] ?? "");
        Reflect.deleteProperty(now, name);
      } else {
        now[`${name}_verified`] = "false";
      }
    }
    await write(call.moto, pool, user, now);
    cognito.memory.logins.add(pool, { ...user, attributes: wanted });
    const sent = changed.filter((name) => pool.AutoVerifiedAttributes?.includes(name));
    const updated = { ...user, attributes: { ...user.attributes, ...now } };
    for (const name of sent) {
      await cognito.messages.send(call, {
        pool,
        user: withAddress(updated, name, wanted[name]),
        clientId: client.ClientId ?? "",
        reason: "UpdateUserAttribute",
        to: name,
        secret: cognito.memory.codes.issue(holderOf(pool, user), name),
        clientMetadata: call.input.ClientMetadata,
      });
    }
    return { CodeDeliveryDetailsList: sent.map((name) => deliveryTo(name, wanted[name] ?? "")) };
  });
}

/**
 * DeleteUserAttributes, which moto does not have.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html
 */
export function deleteUserAttributes(cognito: Cognito): Operation {
  return operation(cognito, "DeleteUserAttributes", deleteSchema, async (call) => {
    const { AccessToken, UserAttributeNames } = call.input;
    const { pool, client, user } = await call.pools.signedIn(AccessToken);
    checkDeletable(pool, UserAttributeNames);
    checkWritable(client, UserAttributeNames);
    const target = { UserPoolId: pool.Id, Username: user.username };
    const existing = UserAttributeNames.filter((name) => name in user.attributes);
    await call.moto.call("AdminDeleteUserAttributes", { ...target, UserAttributeNames: existing });
    return {};
  });
}

/**
 * GetUserAttributeVerificationCode, which moto does not have.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html
 */
export function getUserAttributeVerificationCode(cognito: Cognito): Operation {
  return operation(cognito, "GetUserAttributeVerificationCode", codeSchema, async (call) => {
    const { pool, client, user } = await call.pools.signedIn(call.input.AccessToken);
    const name = verifiable(call.input.AttributeName);
    const pending = cognito.memory.unverifiedChanges.get(keyOf(pool, user, name));
    const value = pending ?? user.attributes[name];
    if (value === undefined) throw invalidParameter(`User does not have ${name}.`);
    await cognito.messages.send(call, {
      pool,
      user: withAddress(user, name, value),
      clientId: client.ClientId ?? "",
      reason: "VerifyUserAttribute",
      to: name,
      secret: cognito.memory.codes.issue(holderOf(pool, user), name),
      clientMetadata: call.input.ClientMetadata,
    });
    return { CodeDeliveryDetails: deliveryTo(name, value) };
  });
}

/**
 * VerifyUserAttribute, which moto does not have.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html
 */
export function verifyUserAttribute(cognito: Cognito): Operation {
  return operation(cognito, "VerifyUserAttribute", verifySchema, async (call) => {
    const { pool, user } = await call.pools.signedIn(call.input.AccessToken);
    const name = verifiable(call.input.AttributeName);
    const key = keyOf(pool, user, name);
    cognito.memory.codes.check(holderOf(pool, user), name, call.input.Code);
    const pending = cognito.memory.unverifiedChanges.get(key);
    if (pending !== undefined)
      await refuseTakenAddress(call.pools, pool, user, { [name]: pending });
    await write(call.moto, pool, user, {
      ...(pending !== undefined && { [name]: pending }),
      [`${name}_verified`]: "true",
    });
    cognito.memory.unverifiedChanges.delete(key);
    cognito.memory.codes.spend(holderOf(pool, user), name, call.input.Code);
    return {};
  });
}

/** A code goes to the address that it verifies, be it the user's own yet or not. */
function withAddress(user: PoolUser, name: Verifiable, value: string | undefined): PoolUser {
  return { ...user, attributes: { ...user.attributes, ...(value && { [name]: value }) } };
}

function waitsForVerification(pool: UserPoolType, name: Verifiable): boolean {
  const settings = pool.UserAttributeUpdateSettings;
  return settings?.AttributesRequireVerificationBeforeUpdate?.includes(name) === true;
}

async function write(
  moto: MotoClient,
  pool: UserPoolType,
  user: PoolUser,
  attributes: Readonly<Record<string, string>>,
): Promise<void> {
  // moto takes an unchanged e-mail address for that of another user.
  const changed = Object.entries(attributes).filter(
    ([name, value]) => user.attributes[name] !== value,
  );
  if (changed.length === 0) return;
  await moto.call("AdminUpdateUserAttributes", {
    UserPoolId: pool.Id,
    Username: user.username,
    UserAttributes: attributeList(Object.fromEntries(changed)),
  });
}

function verifiable(attribute: string): Verifiable {
  const found = verifiables.find((name) => name === attribute);
  if (found === undefined) throw invalidParameter(`Attribute ${attribute} cannot be verified.`);
  return found;
}

function holderOf(pool: UserPoolType, { username }: PoolUser): CodeHolder {
  return { userPoolId: pool.Id ?? "", username };
}

function keyOf(pool: UserPoolType, user: PoolUser, attribute: Verifiable): string {
  return `${pool.Id ?? ""}/${user.username}/${attribute}`;
}
