import { z } from "zod";
import { CognitoError } from "../cognito-error";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { pageOf } from "../page";

const listSchema = z.object({
  AccessToken: input.accessToken,
  MaxResults: z.number().optional(),
  NextToken: z.string().optional(),
});
const deleteSchema = z.object({ AccessToken: input.accessToken, CredentialId: z.string() });

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html */
export function listWebAuthnCredentials(cognito: Cognito): Operation {
  return operation(cognito, "ListWebAuthnCredentials", listSchema, async ({ input, pools }) => {
    const { pool, user } = await pools.signedIn(input.AccessToken);
    const all = cognito.memory.passkeys.of(pool, user);
    const asked = { Limit: input.MaxResults ?? 20, PaginationToken: input.NextToken };
    const { items, next } = pageOf(all, asked, ["ListWebAuthnCredentials", pool.Id, user.username]);
    return {
      Credentials: items.map(({ credential, name, relyingPartyId, attachment, createdAt }) => ({
        CredentialId: credential.id,
        FriendlyCredentialName: name,
        RelyingPartyId: relyingPartyId,
        ...(attachment !== undefined && { AuthenticatorAttachment: attachment }),
        AuthenticatorTransports: credential.transports ?? [],
        CreatedAt: createdAt / 1000,
      })),
      ...(next && { NextToken: next }),
    };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html */
export function deleteWebAuthnCredential(cognito: Cognito): Operation {
  return operation(cognito, "DeleteWebAuthnCredential", deleteSchema, async ({ input, pools }) => {
    const { pool, user } = await pools.signedIn(input.AccessToken);
    const all = cognito.memory.passkeys.of(pool, user);
    const others = all.filter(({ credential }) => credential.id !== input.CredentialId);
    if (others.length === all.length) {
      throw new CognitoError("ResourceNotFoundException", "Credential does not exist.");
    }
    cognito.memory.passkeys.set(pool, user, others);
    return {};
  });
}
