import type { KMSClient } from "@aws-sdk/client-kms";
import { z } from "zod";
import type { Environment } from "../../../configuration";
import { type S3State, stateClient } from "../state/state-bucket";

/** A resource that is there, and not in the state: Terraform's `import` block. */
export interface Import {
  /** `aws_iam_role.plan-role`. */
  readonly to: string;
  readonly id: string;
}

/** What is there already, as far as it has to be asked before Terraform can be. */
export interface ExistingResources {
  readonly hasBucket: boolean;
  readonly keys: ExistingKeys;
}

/** What is there of the keys of a stack. */
export interface ExistingKeys {
  /** Those of its aliases that are there. */
  readonly aliases: ReadonlySet<string>;
  /** Ids of its keys, by the alias that each has or is to have. */
  readonly ids: ReadonlyMap<string, string>;
}

const resources = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));
const stackJson = z.looseObject({ resource: resources.default({}) });

/** Settings of a bucket, which Terraform knows by the bucket's name. */
const ofBuckets = [
  "aws_s3_bucket_lifecycle_configuration",
  "aws_s3_bucket_ownership_controls",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_bucket_versioning",
] as const;

/** The resources of a synthesized stack, by type and by name. */
export type StackResources = z.output<typeof resources>;

/** @throws ZodError when the JSON is no stack of Terraform's. */
export function resourcesOf(stack: string): StackResources {
  return stackJson.parse(JSON.parse(stack)).resource;
}

/**
 * The resources of a stack that may be there although its state does not know them, with the ids
 * under which Terraform would find them. What belongs to a role is not among them: making it writes
 * over what is there. So would most of a bucket's settings, but its policy forbids some of them.
 *
 * @param known addresses that the state has.
 */
export function possibleImports(
  stack: StackResources,
  { accountId }: Pick<Environment, "accountId">,
  known: ReadonlySet<string>,
  { hasBucket, keys }: ExistingResources,
): readonly Import[] {
  const [bucket] = Object.values(stack["aws_s3_bucket"] ?? {}).map((body) =>
    literal(body["bucket"]),
  );
  const idOf: Readonly<
    Record<string, (body: Record<string, unknown>, name: string) => string | undefined>
  > = {
    aws_s3_bucket: ({ bucket }) => (hasBucket ? literal(bucket) : undefined),
    ...Object.fromEntries(ofBuckets.map((type) => [type, () => (hasBucket ? bucket : undefined)])),
    aws_kms_alias: ({ name }) => (keys.aliases.has(String(name)) ? literal(name) : undefined),
    aws_kms_key: (_body, name) => keys.ids.get(aliasOfKey(stack, name) ?? ""),
    aws_iam_role: ({ name }) => literal(name),
    aws_iam_policy: ({ name, path }) =>
      prefixed(`arn:aws:iam::${accountId}:policy${literal(path) ?? "/"}`, literal(name)),
    aws_iam_openid_connect_provider: ({ url }) =>
      prefixed(
        `arn:aws:iam::${accountId}:oidc-provider/`,
        literal(url)?.replace(/^https:\/\//, ""),
      ),
  };
  return Object.entries(idOf).flatMap(([type, id]) =>
    Object.entries(stack[type] ?? {}).flatMap(([name, body]) => {
      const to = `${type}.${name}`;
      const found = known.has(to) ? undefined : id(body, name);
      return found === undefined ? [] : [{ to, id: found }];
    }),
  );
}

/**
 * Looks for the keys of a stack by their aliases. One whose alias is not there may be there all the
 * same, made by a bootstrap that was killed before it could name it: it has its description and the
 * environment's tags from the first.
 *
 * @param known addresses that the state has: their keys need no looking for.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
 */
export async function findKeys(
  stack: StackResources,
  { tags }: Pick<Environment, "tags">,
  { region }: S3State,
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ExistingKeys> {
  const { DescribeKeyCommand, KMSClient, NotFoundException } = await import("@aws-sdk/client-kms");
  const client = new KMSClient({ region });
  const aliases = new Set<string>();
  const ids = new Map<string, string>();
  try {
    for (const [key, { description }] of Object.entries(stack["aws_kms_key"] ?? {})) {
      const alias = aliasOfKey(stack, key);
      if (alias === undefined) continue;
      try {
        const command = new DescribeKeyCommand({ KeyId: alias });
        const { KeyMetadata } = await client.send(command, { abortSignal: signal });
        if (KeyMetadata?.KeyId === undefined) continue;
        aliases.add(alias);
        ids.set(alias, KeyMetadata.KeyId);
      } catch (error) {
        if (!(error instanceof NotFoundException)) throw error;
        if (known.has(`aws_kms_key.${key}`)) continue;
        const id = await unnamedKey(client, literal(description), tags, signal);
        if (id !== undefined) ids.set(alias, id);
      }
    }
  } finally {
    client.destroy();
  }
  return { aliases, ids };
}

/** A key in use that has this description and these tags, and no alias. */
async function unnamedKey(
  client: KMSClient,
  description: string | undefined,
  tags: Environment["tags"],
  signal: AbortSignal,
): Promise<string | undefined> {
  const { DescribeKeyCommand, ListAliasesCommand, ListResourceTagsCommand, paginateListKeys } =
    await import("@aws-sdk/client-kms");
  const options = { abortSignal: signal };
  const isIt = async (KeyId: string): Promise<boolean> => {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }), options);
    if (KeyMetadata?.Description !== description || KeyMetadata?.Enabled !== true) return false;
    const { Tags = [] } = await client.send(new ListResourceTagsCommand({ KeyId }), options);
    const found = Object.fromEntries(Tags.map(({ TagKey = "", TagValue }) => [TagKey, TagValue]));
    if (!hasTags(found, tags)) return false;
    const { Aliases = [] } = await client.send(new ListAliasesCommand({ KeyId }), options);
    return Aliases.length === 0;
  };
  for await (const { Keys = [] } of paginateListKeys({ client }, {})) {
    for (const { KeyId } of Keys) {
      // A key's own policy may keep even administrators from looking at it: it is somebody else's.
      const unlessDenied = (error: unknown) => {
        if (error instanceof Error && error.name === "AccessDeniedException") return false;
        throw error;
      };
      if (KeyId !== undefined && (await isIt(KeyId).catch(unlessDenied))) return KeyId;
    }
  }
  return undefined;
}

