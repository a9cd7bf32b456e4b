import { z } from "zod";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { invalidParameter } from "../refusals";
import { deviceOutput } from "./devices";
import { pageOf, pageInput } from "../page";

const token = { AccessToken: input.accessToken };
const deviceSchema = z.object({ ...token, DeviceKey: z.string() });
/** Only the access token says whose device it is. */
const statusSchema = deviceSchema.extend({ DeviceRememberedStatus: z.string().optional() });
const listSchema = z.object({ ...token, ...pageInput });

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html */
export function getDevice(cognito: Cognito): Operation {
  const schema = z.object({ DeviceKey: z.string(), AccessToken: input.accessToken.optional() });
  return operation(cognito, "GetDevice", schema, async ({ input, pools }) => {
    if (input.AccessToken === undefined) throw invalidParameter("Missing access token");
    const { pool, user } = await pools.signedIn(input.AccessToken);
    return { Device: deviceOutput(cognito.memory.devices.find(pool, user, input.DeviceKey)) };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html */
export function listDevices(cognito: Cognito): Operation {
  return operation(cognito, "ListDevices", listSchema, async ({ input, pools }) => {
    const { pool, user } = await pools.signedIn(input.AccessToken);
    const all = cognito.memory.devices.list(pool, user);
    const { items, next } = pageOf(all, input, ["ListDevices", pool.Id, user.username]);
    return { Devices: items.map(deviceOutput), ...(next && { PaginationToken: next }) };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html */
export function updateDeviceStatus(cognito: Cognito): Operation {
  return operation(cognito, "UpdateDeviceStatus", statusSchema, async ({ input, pools }) => {
    const { pool, user } = await pools.signedIn(input.AccessToken);
    const device = cognito.memory.devices.find(pool, user, input.DeviceKey);
    const isRemembered = input.DeviceRememberedStatus === "remembered";
    cognito.memory.devices.change(pool, user, device, { isRemembered });
    return {};
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html */
export function forgetDevice(cognito: Cognito): Operation {
  const schema = z.object({ DeviceKey: z.string(), AccessToken: input.accessToken.optional() });
  return operation(cognito, "ForgetDevice", schema, async ({ input, pools }) => {
    if (input.AccessToken === undefined) throw invalidParameter("Missing access token");
    const { pool, user } = await pools.signedIn(input.AccessToken);
    cognito.memory.devices.forget(pool, user, input.DeviceKey);
    return {};
  });
}
