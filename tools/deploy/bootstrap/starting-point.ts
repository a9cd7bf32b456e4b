import type { Environment } from "../../../configuration";
import { type BucketFinding, explainBucket, type S3State, stateKey } from "../state/state-bucket";
import type { StateSummary } from "./state-file";

/** What a bootstrap finds before it does anything. */
export interface Found {
  readonly bucket: BucketFinding;
  /** The state of the `state` stack in the bucket. */
  readonly inBucket: StateSummary | undefined;
  /** That of a bootstrap on this computer that has not come to its end. */
  readonly onDisk: StateSummary | undefined;
  /** Whether one on this computer did come to its end. */
  readonly wasFinishedHere: boolean;
}

/** Where a bootstrap works on the state: on this computer, to move it later, or in the bucket. */
export type StartingPoint = "on disk" | "in the bucket";

/**
 * Where a bootstrap begins, or goes on.
 *
 * @param files names for messages: the state on disk, and the copy of one that was moved.
 * @throws Error when something is in the way; nothing has been touched then.
 */
export function startingPoint(
  environment: Environment,
  state: S3State,
  found: Found,
  files: { readonly onDisk: string; readonly moved: string },
): StartingPoint {
  const { bucket, inBucket, onDisk, wasFinishedHere } = found;
  const makesBucket = state.bucketOf === environment.environment;
  if (bucket.is !== "there" && (bucket.is !== "missing" || !makesBucket)) {
    throw new Error(explainBucket(environment, state, bucket));
  }
  if (bucket.is === "missing") {
    if (!wasFinishedHere) return "on disk";
    throw new Error(
      `The bucket ${state.bucket} was made from this computer, and it is gone; with it all states that it held.\n` +
        "Find out what has become of it first. Applying without those states would make everything a second time.\n" +
        `To begin anew all the same, delete ${files.moved}.`,
    );
  }
  if (inBucket === undefined) {
    return makesBucket || onDisk !== undefined ? "on disk" : "in the bucket";
  }
  const place = `s3://${state.bucket}/${stateKey(state, "state")}`;
  if (onDisk !== undefined && onDisk.lineage !== inBucket.lineage) {
    throw new Error(
      `There are two states of state-${environment.environment}, and neither came from the other:\n` +
        `  ${place} (lineage ${inBucket.lineage})\n  ${files.onDisk} (lineage ${onDisk.lineage})\n` +
        "Nothing was touched. Most likely the bootstrap was finished from another computer: if so, move the\n" +
        "file away and run this again.",
    );
  }
  if (onDisk !== undefined && onDisk.serial > inBucket.serial) {
    throw new Error(
      `${files.onDisk} (serial ${onDisk.serial}) is newer than ${place} (serial ${inBucket.serial}).\n` +
        "Nothing was touched. Somebody has put an older version of the state back: find out which one is right,\n" +
        "then move the file away, or restore the newer version of the object, and run this again.",
    );
  }
  return "in the bucket";
}
