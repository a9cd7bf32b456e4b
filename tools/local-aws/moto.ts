import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { BoundProcess } from "../process/bound-process";
import { onLine } from "./lines";
import { findOrInstallMoto } from "./moto-installation";
import type { MotoCommand } from "./moto-installation";

/** The account that moto puts everything in (https://docs.getmoto.org/en/latest/docs/multi_account.html). */
export const MOTO_ACCOUNT_ID = "123456789012";

/** What Python and a pyenv shim need of ours. Nothing of `AWS_*`, `MOTO_*` or the like gets through. */
const INHERITED_VARIABLES = [
  "PATH",
  "HOME",
  "TMPDIR",
  "LANG",
  "LC_ALL",
  "LD_LIBRARY_PATH",
  "PYENV_ROOT",
  "PYENV_VERSION",
  "VIRTUAL_ENV",
  "PYTHONHOME",
  "PYTHONPATH",
];

/** moto imports for one to three seconds; a busy machine may need far longer. */
const START_TIMEOUT_MILLISECONDS = 60_000;
const STOP_GRACE_MILLISECONDS = 3_000;
const KEPT_OUTPUT_LINES = 20;
const ACCESS_LOG = /"[A-Z]+ \S+ HTTP\/1\.[01]" \d{3} -$/;

/** A running `moto_server`. */
export interface Moto {
  /**
   * The path of its Unix domain socket, in a folder that only this user may look into. moto has no
   * door of its own, and no browser reaches a socket.
   */
  readonly socket: string;
  readonly processId: number;
  /**
   * Resolves when the process has ended, with its last lines of output. It also resolves after
   * {@link Moto.stop}.
   */
  readonly ended: Promise<string>;
  /** Ends the process; returns when it is gone. May be called again. */
  stop(): Promise<void>;
  /** Lets this process end by itself, and moto with it. */
  unref(): void;
}

/** How to start moto. */
export interface MotoOptions {
  /** Where a virtual environment goes if `moto_server` is not on the PATH. */
  readonly virtualEnvironments?: string;
  readonly progress?: (message: string) => void;
  readonly signal?: AbortSignal;
  /** Ends the wait for moto's first answer; default 60,000. */
  readonly startTimeoutMilliseconds?: number;
  /** The environment to look in; default: this process's. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Starts moto's server on a socket of its own and returns once it answers. It ends with
 * {@link Moto.stop}, and with this process even if that is killed.
 *
 * @throws Error when moto cannot be had, ends early (its last output is in the message) or does not
 *   answer in time.
 */
export async function startMoto(options: MotoOptions = {}): Promise<Moto> {
  const environment = options.environment ?? process.env;
  const moto = await findOrInstallMoto({
    directory: options.virtualEnvironments ?? path.join(process.cwd(), ".local", "venv"),
    searchPath: environment["PATH"] ?? "",
    ...(options.progress && { progress: options.progress }),
    ...(options.signal && { signal: options.signal }),
  });
  options.signal?.throwIfAborted();
  // mkdtemp lets nobody but the user in (0700).
  const folder = await mkdtemp(path.join(tmpdir(), "gatehouse-moto-"));
  const socket = path.join(folder, "socket");
  const server = launch(moto, environment, socket);
  const output = keepLastLines(server);
  const ended = server.ended.then(async () => {
    await rm(folder, { recursive: true, force: true });
    return output.join("\n");
  });
  try {
    await waitForAnswer(server, socket, output, options);
    return {
      socket,
      processId: server.child.pid ?? 0,
      ended,
      async stop() {
        await server.stop(STOP_GRACE_MILLISECONDS);
        await ended;
      },
      unref() {
        server.unref();
      },
    };
  } catch (error) {
    server.kill();
    await ended;
    throw error;
  }
}

function launch(
  moto: MotoCommand,
  environment: Readonly<Record<string, string | undefined>>,
  socket: string,
): BoundProcess {
  const env: Record<string, string> = {
    PYTHONUNBUFFERED: "1",
    // moto calls itself with boto3 here and there; boto3 wants credentials, any.
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_EC2_METADATA_DISABLED: "true",
    // A team may attach AWS's own policies to its roles.
    MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
    // Seconds until a certificate is issued; nobody looks at its records.
    MOTO_ACM_VALIDATION_WAIT: "1",
  };
  for (const name of INHERITED_VARIABLES) {
    const value = environment[name];
    if (value !== undefined) env[name] = value;
  }
  // Werkzeug's way to say so: https://werkzeug.palletsprojects.com/en/stable/serving/#unix-sockets
  return new BoundProcess(moto.command, [...moto.args, "-H", `unix://${socket}`], {
    env,
    mergesOutput: true,
  });
}

/**
 * moto writes a line per request and a traceback per failure. The pipe must be read for ever, lest
 * moto blocks; of the lines only the last are kept, and none that merely reports a request.
 */
function keepLastLines(server: BoundProcess): string[] {
  const kept: string[] = [];
  onLine(server.output, (line) => {
    if (ACCESS_LOG.test(line)) return;
    kept.push(line);
    if (kept.length > KEPT_OUTPUT_LINES) kept.shift();
  });
  return kept;
}

/**
 * Werkzeug's banner, `* Running on unix:///...`, is written once the socket listens. The kernel queues
 * connections from then on; one request makes sure that they are answered, too.
 */
async function waitForAnswer(
  server: BoundProcess,
  socket: string,
  output: readonly string[],
  options: MotoOptions,
): Promise<void> {
  const milliseconds = options.startTimeoutMilliseconds ?? START_TIMEOUT_MILLISECONDS;
  const timeout = AbortSignal.timeout(milliseconds);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const early = server.ended.then(({ code, signal: by }) => {
    throw new Error(
      `moto_server ended before it was ready (${by ?? `exit status ${String(code)}`}). ` +
        `Its last output:\n${indent(output)}`,
    );
  });
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => {
      const late = `moto_server did not answer within ${milliseconds / 1000} s.`;
      reject(
        options.signal?.aborted === true
          ? (options.signal.reason as Error)
          : new Error(`${late} Its last output:\n${indent(output)}`),
      );
    });
  });
  return Promise.race([answering(server, socket, signal), early, aborted]);
}

async function answering(server: BoundProcess, socket: string, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    onLine(server.output, (line) => {
      if (line.includes(`Running on unix://${socket}`)) resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    request({ socketPath: socket, path: "/moto-api/", signal, agent: false }, (answer) => {
      answer.resume().once("end", resolve);
    })
      .once("error", reject)
      .end();
  });
}

function indent(lines: readonly string[]): string {
  return lines.length === 0 ? "  (none)" : lines.map((line) => `  ${line}`).join("\n");
}
