import { randomBytes } from "node:crypto";
import { z } from "zod";
import { CognitoError } from "../cognito-error";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { invalidParameter } from "../refusals";
import type { ClientSecret } from "./app-client-records";

const named = z.object({ UserPoolId: input.userPoolId, ClientId: input.clientId });

/** So many at a time, to go from one to the next. */
const most = 2;

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddUserPoolClientSecret.html */
export function addUserPoolClientSecret(cognito: Cognito): Operation {
  const schema = named.extend({ ClientSecret: z.string().optional() });
  return operation(cognito, "AddUserPoolClientSecret", schema, async ({ input, pools }) => {
    const { client } = await pools.clientIn(input.UserPoolId, input.ClientId);
    const { appClients } = cognito.memory;
    const secrets = appClients.secretsOf(client);
    if (secrets.length === 0) throw invalidParameter("The app client does not have a secret.");
    if (secrets.length >= most) {
      throw new CognitoError(
        "LimitExceededException",
        `An app client can have ${most} secrets at most.`,
      );
    }
    const { ClientSecret: given } = input;
    const added = appClients.addSecret(client, given ?? newSecret());
    return {
      ClientSecretDescriptor: {
        ...shown(added),
        ...(given === undefined && { ClientSecretValue: added.value }),
      },
    };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClientSecrets.html */
export function listUserPoolClientSecrets(cognito: Cognito): Operation {
  return operation(cognito, "ListUserPoolClientSecrets", named, async ({ input, pools }) => {
    const { client } = await pools.clientIn(input.UserPoolId, input.ClientId);
    return { ClientSecrets: cognito.memory.appClients.secretsOf(client).map(shown) };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClientSecret.html */
export function deleteUserPoolClientSecret(cognito: Cognito): Operation {
  const schema = named.extend({ ClientSecretId: z.string() });
  return operation(cognito, "DeleteUserPoolClientSecret", schema, async ({ input, pools }) => {
    const { client } = await pools.clientIn(input.UserPoolId, input.ClientId);
    const { appClients } = cognito.memory;
    const { ClientSecretId: id } = input;
    const secrets = appClients.secretsOf(client);
    if (!secrets.some((secret) => secret.id === id)) {
      throw new CognitoError("ResourceNotFoundException", `Client secret ${id} does not exist.`);
    }
    if (secrets.length === 1) {
      throw invalidParameter("The last secret of an app client cannot be deleted.");
    }
    appClients.removeSecret(client, id);
    return {};
  });
}

/** What is shown of a secret never is the secret itself. */
function shown({ id, createdAt }: ClientSecret): object {
  return { ClientSecretId: id, ClientSecretCreateDate: createdAt / 1000 };
}

function newSecret(): string {
  return randomBytes(40).toString("hex").slice(0, 51);
}
