import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import { awsAdministration } from "../../functions/shared/administration/aws-administration";
import { heldOf } from "../../functions/shared/administration/erasure";
import type { EnvironmentTarget } from "./environment-target";

/** The pool, the table and the bucket of an environment: the same code as in `functions/admin-users`. */
export type Administration = ReturnType<typeof awsAdministration>;

/** What administers an environment from here. */
export function administrationOf(
  environment: Environment,
  { userPoolId, userTableName, client }: EnvironmentTarget,
): Administration {
  const bucket = physicalName(environment, "attachments", environment.accountId);
  return awsAdministration({ userPoolId, userTableName, bucket }, client);
}

/** What was exported. */
export interface Exported {
  readonly id: string;
  readonly folder: string;
  readonly files: number;
}

/**
 * Writes all that is held of somebody into a new folder: `person.json`, and their files beside it. Only its
 * owner may read it.
 *
 * @throws Error when there is something in the folder already.
 */
export async function exportPerson(
  who: string,
  administration: Administration,
  folder: string | undefined,
  identityIds: readonly string[],
): Promise<Exported> {
  const { id, ...held } = await heldOf(who, administration, identityIds);
  const target = path.resolve(folder ?? `export-${id}`);
  await mkdir(path.dirname(target), { recursive: true });
  await mkdir(target, { mode: 0o700 });
  const { person, groups, row, files } = held;
  const written = await Promise.all(
    files.map(async ({ key, bytes }, index) => {
      // Of a file's own name only what no path can be made of.
      const name = `${index + 1}-${path.posix.basename(key).replaceAll(/[^\w.-]/g, "_")}`;
      const content = await administration.files.read(key);
      if (content === undefined) return { key, bytes };
      await mkdir(path.join(target, "files"), { recursive: true, mode: 0o700 });
      await writeFile(path.join(target, "files", name), content, { mode: 0o600, flag: "wx" });
      return { key, bytes, file: `files/${name}` };
    }),
  );
  const document = { id, user: person, groups, row, identityIds: held.identityIds, files: written };
  await writeFile(path.join(target, "person.json"), `${JSON.stringify(document, null, 2)}\n`, {
    mode: 0o600,
    flag: "wx",
  });
  return { id, folder: target, files: files.length };
}
