import type { ExecutionEnvironment } from "./execution-environment";

/** More processes than this at once help nobody on a laptop; further events wait their turn. */
const MAX_CONCURRENT = 32;

/** How many environments of one function stay warm. */
const MAX_IDLE_PER_FUNCTION = 8;

/** Each is a process: for how long one that nobody needs stays. */
const IDLE_MILLISECONDS = 5 * 60_000;

/** An execution environment, with what distinguishes it for the pool. */
export interface PooledEnvironment {
  readonly environment: ExecutionEnvironment;
  readonly logStreamName: string;
}

interface FunctionPool {
  fingerprint: string;
  readonly idle: IdleEnvironment[];
}

interface IdleEnvironment {
  readonly pooled: PooledEnvironment;
  /** Ends it. */
  readonly timer: NodeJS.Timeout;
}

/**
 * Keeps execution environments warm and lends each to one event at a time, as Lambda does
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html). Over the limit events
 * queue, where Lambda would throttle.
 */
export class EnvironmentPool {
  private readonly functions = new Map<string, FunctionPool>();
  private readonly alive = new Set<PooledEnvironment>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private isStopped = false;

  constructor(private readonly idleMilliseconds = IDLE_MILLISECONDS) {}

  /**
   * Lends an environment to `use`: a warm one, or one that `start` makes.
   *
   * @param key tells one version of a function from all others.
   * @param fingerprint of code and configuration: another one retires all environments before it.
   * @throws Error when the pool has been stopped.
   */
  async lend<T>(
    key: string,
    fingerprint: string,
    start: () => Promise<PooledEnvironment>,
    use: (environment: PooledEnvironment) => Promise<T>,
  ): Promise<T> {
    await this.takeTurn();
    try {
      const environment = this.takeIdle(key, fingerprint) ?? (await this.start(start));
      try {
        return await use(environment);
      } finally {
        this.giveBack(key, fingerprint, environment);
      }
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }

  /** Ends the idle environments of the functions in question; busy ones end after their event. */
  retire(concerns: (key: string) => boolean): void {
    for (const [key, { idle }] of this.functions) {
      if (!concerns(key)) continue;
      for (const { pooled, timer } of idle) {
        clearTimeout(timer);
        this.discard(pooled);
      }
      this.functions.delete(key);
    }
  }

  /** Ends every environment, busy ones too, and returns when all are gone: how many there were. */
  async killAll(): Promise<number> {
    const killed = [...this.alive];
    await Promise.all(killed.map(({ environment }) => environment.kill()));
    for (const environment of killed) this.alive.delete(environment);
    return killed.length;
  }

  /** The same, for good. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.killAll();
  }

  private async takeTurn(): Promise<void> {
    while (this.running >= MAX_CONCURRENT) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    if (this.isStopped) throw new Error("The local AWS is stopping.");
    this.running += 1;
  }

  private async start(start: () => Promise<PooledEnvironment>): Promise<PooledEnvironment> {
    const environment = await start();
    this.alive.add(environment);
    // Stopped while this one was starting: `stop` has not seen it.
    if (this.isStopped) await environment.environment.kill();
    return environment;
  }

  private takeIdle(key: string, fingerprint: string): PooledEnvironment | undefined {
    const pool = this.functions.get(key);
    if (pool?.fingerprint !== fingerprint) {
      this.retire((other) => other === key);
      this.functions.set(key, { fingerprint, idle: [] });
      return undefined;
    }
    // The one used last is the likeliest to stay; one that has died while idle is of no use.
    for (let found = pool.idle.pop(); found !== undefined; found = pool.idle.pop()) {
      clearTimeout(found.timer);
      if (found.pooled.environment.isUsable) return found.pooled;
      this.discard(found.pooled);
    }
    return undefined;
  }

  private giveBack(key: string, fingerprint: string, lent: PooledEnvironment): void {
    const pool = this.functions.get(key);
    const isKept =
      pool?.fingerprint === fingerprint &&
      lent.environment.isUsable &&
      pool.idle.length < MAX_IDLE_PER_FUNCTION &&
      !this.isStopped;
    if (!isKept) {
      this.discard(lent);
      return;
    }
    const timer = setTimeout(() => {
      const index = pool.idle.findIndex(({ pooled }) => pooled === lent);
      if (index >= 0) pool.idle.splice(index, 1);
      this.discard(lent);
    }, this.idleMilliseconds).unref();
    pool.idle.push({ pooled: lent, timer });
  }

  private discard(environment: PooledEnvironment): void {
    void environment.environment.kill().then(() => this.alive.delete(environment));
  }
}
