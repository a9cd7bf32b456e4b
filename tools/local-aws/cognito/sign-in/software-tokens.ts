import { z } from "zod";
import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { CognitoError } from "../cognito-error";
import * as input from "../input";
import { operation, type Call, type Cognito, type Operation } from "../operation";
import { newSecret, stepOf, type Factor } from "./mfa-states";
import { offeredFactors } from "./offered-factors";
import type { MotoClient } from "../moto/moto-client";
import { invalidParameter } from "../refusals";
import type { PoolUser } from "../pools/pool-user";

/** A user proves who they are by a token, or by the session of a sign-in that asks for a factor. */
const proof = {
  AccessToken: input.accessToken.optional(),
  Session: z.string().min(20).max(2048).optional(),
};
const associateSchema = z.object(proof);
const verifySchema = z.object({
  ...proof,
  UserCode: z
    .string()
    .length(6)
    .regex(/^[0-9]+$/),
  FriendlyDeviceName: z.string().max(131072).optional(),
});

const setting = z
  .object({ Enabled: z.boolean().default(false), PreferredMfa: z.boolean().default(false) })
  .optional();
const settings = {
  SoftwareTokenMfaSettings: setting,
  SMSMfaSettings: setting,
  EmailMfaSettings: setting,
};
const preferenceSchema = z.object({ AccessToken: input.accessToken, ...settings });
const adminPreferenceSchema = z.object({
  UserPoolId: input.userPoolId,
  Username: input.username,
  ...settings,
});

/**
 * AssociateSoftwareToken: a secret for the user's authenticator app. moto gives everybody the same.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html
 */
export function associateSoftwareToken(cognito: Cognito): Operation {
  return operation(cognito, "AssociateSoftwareToken", associateSchema, async (call) => {
    const { AccessToken, Session } = call.input;
    const secret = newSecret();
    if (AccessToken !== undefined) {
      const { pool, user } = await call.pools.signedIn(AccessToken);
      await checkOffered(call.moto, pool);
      cognito.memory.mfa.change(pool, user, { pendingSecret: secret });
      return { SecretCode: secret };
    }
    const { challenges } = cognito.memory;
    return challenges.answer(Session, { name: "MFA_SETUP" }, async ({ owner }) => {
      const { pool, client } = await call.pools.client(owner.clientId);
      await checkOffered(call.moto, pool);
      const challenge = { name: "MFA_SETUP" as const, secret };
      const next = challenges.start(owner, challenge, client.AuthSessionValidity);
      return { SecretCode: secret, Session: next };
    });
  });
}

/**
 * @throws {@link CognitoError} `SoftwareTokenMFANotFoundException` in a pool without authenticator apps.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html#API_AssociateSoftwareToken_Errors
 */
async function checkOffered(moto: MotoClient, pool: UserPoolType): Promise<void> {
  if ((await offeredFactors(moto, pool)).includes("SOFTWARE_TOKEN_MFA")) return;
  throw new CognitoError(
    "SoftwareTokenMFANotFoundException",
    "Software Token MFA is not enabled by the userPool.",
  );
}

/**
 * VerifySoftwareToken: a code shows that the app holds the secret.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html
 */
export function verifySoftwareToken(cognito: Cognito): Operation {
  return operation(cognito, "VerifySoftwareToken", verifySchema, async (call) => {
    const { AccessToken, Session, UserCode, FriendlyDeviceName: deviceName } = call.input;
    const { challenges, mfa } = cognito.memory;
    const keep = (pool: UserPoolType, user: Pick<PoolUser, "username">, secret?: string) => {
      const lastStep = secret === undefined ? undefined : stepOf(secret, UserCode);
      if (secret === undefined || lastStep === undefined) {
        throw new CognitoError("EnableSoftwareTokenMFAException", "Code mismatch");
      }
      mfa.change(pool, user, { secret, lastStep, deviceName, pendingSecret: undefined });
    };
    if (AccessToken !== undefined) {
      const { pool, user } = await call.pools.signedIn(AccessToken);
      keep(pool, user, mfa.of(pool, user).pendingSecret);
      return { Status: "SUCCESS" };
    }
    return challenges.answer(Session, { name: "MFA_SETUP" }, async ({ owner, challenge }) => {
      const { pool, client } = await call.pools.client(owner.clientId);
      keep(pool, owner, challenge.secret);
      const next = { name: challenge.name, isVerified: true };
      return {
        Status: "SUCCESS",
        Session: challenges.start(owner, next, client.AuthSessionValidity),
      };
    });
  });
}

