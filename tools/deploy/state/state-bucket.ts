import type { S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import type { Environment, State } from "../../../configuration";

/** A state that is kept in S3. */
export type S3State = Extract<State, { readonly backend: "s3" }>;

/** The object of a stack's state. Its lock is the same with `.tflock` behind. */
export function stateKey({ keyPrefix }: S3State, part: string): string {
  return `${keyPrefix}/${part}.tfstate`;
}

/** What there is to say about a bucket for states. */
export type BucketFinding =
  | { readonly is: "there" }
  | { readonly is: "missing" }
  /** Somebody else's, or not for these credentials to see. */
  | { readonly is: "forbidden" }
  | { readonly is: "elsewhere"; readonly region: string };

/** A client of the Region where the states are, with the user's own credentials. */
export async function stateClient({ region }: S3State): Promise<S3Client> {
  // Loaded where it is needed: most commands, and everything on this computer, do without.
  const { S3Client } = await import("@aws-sdk/client-s3");
  return new S3Client({ region });
}

/**
 * Looks for the bucket of an environment's states. Names of buckets are the whole world's: one that
 * Gatehouse makes only counts as there when it belongs to the environment's account.
 *
 * @throws Error when S3 says none of these; what the SDK says of credentials.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
 */
export async function findStateBucket(
  { accountId }: Pick<Environment, "accountId">,
  state: S3State,
  signal: AbortSignal,
): Promise<BucketFinding> {
  const { HeadBucketCommand, S3ServiceException } = await import("@aws-sdk/client-s3");
  const client = await stateClient(state);
  try {
    const { BucketRegion } = await client.send(
      new HeadBucketCommand({
        Bucket: state.bucket,
        ...(state.bucketOf !== undefined && { ExpectedBucketOwner: accountId }),
      }),
      { abortSignal: signal },
    );
    if (BucketRegion === undefined || BucketRegion === state.region) return { is: "there" };
    return { is: "elsewhere", region: BucketRegion };
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    const { httpStatusCode } = error.$metadata;
    if (httpStatusCode === 404) return { is: "missing" };
    if (httpStatusCode === 403) return { is: "forbidden" };
    if (httpStatusCode !== 301) {
      // An answer to HEAD has no body, and so no words either.
      throw new Error(
        `S3 does not say whether the bucket ${state.bucket} is there: ${error.message} (HTTP ${httpStatusCode ?? "without a status"}).`,
        { cause: error },
      );
    }
    const region = error.$response?.headers["x-amz-bucket-region"];
    return { is: "elsewhere", region: region ?? "another Region" };
  } finally {
    client.destroy();
  }
}

/**
 * Sees to it that the bucket of an environment's states is there, before Terraform asks for it in
 * words of its own. Does nothing for states that are files.
 *
 * @throws Error that says what to do when the bucket is missing, somebody else's or in another Region.
 */
export async function expectStateBucket(
  environment: Environment,
  signal: AbortSignal,
): Promise<void> {
  const { state } = environment;
  if (state.backend !== "s3") return;
  const found = await findStateBucket(environment, state, signal);
  if (found.is !== "there") throw new Error(explainBucket(environment, state, found));
}

/** An error of S3's that refuses an object, in words that name it; any other error as it is. */
export function explainRefusal(error: unknown, place: string): unknown {
  if (!(error instanceof Error) || !("$metadata" in error)) return error;
  const { httpStatusCode } = (error as S3ServiceException).$metadata;
  if (httpStatusCode !== 403) return error;
  return new Error(
    `S3 refuses ${place} to your credentials: ${error.message}.\n` +
      "They lack rights on it or on its key, or the policy of the bucket refuses them.",
    { cause: error },
  );
}

/** Why a bucket cannot be used, and what to do about it. */
export function explainBucket(
  { environment, accountId }: Pick<Environment, "environment" | "accountId">,
  { bucket, bucketOf, region }: S3State,
  finding: Exclude<BucketFinding, { readonly is: "there" }>,
): string {
  switch (finding.is) {
    case "missing":
      return bucketOf === undefined
        ? `The bucket ${bucket} for the state of the environment ${environment} does not exist.\n` +
            "environments.ts says that somebody else looks after it (state.existingBucket): make it, correct " +
            "its name, or take existingBucket away and run `npm run bootstrap -- " +
            `${environment}\`.`
        : `The bucket ${bucket} for the state of the environment ${environment} does not exist yet.\n` +
            `Make it once, as an administrator of the account ${accountId}: npm run bootstrap -- ${bucketOf}`;
    case "forbidden":
      return (
        `S3 does not let your credentials see the bucket ${bucket} of the environment ${environment}.\n` +
        (bucketOf === undefined
          ? "They lack s3:ListBucket on it, or its policy refuses them."
          : `Either they lack s3:ListBucket on it, or it is not the account ${accountId}'s: names of buckets ` +
            "are unique in all of AWS. If it is somebody else's, choose another name (state.bucket).")
      );
    case "elsewhere":
      return (
        `The bucket ${bucket} of the environment ${environment} is in ${finding.region}, not in ${region}.\n` +
        "Say so in environments.ts (state.region), or choose another name (state.bucket)."
      );
  }
}
