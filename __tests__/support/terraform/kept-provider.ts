import { createInterface } from "node:readline";
import { BoundProcess } from "../../../tools/process/bound-process";

type Environment = Readonly<Record<string, string>>;

/** How a provider is started. */
export interface KeptProviderProps {
  /** Its program. */
  readonly file: string;
  /** Where it runs: paths in a configuration are relative to it. */
  readonly folder: string;
  /** All that it knows of endpoint and credentials: it does not have Terraform's own environment. */
  readonly environment: Environment;
}

/**
 * A Terraform provider that keeps running. Terraform starts a provider up to four times in one command; with
 * one that is there already, a command of the AWS provider's takes half of the processor time.
 *
 * It is set up anew by each command: one command at a time, in one Region.
 * https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode
 */
export class KeptProvider {
  private constructor(
    private readonly running: BoundProcess,
    /** What Terraform needs in its environment to take this one. */
    readonly environment: Environment,
  ) {}

  /**
   * @param address such as `registry.terraform.io/hashicorp/aws`.
   * @throws Error with what it has printed, when it ends before it is ready.
   */
  static async start(
    address: string,
    { file, folder, environment }: KeptProviderProps,
  ): Promise<KeptProvider> {
    const running = new BoundProcess(file, ["-debug"], {
      env: environment,
      cwd: folder,
      mergesOutput: true,
    });
    const printed: string[] = [];
    for await (const line of createInterface(running.output)) {
      printed.push(line);
      const [, ready] = /TF_REATTACH_PROVIDERS='(.*)'/.exec(line) ?? [];
      if (ready === undefined) continue;
      running.output.resume();
      const [how] = Object.values(JSON.parse(ready) as Readonly<Record<string, object>>);
      const reattach = JSON.stringify({ [address]: how });
      return new KeptProvider(running, { TF_REATTACH_PROVIDERS: reattach });
    }
    throw new Error(`The provider has ended:\n${printed.join("\n")}`);
  }

  async stop(): Promise<void> {
    this.running.kill();
    await this.running.ended;
  }
}
