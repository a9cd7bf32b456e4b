import { CognitoIdentityClient } from "@aws-sdk/client-cognito-identity";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { LiveSettings } from "../deploy/plan/live-settings";
import { prepareStack } from "../deploy/prepare-stack";
import { foundLive } from "../review/live/setting-wiped";
import type { Terraform } from "../terraform/terraform";
import type { AdoptedStack } from "./adopted-stack";
import type { Clients, LivePool } from "./live-pool";
import type { ProviderSecret } from "./proposed-providers";

/** Clients with the user's credentials. */
export function adoptionClients(region: string): Clients {
  return {
    cognito: new CognitoIdentityProviderClient({ region }),
    identity: new CognitoIdentityClient({ region }),
  };
}

/**
 * Makes sure that the secrets of identity providers are where Terraform will read them: Cognito has them,
 * and would get another.
 *
 * @throws Error with each parameter that is missing, and how to make it.
 */
export async function expectSecrets(
  secrets: readonly ProviderSecret[],
  region: string,
): Promise<void> {
  const { GetParameterCommand, ParameterNotFound, SSMClient } = await import("@aws-sdk/client-ssm");
  const client = new SSMClient({ region });
  const missing: string[] = [];
  for (const { parameter, provider } of secrets) {
    try {
      await client.send(new GetParameterCommand({ Name: parameter }));
    } catch (error) {
      if (!(error instanceof ParameterNotFound)) throw error;
      missing.push(
        `The secret of the identity provider ${provider} is read from the parameter ${parameter}, which is not there:\n` +
          `  aws ssm put-parameter --region ${region} --name ${parameter} --type SecureString --value …`,
      );
    }
  }
  if (missing.length > 0) {
    throw new Error(
      `${missing.join("\n\n")}\n\nPut the secret that Cognito has there, then run this again. Nothing was changed.`,
    );
  }
}

/** What AWS has of the pool and its clients, and the next update through the provider would reset. */
export async function wipedOf(live: LivePool, region: string): Promise<readonly string[]> {
  const userPoolId = live.pool.Id ?? "";
  const touched = [
    { address: "the pool", type: "aws_cognito_user_pool", id: userPoolId, userPoolId },
    ...live.clients.map(({ ClientId = "", ClientName = "" }) => ({
      address: `the client ${ClientName}`,
      type: "aws_cognito_user_pool_client",
      id: ClientId,
      userPoolId,
    })),
  ];
  const answers = await (await LiveSettings.in({ region })).ask(touched);
  return foundLive(touched, answers).map(
    ({ address, found }) => `${address}: ${found.cause}\n  ${found.instead}`,
  );
}

/** Initializes Terraform for a stack that is only looked at. */
export function planningTerraform(
  signal: AbortSignal,
  onLine: (line: string) => void,
): (stack: AdoptedStack) => Promise<Terraform> {
  return async ({ environment, folder }) => {
    const target = { stack: `auth-${environment.environment}`, part: "auth", environment };
    const { terraform, providerLock } = await prepareStack(target, {
      stackFolder: folder,
      signal,
      onLine,
      // There may be none yet, and none is needed: the state of a look is on disk.
      expectsState: false,
    });
    await terraform.init({ lock: providerLock });
    return terraform;
  };
}
