import { constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { visible } from "../../review/visible";
import { filesIn, sha256Of } from "./folder-files";
import { type Manifest, artifactFiles, checksumOf, manifestSchema, manifestText } from "./manifest";

/** Bytes of a file; reports of the largest stacks have a few megabytes. */
const maxFileBytes = 64 * 1024 * 1024;

/** An artifact that does not hold what it says it holds. Its message lists every problem. */
export class ArtifactError extends Error {
  override readonly name = "ArtifactError";

  constructor(folder: string, problems: readonly string[]) {
    super(
      `${folder} cannot be applied, and nothing was touched:\n` +
        problems.map((problem) => `  - ${problem}`).join("\n"),
    );
  }
}

/**
 * Reads an artifact: its manifest, once, and whether the reports beside it are those of the manifest.
 * Nothing of it is run, and nothing that it says is believed: the caller compares it with what this
 * clone makes.
 *
 * @param checksum what the artifact's checksum has to be, if somebody has said so.
 * @throws {@link ArtifactError} with all that is wrong.
 */
export async function readArtifact(
  folder: string,
  checksum: string | undefined,
): Promise<Manifest> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) {
    throw new ArtifactError(folder, [
      found === undefined
        ? "it is not there. `npm run plan -- <stack> --out DIR` makes one."
        : "it is no folder. An artifact is the folder that `npm run plan -- <stack> --out DIR` has made.",
    ]);
  }
  const manifest = await readManifest(folder);
  const problems = [
    ...checksumProblems(manifest, checksum),
    ...(await fileProblems(manifest, folder)),
  ];
  if (problems.length > 0) throw new ArtifactError(folder, problems);
  return manifest;
}

async function readManifest(folder: string): Promise<Manifest> {
  const file = artifactFiles.manifest;
  const fail = (problem: string) => new ArtifactError(folder, [problem]);
  const text = await readPlainFile(path.join(folder, file)).catch((error: unknown) => {
    throw fail(
      error instanceof NoPlainFile
        ? `${file} is no file of a manifest's size.`
        : `it has no ${file}, so it is no artifact of \`npm run plan\`.`,
    );
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fail(`${file} is not JSON: it is damaged, or not all of it is here.`);
  }
  const version = z.object({ formatVersion: z.string() }).safeParse(value).data?.formatVersion;
  if (version !== undefined && version !== "2") {
    throw fail(
      `its format is version ${version}, and this clone knows version 2: plan again with this clone.`,
    );
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) {
    const where = parsed.error.issues.map(({ path: at }) => visible(at.join(".")) || "its keys");
    throw fail(`${file} is wrong at ${[...new Set(where)].join(", ")}: it has been changed.`);
  }
  // A key that stands twice, or one that JavaScript takes for a prototype, means one thing here and
  // may mean another elsewhere.
  if (manifestText(parsed.data) !== text) {
    throw fail(`${file} is not as \`npm run plan\` writes it: it has been changed.`);
  }
  return parsed.data;
}

class NoPlainFile extends Error {}

/** Opens nothing but a file, however it is called: no link, no pipe that never ends. */
async function readPlainFile(file: string): Promise<string> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") throw error;
      throw new NoPlainFile(file);
    });
    const found = await handle.stat();
    if (!found.isFile() || found.size > maxFileBytes) throw new NoPlainFile(file);
    return await handle.readFile("utf8");
  } finally {
    await handle?.close();
  }
}

function checksumProblems(manifest: Manifest, expected: string | undefined): string[] {
  const problems: string[] = [];
  const actual = checksumOf(manifest);
  if (actual !== manifest.checksum) {
    problems.push(
      `${artifactFiles.manifest} has the checksum ${actual}, and says ${manifest.checksum}: it has been changed.`,
    );
  }
  if (expected !== undefined && expected.toLowerCase() !== actual) {
    problems.push(
      `its checksum is ${actual}, and --checksum says ${expected}: it is not the artifact that was reviewed.`,
    );
  }
  return problems;
}

async function fileProblems({ files }: Manifest, folder: string): Promise<string[]> {
  const { files: there, others } = await filesIn(folder);
  const missing = Object.keys(files).filter((file) => !there.includes(file));
  const notListed: readonly string[] = [artifactFiles.manifest, artifactFiles.reportMarkdown];
  const problems = others.map(
    (file) => `${visible(file)} is a link or something else that is no file.`,
  );
  problems.push(...missing.map((file) => `${file} is missing.`));
  for (const file of there) {
    const expected = Object.hasOwn(files, file) ? files[file] : undefined;
    const place = path.join(folder, file);
    if (expected === undefined) {
      if (!notListed.includes(file)) problems.push(`${visible(file)} is not part of it.`);
    } else if ((await stat(place)).size > maxFileBytes) {
      problems.push(`${file} is larger than a report.`);
    } else if ((await sha256Of(place)) !== expected) {
      problems.push(`${file} has been changed.`);
    }
  }
  return problems;
}
