import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { isRunning } from "./process-lock";
import { localFolder, projectFolder } from "./project";

/** An interrupted Terraform may still be at work in the folder of a command that was killed. */
const LEFT_ALONE_MILLISECONDS = 60 * 60_000;

/**
 * Gives a command a folder of its own under `.local` and takes it away after it, however it ends but
 * by force; what a killed one has left, a later one takes away. Plans and what is beside them hold
 * secrets, so nobody else may look in.
 *
 * A stack belongs right inside: from there, a local environment's state is where it is from
 * `cdktf.out/stacks/<stack>`.
 */
export async function inRunFolder<Result>(
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  await mkdir(localFolder, { recursive: true });
  await removeAbandoned();
  // mkdtemp lets nobody but the user in (0700).
  const folder = await mkdtemp(path.join(localFolder, `run-${process.pid}-`));
  try {
    return await work(folder);
  } finally {
    await remove(folder);
  }
}

async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(localFolder)) {
    const owner = Number(/^run-(\d+)-/.exec(name)?.[1]);
    if (Number.isNaN(owner) || isRunning(owner)) continue;
    const folder = path.join(localFolder, name);
    try {
      const { mtimeMs } = await stat(folder);
      if (Date.now() - mtimeMs > LEFT_ALONE_MILLISECONDS) await remove(folder);
    } catch (error) {
      // Another command takes it away at the same time.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}

async function remove(folder: string): Promise<void> {
  await rescueStates(folder);
  await rm(folder, { recursive: true, force: true });
}

/**
 * Terraform writes a state that it cannot save to `errored.tfstate`. It is all that knows of what was
 * just made.
 * https://developer.hashicorp.com/terraform/cli/commands/state/push
 */
async function rescueStates(folder: string): Promise<void> {
  for (const stack of await readdir(folder)) {
    const left = path.join(folder, stack, "errored.tfstate");
    if (!existsSync(left)) continue;
    const time = new Date().toISOString().replace(/\W/g, "");
    const kept = path.join(localFolder, `errored-${stack}-${time}.tfstate`);
    await rename(left, kept);
    await chmod(kept, 0o600);
    process.stderr.write(
      `\nTerraform could not save the state of ${stack}. It is kept in ${path.relative(projectFolder, kept)}: it alone\n` +
        "knows what was just made. As soon as the bucket answers again, put it back:\n" +
        `  npm run synth && cd cdktf.out/stacks/${stack} && terraform init && terraform state push "${kept}"\n`,
    );
  }
}
