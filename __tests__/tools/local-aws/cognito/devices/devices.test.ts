import {
  AdminForgetDeviceCommand,
  AdminGetDeviceCommand,
  AdminListDevicesCommand,
  AdminUpdateDeviceStatusCommand,
  AssociateSoftwareTokenCommand,
  ForgetDeviceCommand,
  GetDeviceCommand,
  InitiateAuthCommand,
  ListDevicesCommand,
  SetUserMFAPreferenceCommand,
  SetUserPoolMfaConfigCommand,
  UpdateDeviceStatusCommand,
  VerifySoftwareTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { expect, test } from "@jest/globals";
import { Secret, TOTP } from "otpauth";
import { duringTests } from "../../../../support/during-tests";
import { authenticate, identityUser, sendToken } from "../../../../support/identity-client";
import {
  claimsOf,
  createPool,
  password,
  signedInUser,
  startLocalCognito,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

async function trackingPool(asksUser = false): Promise<TestPool> {
  return createPool(
    cognito,
    {
      DeviceConfiguration: {
        ChallengeRequiredOnNewDevice: true,
        DeviceOnlyRememberedOnUserPrompt: asksUser,
      },
    },
    {
      ExplicitAuthFlows: [
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
      ],
    },
  );
}

/** Signs in with Cognito's own client, which confirms a device and proves it the next time. */
async function signInByClient(pool: TestPool, email: string, storage: Map<string, string>) {
  const user = identityUser(cognito, pool, email, storage);
  const outcome = await authenticate(user, password);
  if (outcome.kind !== "signed-in") throw new Error(outcome.kind);
  const accessToken = outcome.session.getAccessToken().getJwtToken();
  const refreshToken = outcome.session.getRefreshToken().getToken();
  return { accessToken, refreshToken, deviceKey: String(claimsOf(accessToken)["device_key"]) };
}

test("Cognito's own client confirms a device, and the next sign-in proves it", async () => {
  const pool = await trackingPool();
  const { email } = await signedInUser(cognito, pool);
  const storage = new Map<string, string>();
  const first = await signInByClient(pool, email, storage);
  const second = await signInByClient(pool, email, storage);
  expect(first.deviceKey).toMatch(/^eu-west-1_[\da-f-]{36}$/);
  expect(second.deviceKey).toBe(first.deviceKey);
  const { Devices } = await cognito.client.send(
    new ListDevicesCommand({ AccessToken: second.accessToken }),
  );
  expect(Devices?.map(({ DeviceKey }) => DeviceKey)).toEqual([first.deviceKey]);
  // Tokens of a device are renewed by that device alone.
  const refresh = (parameters: object) =>
    cognito.client.send(
      new InitiateAuthCommand({
        ClientId: pool.clientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: second.refreshToken, ...parameters },
      }),
    );
  await expect(refresh({})).rejects.toThrow("Invalid Refresh Token");
  expect(await refresh({ DEVICE_KEY: second.deviceKey })).toHaveProperty("AuthenticationResult");
});

test("a device is shown, remembered and forgotten by its user and by an administrator", async () => {
  const pool = await trackingPool(true);
  const { email } = await signedInUser(cognito, pool);
  const { accessToken, deviceKey } = await signInByClient(pool, email, new Map());
  const own = { AccessToken: accessToken, DeviceKey: deviceKey };
  const admin = { UserPoolId: pool.userPoolId, Username: email, DeviceKey: deviceKey };
  const status = async () => {
    const { Device } = await cognito.client.send(new AdminGetDeviceCommand(admin));
    return Device?.DeviceAttributes?.find(({ Name }) => Name?.startsWith("dev:"))?.Value;
  };
  expect(await status()).toBe("not_remembered");
  await cognito.client.send(
    new UpdateDeviceStatusCommand({ ...own, DeviceRememberedStatus: "remembered" }),
  );
  expect(await status()).toBe("remembered");
  await cognito.client.send(
    new AdminUpdateDeviceStatusCommand({ ...admin, DeviceRememberedStatus: "not_remembered" }),
  );
  expect(await status()).toBe("not_remembered");
  const { Device } = await cognito.client.send(new GetDeviceCommand(own));
  expect(Device?.DeviceKey).toBe(deviceKey);
  await cognito.client.send(new ForgetDeviceCommand(own));
  await expect(cognito.client.send(new GetDeviceCommand(own))).rejects.toThrow(
    "Device does not exist.",
  );
  await expect(cognito.client.send(new AdminForgetDeviceCommand(admin))).rejects.toThrow(
    "Device does not exist.",
  );
  const listed = await cognito.client.send(new AdminListDevicesCommand(admin));
  expect(listed.Devices).toEqual([]);
});

test("nobody signs in with the device of somebody else", async () => {
  const pool = await trackingPool();
  const { email } = await signedInUser(cognito, pool);
  const { deviceKey } = await signInByClient(pool, email, new Map());
  const other = await signedInUser(cognito, pool);
  const attempt = cognito.client.send(
    new InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: other.email, PASSWORD: password, DEVICE_KEY: deviceKey },
    }),
  );
  await expect(attempt).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("Cognito's own client shows a remembered device in place of the code of a token", async () => {
  const pool = await trackingPool();
  const { email, accessToken } = await signedInUser(cognito, pool);
  await cognito.client.send(
    new SetUserPoolMfaConfigCommand({
      UserPoolId: pool.userPoolId,
      MfaConfiguration: "OPTIONAL",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }),
  );
  const AccessToken = accessToken;
  const { SecretCode = "" } = await cognito.client.send(
    new AssociateSoftwareTokenCommand({ AccessToken }),
  );
  const token = new TOTP({ secret: Secret.fromBase32(SecretCode) });
  await cognito.client.send(
    new VerifySoftwareTokenCommand({ AccessToken, UserCode: token.generate() }),
  );
  const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
  await cognito.client.send(
    new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings }),
  );

  const storage = new Map<string, string>();
  const first = identityUser(cognito, pool, email, storage);
  expect(await authenticate(first, password)).toEqual({ kind: "token-wanted" });
  // A code is good once: this one is of the next half minute.
  const code = token.generate({ timestamp: Date.now() + 30_000 });
  const signedIn = await sendToken(first, code);
  if (signedIn.kind !== "signed-in") throw new Error(signedIn.kind);

  const { deviceKey } = await signInByClient(pool, email, storage);
  const { AuthenticationResult } = await cognito.client.send(
    new InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  );
  expect(AuthenticationResult).toBeUndefined();
  await cognito.client.send(
    new AdminUpdateDeviceStatusCommand({
      UserPoolId: pool.userPoolId,
      Username: email,
      DeviceKey: deviceKey,
      DeviceRememberedStatus: "not_remembered",
    }),
  );
  const again = identityUser(cognito, pool, email, storage);
  expect(await authenticate(again, password)).toEqual({ kind: "token-wanted" });
});
