import { parsed } from "../json";
import type { CognitoPeople } from "./cognito-people";
import type { DynamoDbRows, WholeRow } from "./dynamodb-rows";
import { UnknownPersonError, type Person } from "./person";
import type { S3Files } from "./s3-files";

/** What erasing works with. */
export interface ErasureCollaborators {
  readonly people: Pick<CognitoPeople, "find" | "groupsOf" | "disable" | "signOut" | "delete">;
  readonly rows: Pick<DynamoDbRows, "read" | "idsByEmail" | "delete">;
  readonly files: Pick<S3Files, "list" | "read" | "eraseFolder" | "writeForGood">;
  /** Deletes identities of the identity pool. */
  readonly deleteIdentities: (ids: readonly string[]) => Promise<void>;
  readonly clock: () => Date;
}

/** All that is held of one person. */
export interface Held {
  readonly person: Person | undefined;
  readonly groups: readonly string[];
  readonly row: WholeRow | undefined;
  /** Whose folders hold the files. None: nobody has told which identity the person has. */
  readonly identityIds: readonly string[];
  readonly files: readonly { readonly key: string; readonly bytes: number }[];
}

/** What has been erased. */
export interface Erased {
  readonly id: string;
  readonly files: number;
  readonly identities: number;
}

/** What stands in the bucket while somebody is being erased, and after: nothing that tells who it was. */
interface Tombstone {
  readonly id: string;
  readonly begunAt?: string;
  readonly username?: string | undefined;
  readonly identityIds?: readonly string[];
  readonly erasedAt?: string;
}

/** How to erase. */
export interface ErasureOptions {
  /** Identities that nothing else tells of. */
  readonly identityIds?: readonly string[];
  /** Goes on although no identity is known, and so no file. */
  readonly withoutFiles?: boolean;
}

/** Nobody has told which identity somebody has, so that files of theirs could be left. */
export class UnknownIdentityError extends Error {
  override readonly name = "UnknownIdentityError";

  constructor(readonly id: string) {
    super(
      `No identity of ${id} is known, and so not where their files are. Name it, or say that there are none.`,
    );
  }
}

const tombstoneOf = (id: string) => `erased/${id}.json`;

/**
 * All that is held of somebody: in the pool, in the table, in the bucket.
 *
 * @param who a username, an id (`sub`) or an e-mail address.
 * @throws UnknownPersonError when neither pool nor table knows them.
 */
export async function heldOf(
  who: string,
  { people, rows, files }: ErasureCollaborators,
  identityIds: readonly string[] = [],
): Promise<Held & { readonly id: string }> {
  const person = await people.find(who);
  const [byEmail, ...others] = person || !who.includes("@") ? [] : await rows.idsByEmail(who);
  if (others.length > 0) throw new Error(`Several rows have ${who}: name one by its id`);
  const id = person?.id ?? byEmail ?? who;
  const row = await rows.read(id);
  if (person === undefined && row === undefined) throw new UnknownPersonError(who);
  const ofRow = row?.["identityId"];
  const all = [...new Set([...(typeof ofRow === "string" ? [ofRow] : []), ...identityIds])];
  const stored = await Promise.all(all.map((identityId) => files.list(identityId)));
  return {
    id,
    person,
    groups: person === undefined ? [] : await people.groupsOf(person),
    row,
    identityIds: all,
    files: stored.flat(),
  };
}

/**
 * Erases somebody: their files with all versions, their identity, the user and the row. It can be cut off at
 * any place and run again: what tells what is left goes last. A tombstone stays, with the id and the time
 * and nothing else.
 *
 * @throws UnknownPersonError when nobody is known by that name, nor being erased.
 * @throws UnknownIdentityError when nobody knows where the files are.
 */
export async function erase(
  who: string,
  collaborators: ErasureCollaborators,
  { identityIds = [], withoutFiles = false }: ErasureOptions = {},
): Promise<Erased> {
  const { people, rows, files, clock } = collaborators;
  const begun = await begin(who, collaborators, identityIds);
  const { id, identityIds: known = [], username } = begun;
  if (known.length === 0 && !withoutFiles) throw new UnknownIdentityError(id);
  await files.writeForGood(tombstoneOf(id), JSON.stringify(begun));
  const person = username === undefined ? undefined : await people.find(username);
  if (person !== undefined) {
    // Nobody comes in meanwhile, and nothing is written again for them.
    await people.disable(person);
    await people.signOut(person);
  }
  let erased = 0;
  for (const identityId of known) erased += await files.eraseFolder(identityId);
  if (known.length > 0) await collaborators.deleteIdentities(known);
  if (username !== undefined) await people.delete(username);
  await rows.delete(id);
  const tombstone: Tombstone = { id, erasedAt: clock().toISOString() };
  await files.writeForGood(tombstoneOf(id), JSON.stringify(tombstone));
  return { id, files: erased, identities: known.length };
}

/** What an earlier run has begun, or what there is to do. */
async function begin(
  who: string,
  collaborators: ErasureCollaborators,
  identityIds: readonly string[],
): Promise<Tombstone> {
  const { files, clock } = collaborators;
  try {
    const held = await heldOf(who, collaborators, identityIds);
    const earlier = await unfinished(held.id, files);
    const usernameInRow = held.row?.["username"];
    return {
      id: held.id,
      begunAt: earlier?.begunAt ?? clock().toISOString(),
      username:
        held.person?.username ??
        earlier?.username ??
        (typeof usernameInRow === "string" ? usernameInRow : undefined),
      identityIds: [...new Set([...(earlier?.identityIds ?? []), ...held.identityIds])],
    };
  } catch (error) {
    if (!(error instanceof UnknownPersonError)) throw error;
    const earlier = await unfinished(who, files);
    if (earlier === undefined) throw error;
    return earlier;
  }
}

async function unfinished(
  id: string,
  files: ErasureCollaborators["files"],
): Promise<Tombstone | undefined> {
  if (!/^[\w-]+$/.test(id)) return undefined;
  const bytes = await files.read(tombstoneOf(id));
  if (bytes === undefined) return undefined;
  const tombstone = parsed(Buffer.from(bytes).toString("utf8")) as Tombstone | undefined;
  return tombstone?.erasedAt === undefined ? tombstone : undefined;
}
