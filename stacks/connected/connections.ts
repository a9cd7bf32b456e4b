import type { CognitoUserPoolClient } from "@cdktf/provider-aws/lib/cognito-user-pool-client";
import type { Environment } from "../../configuration";
import type { AttachmentsBucket } from "../auth/attachments-bucket";
import { parameter, secret, type ParameterProps, type SecretProps } from "../auth/bindings/secret";
import { sesIdentity } from "../auth/bindings/ses-identity";
import type { PoolReference } from "../auth/pool-reference";
import type { UserTable } from "../auth/user-table";
import type { Binding } from "../lambda/binding";
import { poolVerbs, type PoolVerb } from "./pool-verbs";
import type { QueueConnection, QueueOptions, Queues } from "./sources/queues";
import type { ChangesOptions, ChangesSource, FilesOptions, FilesSource } from "./sources/source";
import type { UserEvents } from "./user-events";

/** What `functions/<name>/function.ts` may connect its function to. */
export interface Connections {
  /** The environment, checked, with every default. */
  readonly environment: Environment;
  readonly pool: {
    /**
     * Lets the function do what the verbs say on this one pool. Sets `USER_POOL_ID` and `USER_POOL`, its
     * ARN.
     */
    may(...verbs: readonly [PoolVerb, ...(readonly PoolVerb[])]): Binding;
    /** Tells the function `USER_POOL_ID` and `USER_POOL`, as verifying a token takes. It gives no right. */
    id(): Binding;
  };
  /**
   * Tells the function the id of an app client: `USER_POOL_CLIENT_ID`. It gives no right.
   *
   * @param variable another name for it, where a function knows several clients.
   * @throws Error when the environment has no such client.
   */
  readonly client: (name: string, variable?: string) => Binding;
  readonly userTable: {
    /**
     * Lets the function read, write or delete rows. Sets `USER_TABLE_NAME`, and where rows copy further
     * attributes `ROW_ATTRIBUTES`.
     */
    may(...verbs: readonly [TableVerb, ...(readonly TableVerb[])]): Binding;
    /**
     * For `on`: Lambda calls the function with rows that were made, changed or deleted, in their order for each
     * user. `index.ts` takes them by `changesHandler` of `functions/shared/batches`.
     *
     * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
     */
    changes(options?: ChangesOptions): ChangesSource;
  };
  readonly attachments: {
    /**
     * Lets the function read, write or delete users' files. `erase` is deleting all versions of a file, and
     * keeping a tombstone.
     * Sets `ATTACHMENTS_BUCKET_NAME`.
     */
    may(...verbs: readonly [FilesVerb, ...(readonly FilesVerb[])]): Binding;
    /**
     * For `on`: S3 calls the function about each file that is written. A function that writes such files itself
     * would be called without end: part them by `prefix`.
     */
    created(options?: FilesOptions): FilesSource;
    /** For `on`: S3 calls the function about each file that is deleted. */
    removed(options?: FilesOptions): FilesSource;
  };
  /**
   * A queue, by its name, such as `orders`, for one of the environment's own, which is made when a function asks for
   * it; or by its ARN, for one that somebody else has made.
   *
   * @throws Error when it is neither, or in another Region.
   */
  readonly queue: (named: string, options?: QueueOptions) => QueueConnection;
  readonly userEvents: {
    /**
     * Lets the function put events on the environment's event bus, which is made when a function asks for it. Sets
     * `USER_EVENTS_BUS` and `USER_EVENTS_SOURCE`.
     */
    may(verb: "publish"): Binding;
  };
  readonly identities: {
    /** Lets the function delete identities of identity pools. */
    may(verb: "delete"): Binding;
  };
  /** A secret of Secrets Manager, by its name: the permission to read this one. */
  readonly secret: (props: SecretProps) => Binding;
  /** A parameter of Parameter Store, by its name: the permission to read this one. */
  readonly parameter: (props: ParameterProps) => Binding;
  /** Sending e-mail from one address. Sets `SES_FROM` and `SES_REGION`. */
  readonly sender: (props: Parameters<typeof sesIdentity>[0]) => Binding;
}

/** What a function may do with rows. */
export type TableVerb = keyof typeof tableVerbs;
/** What a function may do with files. */
export type FilesVerb = keyof typeof filesVerbs;

const tableVerbs = {
  read: ["BatchGetItem", "GetItem", "Query", "Scan"],
  write: ["ConditionCheckItem", "PutItem", "UpdateItem"],
  delete: ["DeleteItem"],
} as const;

/** On files, and on the bucket that lists them. */
const filesVerbs = {
  read: { files: ["GetObject"], bucket: ["ListBucket"] },
  write: { files: ["PutObject"], bucket: [] },
  delete: { files: ["DeleteObject"], bucket: [] },
  erase: {
    files: ["DeleteObject", "DeleteObjectVersion"],
    bucket: ["ListBucket", "ListBucketVersions"],
  },
} as const;

/** What {@link connections} are made of: all that is in the auth stack before connected functions. */
export interface ConnectionsProps {
  readonly environment: Environment;
  readonly pool: PoolReference;
  readonly clients: Readonly<Record<string, CognitoUserPoolClient>>;
  readonly userTable: UserTable;
  readonly attachments: AttachmentsBucket;
}

/** What is made when a function asks for it. */
export interface MadeOnDemand {
  readonly queues: Queues;
  readonly userEvents: UserEvents;
}

