import { randomBytes, randomUUID } from "node:crypto";
import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import type { Clock } from "../../clock";
import { CognitoError } from "../cognito-error";
import type { PoolUser } from "../pools/pool-user";

/** What a device proves itself by, made by the client: the server never learns the device's password. */
export interface DeviceVerifier {
  readonly salt: Buffer;
  readonly verifier: bigint;
}

/** Something that a user signs in with. */
export interface Device {
  /** `<region>_<UUID>` */
  readonly key: string;
  /** Stands for the pool's name in the device's proofs. */
  readonly groupKey: string;
  readonly createdAt: number;
  readonly name: string | undefined;
  /** `undefined` until the client has confirmed the device. */
  readonly verifier: DeviceVerifier | undefined;
  readonly isRemembered: boolean;
  readonly modifiedAt: number;
  readonly authenticatedAt: number;
}

type Owner = Pick<PoolUser, "username">;

/** The devices of all users, in memory. moto knows none. */
export class Devices {
  private readonly byUser = new Map<string, Map<string, Device>>();

  constructor(private readonly clock: Clock) {}

  /** Names a device that was never seen before. */
  begin(pool: UserPoolType, user: Owner): Device {
    const now = this.clock.now();
    const device = {
      key: `${pool.Id?.split("_")[0] ?? ""}_${randomUUID()}`,
      groupKey: `-${randomBytes(6).toString("base64url").replace(/[-_]/g, "x")}`,
      createdAt: now,
      name: undefined,
      verifier: undefined,
      isRemembered: false,
      modifiedAt: now,
      authenticatedAt: now,
    };
    this.ofUser(pool, user).set(device.key, device);
    return device;
  }

  /** @throws {@link CognitoError} `ResourceNotFoundException` */
  find(pool: UserPoolType, user: Owner, key: string): Device {
    const device = this.ofUser(pool, user).get(key);
    if (device !== undefined) return device;
    throw new CognitoError("ResourceNotFoundException", "Device does not exist.");
  }

  /** Those that were confirmed, the oldest first. */
  list(pool: UserPoolType, user: Owner): readonly Device[] {
    return [...this.ofUser(pool, user).values()].filter(({ verifier }) => verifier !== undefined);
  }

  change(pool: UserPoolType, user: Owner, device: Device, changes: Partial<Device>): void {
    const modifiedAt = this.clock.now();
    this.ofUser(pool, user).set(device.key, { ...device, modifiedAt, ...changes });
  }

  /** Notes that the device was signed in with. */
  used(pool: UserPoolType, user: Owner, device: Device): void {
    const authenticatedAt = this.clock.now();
    this.ofUser(pool, user).set(device.key, { ...device, authenticatedAt });
  }

  forget(pool: UserPoolType, user: Owner, key: string): void {
    this.find(pool, user, key);
    this.ofUser(pool, user).delete(key);
  }

  /** To be called when the user is deleted: the name may be another's later. */
  forgetUser(userPoolId: string, username: string): void {
    this.byUser.delete(`${userPoolId}/${username}`);
  }

  private ofUser({ Id = "" }: UserPoolType, { username }: Owner): Map<string, Device> {
    const key = `${Id}/${username}`;
    const devices = this.byUser.get(key) ?? new Map<string, Device>();
    this.byUser.set(key, devices);
    return devices;
  }
}

/** A device as the API shows it. */
export function deviceOutput(device: Device): object {
  const attributes = {
    device_status: "valid",
    device_name: device.name ?? "",
    "dev:device_remembered_status": device.isRemembered ? "remembered" : "not_remembered",
    last_ip_used: "127.0.0.1",
  };
  return {
    DeviceKey: device.key,
    DeviceAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    DeviceCreateDate: device.createdAt / 1000,
    DeviceLastModifiedDate: device.modifiedAt / 1000,
    DeviceLastAuthenticatedDate: device.authenticatedAt / 1000,
  };
}
