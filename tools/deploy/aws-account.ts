import type { Environment } from "../../configuration";

/**
 * Makes sure that the user's credentials are for the environment's account.
 *
 * @throws Error when they are not, naming both, or when there are none.
 */
export async function expectAccountOf(
  { environment, accountId, region }: Pick<Environment, "environment" | "accountId" | "region">,
  signal: AbortSignal,
): Promise<void> {
  const whose = `for the environment ${environment} (account ${accountId})`;
  const account = await accountInUse(region, whose, signal);
  if (account === accountId) return;
  throw new Error(
    `The environment ${environment} is in the AWS account ${accountId}, but your credentials are for ${account ?? "none"}.\n` +
      "Nothing was read or changed. Sign in to the other account, for instance with AWS_PROFILE.",
  );
}

/**
 * Asks AWS whose account the user's credentials are for.
 *
 * @param whose ends the sentence "There are no AWS credentials …".
 * @throws Error when AWS cannot be reached, or when there are no credentials that it takes.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export async function accountInUse(
  region: string,
  whose: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  // Loaded where it is needed: a local environment does without.
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const client = new STSClient({ region });
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand(), { abortSignal: signal });
    return Account;
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
      `${problem} ${whose}.\n` +
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
