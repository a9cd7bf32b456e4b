/**
 * What resolvers know of the environment that they are deployed to. Synth puts its values in: settings
 * as they are, and what the auth stack has made as Terraform references, since the AWS provider has no
 * environment variables for an API.
 */
interface Deployed {
  /** Groups whose members see and change every user. */
  readonly administrators: readonly string[];
  /** Groups whose members see every user. */
  readonly readers: readonly string[];
  /** All groups of the pool. */
  readonly groups: readonly string[];
  /** Fields of the row that its owner may change. */
  readonly ownFields: readonly string[];
  readonly userPoolId: string;
}

declare const deployed: Deployed;

export const { administrators, readers, groups, ownFields, userPoolId } = deployed;
