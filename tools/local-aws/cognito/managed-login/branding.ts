import { randomUUID } from "node:crypto";
import { z } from "zod";
import { CognitoError } from "../cognito-error";
import * as input from "../input";
import type { Branding } from "./branding-style";
import { operation, type Cognito, type Operation } from "../operation";

const look = {
  UseCognitoProvidedValues: z.boolean().optional(),
  Settings: z.unknown().optional(),
  Assets: z.array(z.looseObject({})).optional(),
};
const ofClient = { UserPoolId: input.userPoolId, ClientId: input.clientId };
const ofStyle = { UserPoolId: input.userPoolId, ManagedLoginBrandingId: z.string() };

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateManagedLoginBranding.html */
export function createManagedLoginBranding(cognito: Cognito): Operation {
  const schema = z.object({ ...ofClient, ...look });
  return operation(cognito, "CreateManagedLoginBranding", schema, async ({ input, pools }) => {
    await pools.clientIn(input.UserPoolId, input.ClientId);
    const { brandings, clock } = cognito.memory;
    if ([...brandings.values()].some(({ ClientId }) => ClientId === input.ClientId)) {
      throw new CognitoError(
        "ManagedLoginBrandingExistsException",
        `Managed login branding already exists for client ${input.ClientId}`,
      );
    }
    const now = clock.now() / 1000;
    const id = randomUUID();
    const made = { ManagedLoginBrandingId: id, CreationDate: now, LastModifiedDate: now, ...input };
    brandings.set(id, made);
    return { ManagedLoginBranding: withoutClient(made) };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateManagedLoginBranding.html */
export function updateManagedLoginBranding(cognito: Cognito): Operation {
  const schema = z.object({ ...ofStyle, ...look });
  return operation(cognito, "UpdateManagedLoginBranding", schema, ({ input }) => {
    const found = find(cognito, input);
    const LastModifiedDate = cognito.memory.clock.now() / 1000;
    const changed = { ...found, ...input, LastModifiedDate };
    cognito.memory.brandings.set(found.ManagedLoginBrandingId, changed);
    return Promise.resolve({ ManagedLoginBranding: withoutClient(changed) });
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeManagedLoginBranding.html */
export function describeManagedLoginBranding(cognito: Cognito): Operation {
  return operation(cognito, "DescribeManagedLoginBranding", z.object(ofStyle), ({ input }) =>
    Promise.resolve({ ManagedLoginBranding: withoutClient(find(cognito, input)) }),
  );
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeManagedLoginBrandingByClient.html */
export function describeManagedLoginBrandingByClient(cognito: Cognito): Operation {
  const schema = z.object(ofClient);
  return operation(cognito, "DescribeManagedLoginBrandingByClient", schema, ({ input }) => {
    const all = [...cognito.memory.brandings.values()];
    const found = all.find(({ ClientId }) => ClientId === input.ClientId);
    if (found === undefined) throw notFound(`client ${input.ClientId}`);
    return Promise.resolve({ ManagedLoginBranding: withoutClient(found) });
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteManagedLoginBranding.html */
export function deleteManagedLoginBranding(cognito: Cognito): Operation {
  return operation(cognito, "DeleteManagedLoginBranding", z.object(ofStyle), ({ input }) => {
    cognito.memory.brandings.delete(find(cognito, input).ManagedLoginBrandingId);
    return Promise.resolve({});
  });
}

function find(
  { memory }: Cognito,
  { UserPoolId, ManagedLoginBrandingId }: Pick<Branding, "UserPoolId" | "ManagedLoginBrandingId">,
): Branding {
  const found = memory.brandings.get(ManagedLoginBrandingId);
  if (found?.UserPoolId !== UserPoolId) throw notFound(`id ${ManagedLoginBrandingId}`);
  return found;
}

/** The API does not say whose it is. */
function withoutClient(branding: Branding): object {
  return Object.fromEntries(Object.entries(branding).filter(([name]) => name !== "ClientId"));
}

function notFound(what: string): CognitoError {
  return new CognitoError(
    "ResourceNotFoundException",
    `Managed login branding of ${what} does not exist.`,
  );
}
