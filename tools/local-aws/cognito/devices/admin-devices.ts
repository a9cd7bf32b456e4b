import { z } from "zod";
import * as input from "../input";
import { operation, type Call, type Cognito, type Operation } from "../operation";
import { pageInput, pageOf } from "../page";
import { deviceOutput } from "./devices";

const ofUser = { UserPoolId: input.userPoolId, Username: input.username };
const deviceSchema = z.object({ ...ofUser, DeviceKey: z.string() });
const statusSchema = deviceSchema.extend({ DeviceRememberedStatus: z.string().optional() });
const listSchema = z.object({ ...ofUser, ...pageInput });

async function userOf({
  input: { UserPoolId, Username },
  pools,
}: Call<{ readonly UserPoolId: string; readonly Username: string }>) {
  const pool = await pools.pool(UserPoolId);
  return { pool, user: await pools.findOrRefuse(pool, Username) };
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetDevice.html */
export function adminGetDevice(cognito: Cognito): Operation {
  return operation(cognito, "AdminGetDevice", deviceSchema, async (call) => {
    const { pool, user } = await userOf(call);
    return { Device: deviceOutput(cognito.memory.devices.find(pool, user, call.input.DeviceKey)) };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListDevices.html */
export function adminListDevices(cognito: Cognito): Operation {
  return operation(cognito, "AdminListDevices", listSchema, async (call) => {
    const { pool, user } = await userOf(call);
    const all = cognito.memory.devices.list(pool, user);
    const { items, next } = pageOf(all, call.input, ["AdminListDevices", pool.Id, user.username]);
    return { Devices: items.map(deviceOutput), ...(next && { PaginationToken: next }) };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateDeviceStatus.html */
export function adminUpdateDeviceStatus(cognito: Cognito): Operation {
  return operation(cognito, "AdminUpdateDeviceStatus", statusSchema, async (call) => {
    const { pool, user } = await userOf(call);
    const device = cognito.memory.devices.find(pool, user, call.input.DeviceKey);
    const isRemembered = call.input.DeviceRememberedStatus === "remembered";
    cognito.memory.devices.change(pool, user, device, { isRemembered });
    return {};
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminForgetDevice.html */
export function adminForgetDevice(cognito: Cognito): Operation {
  return operation(cognito, "AdminForgetDevice", deviceSchema, async (call) => {
    const { pool, user } = await userOf(call);
    cognito.memory.devices.forget(pool, user, call.input.DeviceKey);
    return {};
  });
}
