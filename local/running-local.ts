import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { localFolder } from "./project";

const outputsFile = path.join(localFolder, "outputs.json");
const environmentFile = path.join(localFolder, "env");
const lockFile = path.join(localFolder, "local.lock");

const announcement = z.object({
  endpoint: z.string(),
  region: z.string(),
  outputs: z.record(z.string(), z.unknown()),
});

/** What `.local/outputs.json` tells any AWS client. */
export type Announcement = z.output<typeof announcement>;

/**
 * The one `npm run local` of this clone. While it is up, `.local/outputs.json` says where.
 */
export class RunningLocal {
  private constructor() {
    // Made by claim().
  }

  /**
   * Makes this process the one that runs `npm run local` here.
   *
   * @throws Error when another one is running.
   */
  static async claim(): Promise<RunningLocal> {
    await mkdir(localFolder, { recursive: true });
    for (;;) {
      try {
        await linkNew(lockFile, String(process.pid));
        // Left behind by a run that was killed, it would tell of an endpoint that is no more.
        const running = new RunningLocal();
        await running.retract();
        return running;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const holder = Number(await readFile(lockFile, "utf8").catch(() => "0"));
      if (holder > 0 && isRunning(holder)) {
        const { endpoint } = (await RunningLocal.announced()) ?? {};
        throw new Error(
          `\`npm run local\` is already up in this folder (process ${holder}${endpoint ? `, ${endpoint}` : ""}).\n` +
            "Use that one, or end it with Ctrl-C in its terminal first. `npm run demo` can run beside it.",
        );
      }
      await rm(lockFile, { force: true });
    }
  }

  /** What the run that is up has announced; `undefined` when none is up and ready. */
  static async announced(): Promise<Announcement | undefined> {
    try {
      return announcement.parse(JSON.parse(await readFile(outputsFile, "utf8")));
    } catch {
      return undefined;
    }
  }

  /**
   * Writes `.local/outputs.json`, whole or not at all, and `.local/env`, which a shell can source:
   * what AWS clients, cdktf and Terraform need to know.
   */
  async announce(what: Announcement, environment: Readonly<Record<string, string>>): Promise<void> {
    const exports = Object.entries(environment).map(
      ([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`,
    );
    await writeFile(environmentFile, exports.join(""));
    const draft = `${outputsFile}.${process.pid}`;
    await writeFile(draft, `${JSON.stringify(what, null, 2)}\n`);
    await rename(draft, outputsFile);
  }

  /** Takes both files away: what they tell of is about to end. */
  async retract(): Promise<void> {
    await rm(outputsFile, { force: true });
    await rm(environmentFile, { force: true });
  }

  /** Lets another process be the one. */
  async release(): Promise<void> {
    await this.retract();
    await rm(lockFile, { force: true });
  }
}

/** Makes a file with its content at once, so that nobody finds it empty. Throws EEXIST if it is there. */
async function linkNew(file: string, content: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, content);
  try {
    await link(draft, file);
  } finally {
    await rm(draft);
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
