import { z } from "zod";
import { isJsonObject, type JsonObject } from "../../json-protocol";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { appClientSettings, checkAppClient } from "./check-app-client";

const createSchema = appClientSettings.extend({ GenerateSecret: z.boolean().default(false) });
const updateSchema = appClientSettings.extend({ ClientId: input.clientId });
const created = z.object({ UserPoolClient: z.object({ ClientId: z.string() }) });

/**
 * CreateUserPoolClient. Notes whose client a new client is: users' calls are unsigned and so name no
 * Region to look in.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 */
export function createUserPoolClient(cognito: Cognito): Operation {
  return operation(cognito, "CreateUserPoolClient", createSchema, async (call) => {
    const { input, resend } = call;
    await checkAppClient(cognito, call, input.GenerateSecret);
    const output = await resend();
    const { UserPoolClient } = created.parse(output);
    cognito.memory.poolOfClient.set(UserPoolClient.ClientId, input.UserPoolId);
    cognito.memory.appClients.touch(UserPoolClient.ClientId);
    return shown(cognito, output);
  });
}

/**
 * DescribeUserPoolClient, with the oldest of the client's secrets.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html
 */
export function describeUserPoolClient(cognito: Cognito): Operation {
  return operation(cognito, "DescribeUserPoolClient", z.object({}), async ({ resend }) =>
    shown(cognito, await resend()),
  );
}

function shown({ memory }: Cognito, output: JsonObject): JsonObject {
  const { UserPoolClient: client } = output;
  if (!isJsonObject(client)) return output;
  return { ...output, UserPoolClient: memory.appClients.shown(client) };
}

/** What an update sets back to where it was at first, unless it says otherwise. */
const resettable = [
  "AccessTokenValidity",
  "AllowedOAuthFlows",
  "AllowedOAuthFlowsUserPoolClient",
  "AllowedOAuthScopes",
  "AnalyticsConfiguration",
  "AuthSessionValidity",
  "CallbackURLs",
  "DefaultRedirectURI",
  "EnablePropagateAdditionalUserContextData",
  "EnableTokenRevocation",
  "ExplicitAuthFlows",
  "IdTokenValidity",
  "LogoutURLs",
  "PreventUserExistenceErrors",
  "ReadAttributes",
  "RefreshTokenRotation",
  "RefreshTokenValidity",
  "SupportedIdentityProviders",
  "TokenValidityUnits",
  "WriteAttributes",
];

/** Of these, what Cognito tells of every client: `false`, where the others are not there at all. */
const toldAlways = ["AllowedOAuthFlowsUserPoolClient", "EnablePropagateAdditionalUserContextData"];

/**
 * UpdateUserPoolClient. What is left out is set back; moto leaves it.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html
 */
export function updateUserPoolClient(cognito: Cognito): Operation {
  return operation(cognito, "UpdateUserPoolClient", updateSchema, async (call) => {
    const { client } = await call.pools.clientIn(call.input.UserPoolId, call.input.ClientId);
    await checkAppClient(cognito, call, client.ClientSecret !== undefined);
    const reset = resettable.filter((name) => !Object.hasOwn(call.given, name));
    const none = reset.map((name) => [name, toldAlways.includes(name) ? false : null] as const);
    const output = await call.resend(Object.fromEntries(none));
    cognito.memory.appClients.touch(call.input.ClientId);
    return shown(cognito, output);
  });
}
