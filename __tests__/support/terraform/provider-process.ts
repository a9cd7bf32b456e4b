import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type IncomingHttpHeaders,
} from "node:http2";
import { connect as connectSocket } from "node:net";
import { createInterface } from "node:readline";
import { BoundProcess } from "../../../tools/process/bound-process";

/** How a provider is started. */
export interface ProviderProcessProps {
  /** Its program. */
  readonly file: string;
  /** Where it runs: paths in a configuration are relative to it. */
  readonly folder: string;
  /** All that it knows of endpoint and credentials: it does not have Terraform's own environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** How Terraform is told of a provider that is running already. */
export interface Reattachment {
  readonly Addr: { readonly Network: string; readonly String: string };
  readonly Pid: number;
  readonly [setting: string]: unknown;
}

/**
 * A Terraform provider that runs by itself.
 * https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode
 */
export class ProviderProcess {
  private constructor(
    private readonly running: BoundProcess,
    private readonly session: ClientHttp2Session,
    readonly reattachment: Reattachment,
  ) {}

  /** @throws Error with what it has printed, when it ends before it is ready. */
  static async start({
    file,
    folder,
    environment,
  }: ProviderProcessProps): Promise<ProviderProcess> {
    const running = new BoundProcess(file, ["-debug"], {
      // It would tell all that it does.
      env: { ...environment, TF_LOG_SDK: "OFF", TF_LOG_PROVIDER: "OFF" },
      cwd: folder,
      mergesOutput: true,
    });
    const printed: string[] = [];
    for await (const line of createInterface(running.output)) {
      printed.push(line);
      const [, ready] = /TF_REATTACH_PROVIDERS='(.*)'/.exec(line) ?? [];
      if (ready === undefined) continue;
      running.output.resume();
      const [how] = Object.values(JSON.parse(ready) as Readonly<Record<string, Reattachment>>);
      if (how === undefined) break;
      const session = connect("http://provider", {
        createConnection: () => connectSocket(how.Addr.String),
      });
      // Each call is told by itself.
      session.on("error", () => undefined);
      return new ProviderProcess(running, session, how);
    }
    throw new Error(`The provider has ended:\n${printed.join("\n")}`);
  }

  call(headers: IncomingHttpHeaders): ClientHttp2Stream {
    return this.session.request(headers);
  }

  async stop(): Promise<void> {
    this.session.destroy();
    this.running.kill();
    await this.running.ended;
  }
}
