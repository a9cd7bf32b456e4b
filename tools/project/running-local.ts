import { readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { holdFile } from "./process-lock";
import { localFolder } from "./project";

const outputsFile = path.join(localFolder, "outputs.json");
/** For shells to source, and the same for programs to read. */
const shellFile = path.join(localFolder, "env");
const environmentFile = path.join(localFolder, "env.json");
/** The same keys as AWS's tools keep them, for those that want a file (`AWS_SHARED_CREDENTIALS_FILE`). */
const credentialsFile = path.join(localFolder, "credentials");
const lockFile = path.join(localFolder, "local.lock");

const announcement = z.object({
  endpoint: z.string(),
  /** Where the domains of user pools are: `<this>/<domain>/login`. */
  managedLoginEndpoint: z.string(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  outputs: z.record(z.string(), z.unknown()),
});

const variables = z.record(z.string(), z.string());

/** What `.local/outputs.json` tells any AWS client. */
export type Announcement = z.output<typeof announcement>;

/**
 * The one `npm run local` of this clone. While it is up, `.local/outputs.json` says where.
 */
export class RunningLocal {
  /** @param letGo lets another process be the one. Made by claim(). */
  private constructor(private readonly letGo: () => Promise<void>) {}

  /**
   * Makes this process the one that runs `npm run local` here.
   *
   * @throws Error when another one is running.
   */
  static async claim(): Promise<RunningLocal> {
    const release = await holdFile(lockFile, async (holder) => {
      const { endpoint } = (await RunningLocal.announced()) ?? {};
      return (
        `\`npm run local\` is already up in this folder (process ${holder}${endpoint ? `, ${endpoint}` : ""}).\n` +
        "Use that one, or end it with Ctrl-C in its terminal first. `npm run demo` can run beside it."
      );
    });
    const running = new RunningLocal(release);
    // Left behind by a run that was killed, it would tell of an endpoint that is no more.
    await running.retract();
    return running;
  }

  /** The environment in which to reach the run that is up; `undefined` when none is up and ready. */
  static async environment(): Promise<Readonly<Record<string, string>> | undefined> {
    if ((await RunningLocal.announced()) === undefined) return undefined;
    return variables.parse(JSON.parse(await readFile(environmentFile, "utf8")));
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
   * Writes `.local/outputs.json`, whole or not at all, and before it what AWS clients, cdktf and
   * Terraform need to know: `.local/env` for a shell to source, `.local/env.json` for programs,
   * `.local/credentials` for AWS's tools. All hold the run's keys: nobody but the user reads them.
   */
  async announce(what: Announcement, environment: Readonly<Record<string, string>>): Promise<void> {
    const exports = Object.entries(environment).map(([name, value]) =>
      // To some clients, one that is set to nothing is not the same as none.
      value === "" ? `unset ${name}\n` : `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`,
    );
    const { accessKeyId, secretAccessKey } = what.credentials;
    await write(shellFile, exports.join(""));
    await write(environmentFile, `${JSON.stringify(environment, null, 2)}\n`);
    await write(
      credentialsFile,
      `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    const draft = `${outputsFile}.${process.pid}`;
    await write(draft, `${JSON.stringify(what, null, 2)}\n`);
    await rename(draft, outputsFile);
  }

  /** Takes the files away: what they tell of is about to end. */
  async retract(): Promise<void> {
    await rm(outputsFile, { force: true });
    await rm(shellFile, { force: true });
    await rm(environmentFile, { force: true });
    await rm(credentialsFile, { force: true });
  }

  /** Lets another process be the one. */
  async release(): Promise<void> {
    await this.retract();
    await this.letGo();
  }
}

/** Made anew, for its mode holds from the first byte on. */
async function write(file: string, content: string): Promise<void> {
  await rm(file, { force: true });
  await writeFile(file, content, { mode: 0o600, flag: "wx" });
}
