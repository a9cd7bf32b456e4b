import type { Forward } from "../interceptor";
import type { Invocation, InvocationInput } from "../lambda/invocation";
import { assumeExecutionRole, type RoleCredentials } from "../lambda/role-credentials";
import { readFunctionReference } from "../lambda/lambda-request";
import type { LocalFunctions } from "../lambda/local-functions";
import type { Mapping } from "./mapping";

/** What reading for functions takes. */
export interface PollerProps {
  readonly functions: Pick<LocalFunctions, "run" | "find">;
  /** Sends a request through the gateway's interceptors to moto. */
  readonly call: Forward;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told how old the last record of a batch is, in milliseconds. */
  readonly onIteratorAge: (region: string, functionName: string, age: number) => void;
  readonly log: ((message: string) => void) | undefined;
}

/** How long a source rests that could not be read. */
const restMilliseconds = 1000;

/** Reads one source for one function, whenever something may be there. */
export abstract class Poller {
  protected readonly stopping = new AbortController();
  private isWanted = false;
  private work: Promise<void> | undefined;
  private credentials: Promise<RoleCredentials> | undefined;
  private lastProblem = "";

  constructor(
    readonly mapping: Mapping,
    protected readonly props: PollerProps,
  ) {}

  /** Reads until nothing is there. */
  protected abstract read(): Promise<void>;

  /** Something may be there to be read. Returns at once. */
  wake(): void {
    if (this.isStopped() || this.mapping.settings.Enabled === false) return;
    this.isWanted = true;
    this.work ??= this.drain().finally(() => {
      this.work = undefined;
    });
  }

  /** Wakes it later. */
  protected wakeAfter(milliseconds: number): void {
    setTimeout(() => {
      this.wake();
    }, milliseconds).unref();
  }

  stop(): void {
    this.stopping.abort();
  }

  private isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async drain(): Promise<void> {
    while (this.isWanted && !this.isStopped()) {
      this.isWanted = false;
      try {
        await this.read();
        this.lastProblem = "";
      } catch (error) {
        if (this.isStopped()) return;
        this.say(error instanceof Error ? error.message : String(error));
        this.wakeAfter(restMilliseconds);
        return;
      }
    }
  }

  /** Once: it is tried again and again. */
  private say(problem: string): void {
    this.mapping.lastResult = `PROBLEM: ${problem}`;
    if (problem === this.lastProblem) return;
    this.lastProblem = problem;
    const { functionArn, sourceArn } = this.mapping;
    this.props.log?.(`${sourceArn} cannot be read for ${functionArn}: ${problem}`);
  }

  /** Runs the function, as the source's own call: it waits for the answer. */
  protected async invoke(event: object): Promise<Invocation> {
    const invocation = await this.props.functions.run(this.input(event));
    if (invocation === undefined)
      throw new Error(`There is no function ${this.mapping.functionArn}.`);
    this.mapping.lastResult = "OK";
    return invocation;
  }

  private input(event: object): InvocationInput {
    const { region, functionArn } = this.mapping;
    const reference = readFunctionReference(functionArn);
    return { region, reference, event: JSON.stringify(event) };
  }

  /** Of the function's role, with whose rights the source is read. */
  protected roleCredentials(): Promise<RoleCredentials> {
    const known = this.credentials;
    if (known !== undefined) return known;
    const credentials = credentialsFor(this.mapping, this.props);
    this.credentials = credentials;
    credentials.catch(() => {
      this.credentials = undefined;
    });
    return credentials;
  }
}

/** Credentials of the role of the function that a mapping reads for. */
export async function credentialsFor(
  { region, functionArn }: Pick<Mapping, "region" | "functionArn">,
  { functions, call }: Pick<PollerProps, "functions" | "call">,
): Promise<RoleCredentials> {
  const found = await functions.find(region, readFunctionReference(functionArn));
  if (found === undefined) throw new Error(`There is no function ${functionArn}.`);
  const { Role, FunctionName } = found.configuration;
  return assumeExecutionRole(call, region, Role, FunctionName);
}
