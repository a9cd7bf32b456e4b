import type { Environment } from "../stacks/environment";

/**
 * Asks AWS whose account the user's credentials are for.
 *
 * @throws Error when it is not the environment's, naming both, or when there are no credentials.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export async function expectAccountOf(
  { environment, accountId, region }: Pick<Environment, "environment" | "accountId" | "region">,
  signal: AbortSignal,
): Promise<void> {
  // Loaded where it is needed: nothing on the local AWS is.
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const client = new STSClient({ region });
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand(), { abortSignal: signal });
    if (Account === accountId) return;
    throw new Error(
      `The environment ${environment} is in the AWS account ${accountId}, but your credentials are for ${Account ?? "none"}.\n` +
        "Nothing was read or changed. Sign in to the other account, for instance with AWS_PROFILE.",
    );
  } catch (error) {
    if (error instanceof Error && error.name === "CredentialsProviderError") {
      throw new Error(
        `There are no AWS credentials for the environment ${environment} (account ${accountId}).\n` +
          "Sign in as you do for Terraform: AWS_PROFILE, SSO or environment variables.",
        { cause: error },
      );
    }
    throw error;
  } finally {
    client.destroy();
  }
}