/**
 * Whether a bucket that is there may be taken over: it has the environment's tags, or it is as empty
 * as a bootstrap leaves it that was killed before it could tag it.
 */
export async function isOwnBucket(
  { tags }: Pick<Environment, "tags">,
  state: S3State,
  signal: AbortSignal,
): Promise<boolean> {
  const { GetBucketTaggingCommand, ListObjectsV2Command, S3ServiceException } =
    await import("@aws-sdk/client-s3");
  const client = await stateClient(state);
  const Bucket = state.bucket;
  try {
    const tagSet = await client
      .send(new GetBucketTaggingCommand({ Bucket }), { abortSignal: signal })
      .then(({ TagSet = [] }) => TagSet)
      .catch((error: unknown) => {
        // S3 has no class for a bucket without tags.
        if (error instanceof S3ServiceException && error.name === "NoSuchTagSet") return [];
        throw error;
      });
    const found = Object.fromEntries(tagSet.map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
    if (tagSet.length > 0) return hasTags(found, tags);
    const list = new ListObjectsV2Command({ Bucket, MaxKeys: 1 });
    const { KeyCount = 0 } = await client.send(list, { abortSignal: signal });
    return KeyCount === 0;
  } finally {
    client.destroy();
  }
}

const ownTags = ["project", "environment", "managed-by"] as const;

/** Whether a resource's tags say that it is this environment's. */
export function hasTags(
  found: Readonly<Record<string, unknown>>,
  wanted: Environment["tags"],
): boolean {
  return ownTags.every((name) => found[name] === wanted[name]);
}

function aliasOfKey(stack: StackResources, key: string): string | undefined {
  const alias = Object.values(stack["aws_kms_alias"] ?? {}).find(({ target_key_id }) =>
    String(target_key_id).includes(`aws_kms_key.${key}.`),
  );
  return literal(alias?.["name"]);
}

/** A value that Terraform does not have to work out first. */
function literal(value: unknown): string | undefined {
  return typeof value === "string" && !value.includes("${") ? value : undefined;
}

function prefixed(prefix: string, rest: string | undefined): string | undefined {
  return rest === undefined ? undefined : prefix + rest;
}
