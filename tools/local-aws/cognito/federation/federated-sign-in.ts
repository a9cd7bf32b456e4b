import { z } from "zod";
import type { Interceptor } from "../../interceptor";
import { httpJson } from "../../json-protocol";
import * as input from "../input";
import { operation, type Cognito } from "../operation";
import { invalidParameter } from "../refusals";
import { knowingUsers } from "../moto/users-at-moto";
import { addProvider, signInByProvider } from "./provider-sign-in";

/** Where the local AWS is told that a provider has vouched for somebody. */
const federatedSignInPath = "/_gatehouse/federated-sign-in";

const schema = z.object({
  userPoolId: input.userPoolId,
  clientId: input.clientId,
  providerName: z.string().min(1).max(32),
  providerUserId: z.string().min(1).max(128),
  attributes: z.record(z.string(), z.string()).default({}),
  clientMetadata: input.metadata,
});

/**
 * A sign-in by an identity provider for scripts, without the provider and its pages: whoever posts here is
 * taken at their word. A provider that the pool does not have is added to it: on AWS nobody signs in by
 * one that is not there. What follows is the same as after a provider's page.
 */
export function federatedSignIn(cognito: Cognito): Interceptor {
  const { answer } = operation(cognito, "FederatedSignIn", schema, async (call) => {
    const { userPoolId, clientId, providerName, providerUserId, ...rest } = call.input;
    const at = await call.pools.client(clientId);
    if (at.pool.Id !== userPoolId) throw invalidParameter("The client is not of this user pool.");
    await addProvider(call.moto, at.pool, providerName);
    const account = { providerName, userId: providerUserId };
    return signInByProvider({ cognito, call, at }, { account, ...rest });
  });
  return async (request, forward) => {
    if (request.url !== federatedSignInPath) return undefined;
    if (request.method !== "POST")
      return httpJson({ message: "Only POST is served." }, { status: 405 });
    // Errors are told in Cognito's way.
    const told = { ...request, service: "cognito-idp", operation: "FederatedSignIn" };
    return answer(told, knowingUsers(cognito, forward));
  };
}
