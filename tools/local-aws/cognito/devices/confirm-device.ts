import { z } from "zod";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { invalidParameter } from "../refusals";

const schema = z.object({
  AccessToken: input.accessToken,
  DeviceKey: z.string(),
  DeviceName: z.string().optional(),
  DeviceSecretVerifierConfig: z
    .object({ PasswordVerifier: z.string().optional(), Salt: z.string().optional() })
    .optional(),
});

/**
 * ConfirmDevice: the client keeps a password for the device, and hands over what proves it.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
 */
export function confirmDevice(cognito: Cognito): Operation {
  return operation(cognito, "ConfirmDevice", schema, async ({ input, pools }) => {
    const { pool, user } = await pools.signedIn(input.AccessToken);
    const device = cognito.memory.devices.find(pool, user, input.DeviceKey);
    const { PasswordVerifier, Salt } = input.DeviceSecretVerifierConfig ?? {};
    if (!PasswordVerifier || !Salt) {
      throw invalidParameter("Device password verifier and salt are required.");
    }
    const asksUser = pool.DeviceConfiguration?.DeviceOnlyRememberedOnUserPrompt === true;
    cognito.memory.devices.change(pool, user, device, {
      name: input.DeviceName,
      verifier: {
        salt: Buffer.from(Salt, "base64"),
        verifier: BigInt(`0x${Buffer.from(PasswordVerifier, "base64").toString("hex") || "0"}`),
      },
      isRemembered: !asksUser,
    });
    return { UserConfirmationNecessary: asksUser };
  });
}
