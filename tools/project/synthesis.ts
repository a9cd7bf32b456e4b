import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { projectFolder } from "./project";

/**
 * Runs the app of `project`, this one by default, as `cdktf synth` does (`app` in cdktf.json), and
 * writes all stacks to `outputFolder`.
 *
 * @throws Error with what the app said when it fails; the signal's reason when aborted.
 */
export async function synthesize(
  outputFolder: string,
  signal: AbortSignal,
  project: string = projectFolder,
): Promise<void> {
  signal.throwIfAborted();
  const app = spawn(process.execPath, ["--import", "tsx", "main.ts"], {
    cwd: project,
    env: { ...process.env, CDKTF_OUTDIR: outputFolder },
    stdio: ["ignore", "ignore", "pipe"],
    // Of its own group, so that Ctrl-C comes to it through us alone.
    detached: true,
  });
  const stop = () => app.kill("SIGKILL");
  signal.addEventListener("abort", stop, { once: true });
  const said = text(app.stderr);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    app.once("error", reject).once("close", resolve);
  });
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  if (exitCode !== 0) throw new Error((await said).trim());
}
