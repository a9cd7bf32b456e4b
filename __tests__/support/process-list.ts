import { execFileSync } from "node:child_process";

interface Process {
  readonly pid: number;
  readonly parentId: number;
  readonly groupId: number;
}

/** Whether a process runs. */
export function isAlive(pid: number): boolean {
  return processes().some((process) => process.pid === pid);
}

/** The ids of the processes in the group that a process of ours leads or has led. */
export function processesInGroup(groupId: number): number[] {
  return processes()
    .filter((process) => process.groupId === groupId)
    .map(({ pid }) => pid);
}

/** The ids of all that a process has started, and that those have started, and so on. */
export function descendants(pid: number): number[] {
  const all = processes();
  const below = (parent: number): number[] =>
    all
      .filter(({ parentId }) => parentId === parent)
      .flatMap((child) => [child.pid, ...below(child.pid)]);
  return below(pid);
}

/** All that run. A zombie does not: it waits for a parent that, in a container, may never ask. */
function processes(): Process[] {
  return execFileSync("ps", ["-eo", "pid=,ppid=,pgid=,stat="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state?.startsWith("Z") === false)
    .map(([pid, parentId, groupId]) => ({
      pid: Number(pid),
      parentId: Number(parentId),
      groupId: Number(groupId),
    }));
}

/** Kills processes, so that none of them can tidy up. Those that are gone already are. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}
