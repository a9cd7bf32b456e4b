import {
  AdminForgetDeviceCommand,
  AdminGetDeviceCommand,
  AdminListDevicesCommand,
  AdminUpdateDeviceStatusCommand,
  ForgetDeviceCommand,
  GetDeviceCommand,
  InitiateAuthCommand,
  ListDevicesCommand,
  UpdateDeviceStatusCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { expect, test } from "@jest/globals";
import { duringTests } from "../../../../support/during-tests";
import { authenticate, identityUser } from "../../../../support/identity-client";
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