/**
 * SetUserMFAPreference.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html
 */
export function setUserMfaPreference(cognito: Cognito): Operation {
  return operation(cognito, "SetUserMFAPreference", preferenceSchema, async (call) => {
    const { pool, user } = await call.pools.signedIn(call.input.AccessToken);
    prefer(cognito, pool, user, call.input);
    return {};
  });
}

/**
 * AdminSetUserMFAPreference.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html
 */
export function adminSetUserMfaPreference(cognito: Cognito): Operation {
  return operation(cognito, "AdminSetUserMFAPreference", adminPreferenceSchema, async (call) => {
    const pool = await call.pools.pool(call.input.UserPoolId);
    const user = await call.pools.findOrRefuse(pool, call.input.Username);
    prefer(cognito, pool, user, call.input);
    return {};
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteSoftwareToken.html */
export function adminDeleteSoftwareToken(cognito: Cognito): Operation {
  const schema = adminPreferenceSchema.pick({ UserPoolId: true, Username: true });
  return operation(cognito, "AdminDeleteSoftwareToken", schema, async ({ input, pools }) => {
    const pool = await pools.pool(input.UserPoolId);
    const user = await pools.findOrRefuse(pool, input.Username);
    const { mfa } = cognito.memory;
    const { enabled, preferred } = mfa.of(pool, user);
    mfa.change(pool, user, {
      secret: undefined,
      pendingSecret: undefined,
      deviceName: undefined,
      enabled: enabled.filter((factor) => factor !== "SOFTWARE_TOKEN_MFA"),
      ...(preferred === "SOFTWARE_TOKEN_MFA" && { preferred: undefined }),
    });
    return {};
  });
}

type Settings = Pick<Call<z.output<typeof preferenceSchema>>["input"], keyof typeof settings>;

/** @throws {@link CognitoError} `InvalidParameterException` for a factor that the user lacks. */
function prefer(
  { memory: { mfa } }: Cognito,
  pool: UserPoolType,
  user: PoolUser,
  given: Settings,
): void {
  const state = mfa.of(pool, user);
  let { enabled, preferred } = state;
  const wishes = [
    ["SOFTWARE_TOKEN_MFA", given.SoftwareTokenMfaSettings],
    ["SMS_MFA", given.SMSMfaSettings],
    ["EMAIL_OTP", given.EmailMfaSettings],
  ] as const;
  for (const [factor, wish] of wishes) {
    if (wish === undefined) continue;
    if (wish.Enabled) refuseIfMissing(factor, user, state.secret);
    enabled = enabled.filter((name) => name !== factor);
    if (wish.Enabled) enabled = [...enabled, factor];
    if (wish.PreferredMfa && wish.Enabled) preferred = factor;
    else if (preferred === factor) preferred = undefined;
  }
  mfa.change(pool, user, { enabled, preferred });
}

/** https://github.com/aws/aws-sdk-js-v3/issues/4645 */
function missing(factor: Factor): CognitoError {
  return invalidParameter(`User does not have delivery config set to turn on ${factor}`);
}

function refuseIfMissing(factor: Factor, { attributes }: PoolUser, secret?: string): void {
  if (factor === "SOFTWARE_TOKEN_MFA" && secret === undefined) throw missing(factor);
  if (factor === "SMS_MFA" && !attributes["phone_number"]) throw missing(factor);
  if (factor === "EMAIL_OTP" && !attributes["email"]) throw missing(factor);
}
