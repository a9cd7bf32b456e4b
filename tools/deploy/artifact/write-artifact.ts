import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Allowance } from "../../review/model";
import { render } from "../plan/report-format";
import type { StackPlan } from "../plan/stack-plan";
import { currentCommit } from "./commit";
import { checksumsIn } from "./folder-files";
import {
  type Manifest,
  artifactFiles,
  checksumOf,
  manifestSchema,
  manifestText,
  statePlace,
} from "./manifest";

/**
 * Whether an artifact may be written to a folder: one that is not there, is empty, or holds an
 * artifact, which is replaced.
 *
 * @throws Error when it holds anything else.
 */
export async function expectArtifactPlace(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return;
  if (found.isDirectory()) {
    if ((await readdir(folder)).length === 0) return;
    const manifest = await readFile(path.join(folder, artifactFiles.manifest), "utf8").catch(
      () => "",
    );
    if (isManifest(manifest)) return;
  }
  throw new Error(
    `${folder} is there already and is no artifact of \`npm run plan\`, so it is left as it is.\n` +
      "Name a folder that is new or empty.",
  );
}

function isManifest(text: string): boolean {
  try {
    return manifestSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/** How it was planned. */
export interface PlannedHow {
  readonly allowances: readonly Allowance[];
  readonly destroy: boolean;
}

/**
 * Writes what a reviewed plan would do: the reports for people, and checksums of the synthesized stack
 * and of each change, which `npm run apply` compares with what it plans itself. Neither the plan nor the
 * state is in it. It is there whole or not at all.
 *
 * @returns its checksum.
 * @throws Error when the folder holds something else.
 */
export async function writeArtifact(
  folder: string,
  plan: StackPlan,
  how: PlannedHow,
): Promise<string> {
  await expectArtifactPlace(folder);
  await mkdir(path.dirname(folder), { recursive: true });
  // Beside it, so that moving it there is one step. Nobody else may look in (0700).
  const draft = await mkdtemp(`${folder}.incoming-`);
  const inDraft = (name: string) => path.join(draft, name);
  try {
    const { reviewed } = plan;
    await writeFile(inDraft(artifactFiles.reportJson), render(reviewed, "json"));
    await writeFile(inDraft(artifactFiles.reportSarif), render(reviewed, "sarif"));
    const manifest = await describe(draft, plan, how);
    await writeFile(inDraft(artifactFiles.manifest), manifestText(manifest));
    await writeFile(
      inDraft(artifactFiles.reportMarkdown),
      render(reviewed, "markdown", { artifactChecksum: manifest.checksum }),
    );
    await replace(folder, draft);
    return manifest.checksum;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function describe(
  draft: string,
  { target: { stack, part, environment }, reviewed, changes, binary, stackFiles }: StackPlan,
  { allowances, destroy }: PlannedHow,
): Promise<Manifest> {
  const described = {
    formatVersion: "2",
    stack,
    environment: environment.environment,
    accountId: environment.accountId,
    region: environment.region,
    state: statePlace(environment, part),
    terraformProduct: binary.product,
    terraformVersion: binary.version,
    createdAt: new Date().toISOString(),
    ...(await currentCommit()),
    destroy,
    verdict: reviewed.verdict,
    allowances,
    synthesized: stackFiles,
    changes,
    files: await checksumsIn(draft),
  } as const;
  return { ...described, checksum: checksumOf(described) };
}

async function replace(folder: string, draft: string): Promise<void> {
  if (!existsSync(folder)) return rename(draft, folder);
  const old = await mkdtemp(`${folder}.outgoing-`);
  await rename(folder, path.join(old, "artifact"));
  await rename(draft, folder);
  await rm(old, { recursive: true });
}
