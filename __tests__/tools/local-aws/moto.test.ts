import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { request } from "node:http";
import path from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, test } from "@jest/globals";
import { startMoto } from "../../../tools/local-aws/moto";
import { processesInGroup } from "../../support/process-list";
import { temporaryFolders } from "../../support/temporary-folder";
import { until } from "../../support/until";

// Processes start, on a machine that may be busy.

const temporaryFolder = temporaryFolders();

/** An environment in which `moto_server` is a shell script. */
function fakeMoto(script: string): { folder: string; environment: Record<string, string> } {
  const folder = temporaryFolder();
  const file = path.join(folder, "moto_server");
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return { folder, environment: { PATH: `${folder}:${process.env["PATH"] ?? ""}` } };
}

/** The status with which moto answers at its socket. */
function statusAt(socketPath: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path: "/moto-api/", agent: false }, (answer) => {
      answer.resume().once("end", () => {
        resolve(answer.statusCode);
      });
    })
      .once("error", reject)
      .end();
  });
}

/** The TCP ports that the processes of a group listen on; nothing where the system does not tell. */
function portsOf(groupId: number): readonly string[] {
  if (!existsSync("/proc/net/tcp")) return [];
  const sockets = processesInGroup(groupId).flatMap((pid) => {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).map((name) => readlinkIfThere(path.join(folder, name)));
  });
  return ["/proc/net/tcp", "/proc/net/tcp6"]
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, "utf8").split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, , , state, , , , , , inode]) => state === "0A" && sockets.includes(`socket:[${inode}]`),
    )
    .map(([, address = ""]) => address);
}

function readlinkIfThere(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}

describe("moto", () => {
  test("answers once it is started, and leaves no process when it is stopped", async () => {
    const moto = await startMoto();
    expect(await statusAt(moto.socket)).toBe(200);
    // A page or another user reaches a port, and no socket in a folder of ours.
    expect(statSync(path.dirname(moto.socket)).mode & 0o077).toBe(0);
    expect(portsOf(moto.processId)).toEqual([]);
    expect(processesInGroup(moto.processId)).not.toEqual([]);
    await moto.stop();
    expect(processesInGroup(moto.processId)).toEqual([]);
    await expect(statusAt(moto.socket)).rejects.toThrow("ENOENT");
    expect(existsSync(path.dirname(moto.socket))).toBe(false);
    // A second call has nothing to do.
    await moto.stop();
  });

  test("ends when its starter is killed without a chance to stop it", async () => {
    const starter = path.join(temporaryFolder(), "starter.ts");
    const module = path.resolve("tools/local-aws/moto");
    writeFileSync(
      starter,
      `import { startMoto } from ${JSON.stringify(module)};
       void startMoto().then((moto) => { console.log(moto.processId); setInterval(() => {}, 1e6); });`,
    );
    const child = spawn(process.execPath, ["--import", "tsx", starter], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const groupId = await new Promise<number>((resolve) => {
      createInterface({ input: child.stdout }).once("line", (line) => {
        resolve(Number(line));
      });
    });
    expect(processesInGroup(groupId)).not.toEqual([]);
    child.kill("SIGKILL");
    await until(() => processesInGroup(groupId).length === 0);
  });

  test("that ends before it is ready is an error with what it said last", async () => {
    const { environment } = fakeMoto("echo 'ModuleNotFoundError: no flask' >&2; exit 3");
    await expect(startMoto({ environment })).rejects.toThrow(
      "moto_server ended before it was ready (exit status 3). Its last output:\n  ModuleNotFoundError: no flask",
    );
  });

  test("that does not get ready in time is an error, and is gone", async () => {
    const { folder, environment } = fakeMoto('echo $$ > "$(dirname "$0")/pid"; exec sleep 1000');
    await expect(startMoto({ environment, startTimeoutMilliseconds: 500 })).rejects.toThrow(
      "moto_server did not answer within 0.5 s.",
    );
    const pid = Number(readFileSync(path.join(folder, "pid"), "utf8"));
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  test("that ignores SIGTERM is ended by force", async () => {
    const { environment } = fakeMoto(
      `trap '' TERM
       exec python3 -c '
import http.server, socketserver, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self): self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
address = sys.argv[2]
server = socketserver.UnixStreamServer(address.removeprefix("unix://"), Handler)
print(f" * Running on {address}", flush=True)
server.serve_forever()' "$@"`,
    );
    const moto = await startMoto({ environment });
    await moto.stop();
    expect(processesInGroup(moto.processId)).toEqual([]);
  });

  test("gets nothing of the user's AWS settings", async () => {
    const { folder, environment } = fakeMoto('env > "$(dirname "$0")/env"; exit 1');
    const settings = { AWS_PROFILE: "production", MOTO_DOCKER_NETWORK_NAME: "x", SECRET: "y" };
    await expect(startMoto({ environment: { ...environment, ...settings } })).rejects.toThrow();
    const variables = readFileSync(path.join(folder, "env"), "utf8").split("\n");
    const names = new Set(variables.map((line) => line.split("=")[0]));
    for (const name of Object.keys(settings)) expect(names).not.toContain(name);
  });

  test("is not started when the run is aborted meanwhile", async () => {
    const { environment } = fakeMoto("exec sleep 1000");
    const reason = new Error("Ctrl-C");
    const aborting = new AbortController();
    const starting = startMoto({ environment, signal: aborting.signal });
    aborting.abort(reason);
    await expect(starting).rejects.toBe(reason);
  });
});
