import type { Environment } from "../../configuration";

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
  // Loaded where it is needed: a local environment does without.
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
    // Of a host with several addresses, the error has a code and no message.
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ECONNREFUSED" || code === "ENOTFOUND") {
      const endpoint = process.env["AWS_ENDPOINT_URL"];
      throw new Error(
        `AWS cannot be reached: ${message || code}.\n` +
          (endpoint === undefined
            ? "Look at your connection, and at the proxy if there is one."
            : `AWS_ENDPOINT_URL is ${endpoint}: start what is to answer there, or unset it.`),
        { cause: error },
      );
    }
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    throw new Error(
      `${problem} for the environment ${environment} (account ${accountId}).\n` +
        "Sign in as you do for Terraform: AWS_PROFILE, SSO or environment variables.",
      { cause: error },
    );
  } finally {
    client.destroy();
  }
}

/** What is wrong with the credentials, if that is why AWS was asked in vain. */
function problemOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === "CredentialsProviderError") return "There are no AWS credentials";
  const refused = /^(ExpiredToken|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient)/;
  if (refused.test(error.name)) return `AWS refuses the credentials (${error.name})`;
  return undefined;
}
