import { isPlaceholderAccount } from "../../lock/placeholders";
import type { LockedEnvironment } from "../../lock/lock";

/**
 * Asks the states of a locked environment whether it was ever deployed. An account that nobody has
 * cannot have been deployed to, and is not asked.
 *
 * @returns the states that are there, as `s3://<bucket>/<key>`; none for what was never deployed.
 * @throws Error when S3 does not say, with what to do.
 */
export async function statesThere(
  { accountId, region, stacks }: LockedEnvironment,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (isPlaceholderAccount(accountId)) return [];
  const { HeadObjectCommand, S3Client, S3ServiceException } = await import("@aws-sdk/client-s3");
  // The bucket may be in another Region than the environment.
  const client = new S3Client({ region, followRegionRedirects: true });
  try {
    const found = await Promise.all(
      Object.values(stacks).map(async ({ state: { bucket, key } }) => {
        const place = `s3://${bucket}/${key}`;
        try {
          await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), {
            abortSignal: signal,
          });
          return [place];
        } catch (error) {
          signal.throwIfAborted();
          const status =
            error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
          if (status === 404) return [];
          const why = status === undefined ? (error as Error).message : `HTTP ${status}`;
          throw new Error(
            `S3 does not say whether ${place} is there (${why}), so nothing was forgotten.\n` +
              `Sign in to the account ${accountId} with the right to read its states, then run this again.`,
            { cause: error },
          );
        }
      }),
    );
    return found.flat();
  } finally {
    client.destroy();
  }
}