/** Each connection brings the variables and the grant in one call, so that neither is alone. */
export function connections(
  props: ConnectionsProps,
  { queues, userEvents }: MadeOnDemand,
): Connections {
  const { environment, userTable } = props;
  // Each reading of an attribute is another token: what is told twice has to be the same.
  const pool = { id: props.pool.id, arn: props.pool.arn };
  const { id: bucket, arn: bucketArn } = props.attachments.resource;
  const clientIds = Object.fromEntries(
    Object.entries(props.clients).map(([name, { id }]) => [name, id]),
  );
  return {
    environment,
    pool: {
      may: (...verbs) => poolAccess(pool, verbs),
      id: () => ({ environment: poolVariables(pool), statements: [] }),
    },
    client: (name, variable = "USER_POOL_CLIENT_ID") => {
      const id = Object.hasOwn(clientIds, name) ? clientIds[name] : undefined;
      if (id !== undefined) return { environment: { [variable]: id }, statements: [] };
      const names = Object.keys(clientIds).join(", ");
      throw new Error(`the environment has no app client "${name}"; there are: ${names}`);
    },
    userTable: {
      may: (...verbs) => tableAccess(userTable, verbs),
      changes: (options = {}) => ({ ...options, kind: "changes" }),
    },
    attachments: {
      may: (...verbs) => filesAccess({ name: bucket, arn: bucketArn }, verbs),
      created: (options = {}) => ({ ...options, kind: "created" }),
      removed: (options = {}) => ({ ...options, kind: "removed" }),
    },
    queue: (named, options) => queues.connection(named, options),
    userEvents: { may: () => userEvents.forPublishing() },
    identities: {
      may: () => ({
        environment: {},
        statements: [
          {
            sid: "DeleteIdentities",
            actions: ["cognito-identity:DeleteIdentities"],
            resources: ["*"],
            reason: "The action takes no resource.",
          },
        ],
      }),
    },
    secret: (of) => secret(environment, of),
    parameter: (of) => parameter(environment, of),
    sender: sesIdentity,
  };
}

interface PoolIdentity {
  readonly id: string;
  readonly arn: string;
}

function poolVariables({ id, arn }: PoolIdentity): Binding["environment"] {
  return { USER_POOL_ID: id, USER_POOL: arn };
}

function poolAccess(pool: PoolIdentity, verbs: readonly PoolVerb[]): Binding {
  expectKnown("pool", verbs, Object.keys(poolVerbs));
  const others = verbs.filter((verb) => verb !== "admin");
  const actions = [...new Set(others.flatMap((verb) => poolVerbs[verb]))].sort();
  const named = (of: readonly string[]) => of.map((action) => `cognito-idp:${action}`);
  return {
    environment: poolVariables(pool),
    statements: [
      ...(actions.length > 0
        ? [{ sid: "UseUserPool", actions: named(actions), resources: [pool.arn] }]
        : []),
      ...(verbs.includes("admin")
        ? [
            {
              sid: "AdministerUserPool",
              actions: named(poolVerbs.admin),
              resources: [pool.arn],
              reason: "The team's own `function.ts` asks for `admin`, on this one pool.",
            },
          ]
        : []),
    ],
  };
}

function tableAccess(table: UserTable, verbs: readonly TableVerb[]): Binding {
  expectKnown("userTable", verbs, Object.keys(tableVerbs));
  const actions = [...new Set(verbs.flatMap((verb) => tableVerbs[verb]))].sort();
  const reads = verbs.includes("read");
  return {
    environment: table.variables,
    statements: [
      {
        sid: "UseUserTable",
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [table.arn],
      },
      ...(reads
        ? [
            {
              sid: "FindRowsByEmail",
              actions: ["dynamodb:Query"],
              resources: [`${table.arn}/index/by-email`],
            },
          ]
        : []),
    ],
  };
}

function filesAccess(
  { name, arn }: { readonly name: string; readonly arn: string },
  verbs: readonly FilesVerb[],
): Binding {
  expectKnown("attachments", verbs, Object.keys(filesVerbs));
  const of = (where: "files" | "bucket") =>
    [...new Set(verbs.flatMap((verb): readonly string[] => filesVerbs[verb][where]))]
      .sort()
      .map((action) => `s3:${action}`);
  const bucket = of("bucket");
  return {
    environment: { ATTACHMENTS_BUCKET_NAME: name },
    statements: [
      {
        sid: "UseUsersFiles",
        actions: of("files"),
        resources: [`${arn}/private/*`],
        reason: "The files of all users, each in a folder of the user's own identity id.",
      },
      ...(verbs.includes("erase")
        ? [
            {
              sid: "KeepTombstones",
              actions: ["s3:DeleteObjectVersion", "s3:GetObject", "s3:PutObject"],
              resources: [`${arn}/erased/*`],
              reason: "What says that somebody was erased: an id and a time.",
            },
          ]
        : []),
      ...(bucket.length > 0 ? [{ sid: "ListUsersFiles", actions: bucket, resources: [arn] }] : []),
    ],
  };
}

/** For a file in JavaScript, or one that the compiler has not seen. */
function expectKnown(what: string, verbs: readonly string[], known: readonly string[]): void {
  const all = known.join(", ");
  if (verbs.length === 0) throw new Error(`${what}.may() names no verb; there are: ${all}`);
  for (const verb of verbs) {
    if (known.includes(verb)) continue;
    throw new Error(`${what}.may() knows no "${verb}"; there are: ${all}`);
  }
}
