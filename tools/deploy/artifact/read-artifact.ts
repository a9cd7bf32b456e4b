import { cp, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { unzipSync } from "fflate";
import { z } from "zod";
import { filesIn, sha256Of } from "./folder-files";
import { type Manifest, artifactFiles, checksumOf, manifestSchema } from "./manifest";

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
 * Copies an artifact to a folder of the run's own and checks the copy against its manifest: what is
 * checked is what is applied, whatever happens to the original meanwhile.
 *
 * @param checksum what the artifact's checksum has to be, if somebody has said so.
 * @throws {@link ArtifactError} with all that is wrong.
 */
export async function takeArtifact(
  folder: string,
  copy: string,
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
  // Links are copied as links, and the copy is what is looked at.
  await cp(folder, copy, { recursive: true });
  const manifest = await readManifest(folder, copy);
  const problems = [
    ...checksumProblems(manifest, checksum),
    ...(await fileProblems(manifest, copy)),
  ];
  // What is blocked is refused anyhow, and may have been planned without prevent_destroy.
  if (problems.length === 0 && manifest.verdict !== "blocked") {
    problems.push(...(await stackProblems(copy, manifest)));
  }
  if (problems.length > 0) throw new ArtifactError(folder, problems);
  return manifest;
}

async function readManifest(folder: string, copy: string): Promise<Manifest> {
  const file = artifactFiles.manifest;
  const fail = (problem: string) => new ArtifactError(folder, [problem]);
  const text = await readFile(path.join(copy, file), "utf8").catch(() => {
    throw fail(`it has no ${file}, so it is no artifact of \`npm run plan\`.`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fail(`${file} is not JSON: it is damaged, or not all of it is here.`);
  }
  const version = z.object({ formatVersion: z.string() }).safeParse(value).data?.formatVersion;
  if (version !== undefined && version !== "1") {
    throw fail(
      `its format is version ${version}, and this clone knows version 1: apply it with the commit that planned it.`,
    );
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map(({ path: at }) => at.join(".") || "its keys");
  throw fail(`${file} is wrong at ${[...new Set(where)].join(", ")}: it has been changed.`);
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
  const problems = others.map((file) => `${file} is a link or something else that is no file.`);
  problems.push(...missing.map((file) => `${file} is missing.`));
  for (const file of there) {
    const expected = files[file];
    if (expected === undefined) {
      if (!notListed.includes(file)) problems.push(`${file} is not part of it.`);
    } else if ((await sha256Of(path.join(folder, file))) !== expected) {
      problems.push(`${file} has been changed.`);
    }
  }
  for (const file of [artifactFiles.plan, `${artifactFiles.stack}/cdk.tf.json`]) {
    if (files[file] === undefined) problems.push(`it has no ${file}.`);
  }
  return problems;
}

const stackJson = z.object({
  terraform: z.object({ backend: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

/**
 * The plan carries the configuration it was made from. That has to be the stack beside it and nothing
 * else, such as an override of prevent_destroy; and the stack's state has to be the one that the
 * manifest names: it is what is compared with the environment.
 */
async function stackProblems(folder: string, { state }: Manifest): Promise<string[]> {
  const stack = await readFile(path.join(folder, artifactFiles.stack, "cdk.tf.json"));
  const planned = configurationIn(await readFile(path.join(folder, artifactFiles.plan)));
  if (planned === undefined || !stack.equals(planned)) {
    return [`${artifactFiles.plan} was not made from ${artifactFiles.stack}/cdk.tf.json.`];
  }
  const { backend } = stackJson.parse(JSON.parse(stack.toString("utf8"))).terraform;
  const { s3, local } = backend;
  const matches =
    "bucket" in state
      ? s3?.["bucket"] === state.bucket && s3["key"] === state.key && s3["region"] === state.region
      : typeof local?.["path"] === "string" && local["path"].endsWith(state.path);
  return matches ? [] : ["its stack keeps its state elsewhere than its manifest says."];
}

/** The root module's `cdk.tf.json` in a plan file, which is a zip, unless there is more than that. */
function configurationIn(plan: Uint8Array): Uint8Array | undefined {
  const name = "tfconfig/m-/cdk.tf.json";
  const modules = "tfconfig/modules.json";
  try {
    const found = unzipSync(plan, { filter: (file) => file.name.startsWith("tfconfig/") });
    const isAll = Object.keys(found).every((file) => file === name || file === modules);
    return isAll ? found[name] : undefined;
  } catch {
    return undefined;
  }
}
