/** Milliseconds for each of the three calls that a sign-in takes at most: CloudFront gives the function 5 seconds. */
const patience = 1400;

/**
 * Asks Cognito, and gives up in time.
 *
 * @throws Error when there is no answer, or none that is good.
 */
export async function cognitoFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(patience) });
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}`);
  return response;
}

/**
 * Where a pool's public documents are. `AWS_ENDPOINT_URL` stands for all of AWS in every SDK of AWS's; it is not set
 * at the edge.
 */
export function cognitoOrigin(
  userPoolId: string,
  endpoint: string | undefined = process.env["AWS_ENDPOINT_URL"],
): string {
  return endpoint ?? `https://cognito-idp.${userPoolId.split("_", 1)[0] ?? ""}.amazonaws.com`;
}
