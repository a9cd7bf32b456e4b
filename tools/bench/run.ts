import { spawnSync, type SpawnSyncOptions } from "node:child_process";

/** A process that has ended well. */
export interface Run {
  /** From start to exit, in milliseconds. */
  readonly time: number;
  /** What it wrote to stdout. */
  readonly output: string;
}

/**
 * Runs Node.js to its end.
 *
 * @throws Error with the process's stderr when its exit code is not 0.
 */
export function run(args: readonly string[], options: SpawnSyncOptions): Run {
  const start = performance.now();
  const child = spawnSync(process.execPath, args, { ...options, encoding: "utf8" });
  const time = performance.now() - start;
  if (child.status !== 0) {
    throw new Error(`node ${args.join(" ")} failed:\n${child.stderr}`, { cause: child.error });
  }
  return { time, output: child.stdout };
}
