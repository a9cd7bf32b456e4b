import { randomUUID } from "node:crypto";
import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import { allowsFlow, checkSecretHash, secretHashFor } from "../pools/app-clients";
import {
  confirmationTarget,
  deliveryTo,
  isRecoveredByAdministrator,
} from "../messages/code-delivery";
import { CognitoError } from "../cognito-error";
import { newTemporaryPassword } from "../messages/secrets";
import { invalidParameter, notAuthorized } from "../refusals";
import * as input from "../input";
import { inCaseOf } from "../users/login-names";
import { nameAtMoto } from "../moto/name-at-moto";
import { attributeOfUsername } from "./new-username";
import { operation, type Call, type Cognito, type Operation } from "../operation";
import { checkPassword, refusals } from "../passwords/password-policy";
import { needsNoPassword } from "./passwordless";
import { firePostConfirmation } from "./post-confirmation";
import { signUpSession } from "./sign-up-session";
import { askPreSignUp, checkAutoVerified, type Verdict } from "./pre-sign-up";
import {
  checkNoPreferredUsername,
  checkRequired,
  checkSchema,
  checkWritable,
} from "../users/user-attributes";
import { attributeList, attributeRecord } from "../pools/user-pools";
import type { ClientOfPool, PoolUser } from "../pools/pool-user";

const schema = z.object({
  ClientId: input.clientId,
  SecretHash: input.secretHash,
  Username: input.username,
  Password: input.optionalPassword,
  UserAttributes: input.attributes,
  ValidationData: input.attributes.optional(),
  ClientMetadata: input.metadata,
});

type SignUpCall = Call<z.output<typeof schema>>;

/**
 * SignUp. moto checks the password and an exact match of the name, and raises no trigger.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
 */
export function signUp(cognito: Cognito): Operation {
  return operation(cognito, "SignUp", schema, async (call) => {
    const { ClientId, Username, ClientMetadata } = call.input;
    const { pool, client } = await call.pools.client(ClientId);
    checkSecretHash(client, Username, call.input.SecretHash);
    if (pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly === true) {
      throw notAuthorized("SignUp is not permitted for this user pool");
    }
    const usernameAttribute = attributeOfUsername(pool, Username);
    const given = attributeRecord(call.input.UserAttributes);
    const attributes = { ...given, ...(usernameAttribute && { [usernameAttribute]: Username }) };
    checkSchema(pool, attributes);
    checkNoPreferredUsername(pool, attributes);
    checkWritable(client, Object.keys(given));
    checkRequired(pool, attributes);
    const { Password } = call.input;
    if (Password !== undefined) checkPassword(pool, Password, refusals.signUp);
    else if (!allowsFlow(client, "USER_AUTH") || !needsNoPassword(pool, attributes)) {
      throw invalidParameter("Password is required for this user pool.");
    }

    const verdict = await askPreSignUp(cognito.triggers, {
      source: "PreSignUp_SignUp",
      pool,
      // Where an e-mail stands for the username Cognito shows a UUID; moto chooses its own later.
      userName: usernameAttribute === undefined ? Username : randomUUID(),
      clientId: ClientId,
      userAttributes: attributes,
      validationData: call.input.ValidationData && attributeRecord(call.input.ValidationData),
      clientMetadata: ClientMetadata,
    });
    checkAutoVerified(verdict, attributes);
    const key = `${pool.Id ?? ""}/${inCaseOf(pool, Username)}`;
    const user = await cognito.memory.locks.run(key, async () => {
      await refuseTaken(call, pool, usernameAttribute);
      const created = await create(call, { pool, client }, attributes, verdict);
      if (Password !== undefined) cognito.passwords.set(pool, created.username, Password);
      cognito.memory.logins.add(pool, created);
      return created;
    });

    cognito.memory.authEvents.note(pool, user, { type: "SignUp", response: "Pass" });
    if (verdict.autoConfirmUser) {
      const confirmed = { pool, user, clientId: ClientId, clientMetadata: ClientMetadata };
      await firePostConfirmation(cognito.triggers, { confirmation: "ConfirmSignUp", ...confirmed });
    }
    const target = verdict.autoConfirmUser ? undefined : confirmationTarget(pool, user.attributes);
    if (target !== undefined) {
      await cognito.messages.send(call, {
        pool,
        user,
        clientId: ClientId,
        reason: "SignUp",
        to: target,
        secret: cognito.memory.codes.issue(
          { userPoolId: pool.Id ?? "", username: user.username },
          "SignUp",
        ),
        clientMetadata: ClientMetadata,
      });
    }
    return {
      UserConfirmed: verdict.autoConfirmUser,
      UserSub: user.attributes["sub"],
      ...signUpSession(cognito, { pool, client }, user, false),
      ...(target && {
        CodeDeliveryDetails: deliveryTo(target, user.attributes[target] ?? ""),
      }),
    };
  });
}

async function refuseTaken(
  { pools, input: { Username } }: SignUpCall,
  pool: UserPoolType,
  usernameAttribute: string | undefined,
): Promise<void> {
  if ((await pools.find(pool, Username)) === undefined) return;
  throw new CognitoError(
    "UsernameExistsException",
    usernameAttribute === undefined
      ? "User already exists"
      : `An account with the given ${usernameAttribute} already exists.`,
  );
}

async function create(
  call: SignUpCall,
  { pool, client }: ClientOfPool,
  given: Readonly<Record<string, string>>,
  verdict: Verdict,
): Promise<PoolUser> {
  const attributes = {
    ...given,
    ...(given["email"] && { email_verified: String(verdict.autoVerifyEmail) }),
    ...(given["phone_number"] && { phone_number_verified: String(verdict.autoVerifyPhone) }),
  };
  const sub = await store(call, { pool, client }, attributes);
  const username = pool.UsernameAttributes?.length ? sub : call.input.Username;
  if (verdict.autoConfirmUser) {
    await call.moto.call("AdminConfirmSignUp", { UserPoolId: pool.Id, Username: username });
  }
  const status = verdict.autoConfirmUser ? "CONFIRMED" : "UNCONFIRMED";
  return { username, status, enabled: true, attributes: { ...attributes, sub } };
}

/** @returns the new user's `sub`. */
async function store(
  call: SignUpCall,
  at: ClientOfPool,
  attributes: Readonly<Record<string, string>>,
): Promise<string> {
  const { Username } = call.input;
  const name = nameAtMoto(Username, attributeOfUsername(at.pool, Username));
  const sub = await storeAs(name, call, at, attributes);
  if (name !== Username) {
    await call.moto.call("AdminUpdateUserAttributes", {
      UserPoolId: at.pool.Id,
      Username: sub,
      UserAttributes: [{ Name: "email", Value: Username }],
    });
  }
  return sub;
}

async function storeAs(
  name: string,
  { input: { Password }, pools, resend }: SignUpCall,
  { pool, client }: ClientOfPool,
  attributes: Readonly<Record<string, string>>,
): Promise<string> {
  try {
    const { UserSub } = await resend({
      Username: name,
      SecretHash: secretHashFor(client, name),
      // moto knows no user without one. This one is nobody's.
      Password: Password ?? newTemporaryPassword(pool),
      UserAttributes: attributeList(attributes),
    });
    return String(UserSub);
  } catch (error) {
    // moto creates the user and then stumbles over a pool that has nowhere to send reset codes to.
    const user = isRecoveredByAdministrator(pool) ? await pools.find(pool, name) : undefined;
    if (user?.attributes["sub"] === undefined) throw error;
    return user.attributes["sub"];
  }
}
