/** What CloudFront takes of a function at most. */
export interface EdgeLimits {
  readonly timeoutSeconds: number;
  readonly memorySize: number;
  /** Of the zip. */
  readonly bytes: number;
}

const megabyte = 1024 * 1024;
const viewer: EdgeLimits = { timeoutSeconds: 5, memorySize: 128, bytes: megabyte };
const origin: EdgeLimits = { timeoutSeconds: 30, memorySize: 10_240, bytes: 50 * megabyte };

/**
 * When CloudFront calls a function, and what it takes of one.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge
 */
export const edgeEvents = {
  "viewer-request": viewer,
  "viewer-response": viewer,
  "origin-request": origin,
  "origin-response": origin,
} as const;

/** {@link edgeEvents} */
export type EdgeEvent = keyof typeof edgeEvents;

/** Lambda@Edge takes functions of this Region alone. */
export const edgeRegion = "us-east-1";

/** The file in the archive that stands for environment variables, which Lambda@Edge has not. */
export const variablesFile = "variables.json";
