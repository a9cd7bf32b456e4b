import { randomBytes } from "node:crypto";
import type { Device } from "../devices/devices";
import { required, wrongPassword } from "../refusals";
import type { SignInSource } from "../tokens/tokens";
import { challenged, signedIn, type Attempt } from "./attempt";
import type { ChallengeOf } from "./challenge-sessions";
import { proofOf } from "./password-verifier";
import { srpServer } from "./srp-server";

/**
 * What follows the last factor: the proof of the device that the client names, or the end.
 *
 * @throws {@link CognitoError} `ResourceNotFoundException` for a device that the user has not: clients then
 *   forget it, and begin anew.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
 */
export async function afterFactors(attempt: Attempt, source: SignInSource): Promise<object> {
  const device = namedDevice(attempt);
  if (device?.verifier === undefined) return signedIn(attempt, source);
  return challenged(attempt, { name: "DEVICE_SRP_AUTH", device: device.key }, parametersOf(device));
}

/** Whether the device that the client names stands for a second factor; it still has to be proven. */
export function isRemembered(attempt: Attempt): boolean {
  const { ChallengeRequiredOnNewDevice } = attempt.at.pool.DeviceConfiguration ?? {};
  const device = namedDevice(attempt);
  return (
    ChallengeRequiredOnNewDevice === true && device?.verifier !== undefined && device.isRemembered
  );
}

/** Answers DEVICE_SRP_AUTH. */
export function deviceVerifier(
  attempt: Attempt,
  challenge: ChallengeOf<"DEVICE_SRP_AUTH">,
  responses: Readonly<Record<string, string>>,
): object {
  const { cognito, at, user } = attempt;
  const device = cognito.memory.devices.find(at.pool, user, challenge.device);
  const { verifier } = device;
  if (verifier === undefined || required(responses, "DEVICE_KEY") !== device.key) {
    throw wrongPassword();
  }
  const srp = srpServer(verifier.verifier, required(responses, "SRP_A"));
  const secretBlock = randomBytes(1024);
  return challenged(
    attempt,
    { name: "DEVICE_PASSWORD_VERIFIER", device: device.key, srp, secretBlock },
    {
      ...parametersOf(device),
      USERNAME: user.username,
      SALT: verifier.salt.toString("hex"),
      SRP_B: srp.publicValue,
      SECRET_BLOCK: secretBlock.toString("base64"),
    },
  );
}

/** Answers DEVICE_PASSWORD_VERIFIER. */
export async function checkDevice(
  attempt: Attempt,
  challenge: ChallengeOf<"DEVICE_PASSWORD_VERIFIER">,
  responses: Readonly<Record<string, string>>,
): Promise<object> {
  const { cognito, at, user } = attempt;
  const device = cognito.memory.devices.find(at.pool, user, challenge.device);
  if (!proofOf(device.groupKey + device.key, challenge, responses)) throw wrongPassword();
  cognito.memory.devices.used(at.pool, user, device);
  return signedIn({ ...attempt, deviceKey: device.key }, "TokenGeneration_AuthenticateDevice");
}

function namedDevice({ cognito, at, user, deviceKey }: Attempt): Device | undefined {
  if (deviceKey === undefined || at.pool.DeviceConfiguration === undefined) return undefined;
  return cognito.memory.devices.find(at.pool, user, deviceKey);
}

function parametersOf({ key }: Device): Readonly<Record<string, string>> {
  return { DEVICE_KEY: key };
}
