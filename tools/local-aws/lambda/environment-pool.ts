import { availableParallelism } from "node:os";
import type { ExecutionEnvironment } from "./execution-environment";

/**
 * How many environments of all functions start at once. A start is all processor: on a busy computer,
 * more of them at once only makes each too late for the caller that waits for it.
 */
const MAX_STARTING = Math.max(2, availableParallelism());

/**
 * How many environments one function has; further events wait for one of them. Of one function, so
 * that a function which calls another one, or a trigger of it, never waits for its own place.
 */
const MAX_PER_FUNCTION = Math.max(8, 4 * availableParallelism());

/** How many environments of one function stay warm. */
const MAX_IDLE_PER_FUNCTION = 8;

/** Each is a process: for how long one that nobody needs stays. */
const IDLE_MILLISECONDS = 5 * 60_000;

/** An execution environment, with what distinguishes it for the pool. */
export interface PooledEnvironment {
  readonly environment: ExecutionEnvironment;
  readonly logStreamName: string;
}

/** Makes an environment. */
type Start = () => Promise<PooledEnvironment>;

interface FunctionPool {
  readonly fingerprint: string;
  readonly idle: IdleEnvironment[];
  readonly waiting: Waiting[];
  /** Environments that start, and all that there are. */
  starting: number;
  size: number;
}

interface IdleEnvironment {
  readonly pooled: PooledEnvironment;
  /** Ends it. */
  readonly timer: NodeJS.Timeout;
}

/** An event without an environment. */
interface Waiting {
  readonly start: Start;
  take(environment: PooledEnvironment): void;
  give(error: unknown): void;
}

/**
 * Keeps execution environments warm and lends each to one event at a time, as Lambda does
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html). An event takes the first
 * environment that is there: one that starts for it, or one that another event has left meanwhile.
 */
export class EnvironmentPool {
  private readonly functions = new Map<string, FunctionPool>();
  /** Those that are replaced, too, as long as something is in them. */
  private readonly pools = new Set<FunctionPool>();
  private readonly alive = new Set<PooledEnvironment>();
  private starting = 0;
  private isStopped = false;

  constructor(private readonly idleMilliseconds = IDLE_MILLISECONDS) {}

  /**
   * Lends an environment to `use`: a warm one, or one that `start` makes.
   *
   * @param key tells one version of a function from all others.
   * @param fingerprint of code and configuration: another one retires all environments before it.
   * @param signal ends the wait for an environment that does not start yet, and nothing later.
   * @throws Error when the pool has been stopped; the signal's reason.
   */
  async lend<T>(
    key: string,
    fingerprint: string,
    start: Start,
    use: (environment: PooledEnvironment) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const pool = this.poolOf(key, fingerprint);
    const environment = this.takeIdle(pool) ?? (await this.wait(pool, start, signal));
    try {
      return await use(environment);
    } finally {
      this.handOn(pool, environment);
    }
  }

  /** Ends the idle environments of the functions in question; busy ones end after their event. */
  retire(concerns: (key: string) => boolean): void {
    for (const [key, pool] of this.functions) {
      if (!concerns(key)) continue;
      this.functions.delete(key);
      for (const { pooled, timer } of pool.idle.splice(0)) {
        clearTimeout(timer);
        this.discard(pool, pooled);
      }
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
    for (const { waiting } of this.pools) {
      for (const each of waiting.splice(0)) each.give(stopped());
    }
    await this.killAll();
  }

  private poolOf(key: string, fingerprint: string): FunctionPool {
    const found = this.functions.get(key);
    if (found?.fingerprint === fingerprint) return found;
    this.retire((other) => other === key);
    const pool = { fingerprint, idle: [], waiting: [], starting: 0, size: 0 };
    this.functions.set(key, pool);
    this.pools.add(pool);
    return pool;
  }

  /** The one used last is the likeliest to stay; one that has died while idle is of no use. */
  private takeIdle(pool: FunctionPool): PooledEnvironment | undefined {
    for (let found = pool.idle.pop(); found !== undefined; found = pool.idle.pop()) {
      clearTimeout(found.timer);
      if (found.pooled.environment.isUsable) return found.pooled;
      this.discard(pool, found.pooled);
    }
    return undefined;
  }

  private wait(
    pool: FunctionPool,
    start: Start,
    signal: AbortSignal | undefined,
  ): Promise<PooledEnvironment> {
    return new Promise((resolve, reject) => {
      if (this.isStopped) throw stopped();
      signal?.throwIfAborted();
      const waiting = { start, take: resolve, give: reject };
      pool.waiting.push(waiting);
      signal?.addEventListener("abort", () => {
        const index = pool.waiting.indexOf(waiting);
        // One for which an environment starts already is given it, and runs, as on AWS.
        if (index < pool.starting) return;
        pool.waiting.splice(index, 1);
        reject(signal.reason as Error);
      });
      this.startFor(pool);
    });
  }

  /** Starts what is waited for, as far as there is room. */
  private startFor(pool: FunctionPool): void {
    while (pool.size < MAX_PER_FUNCTION && this.starting < MAX_STARTING && !this.isStopped) {
      const next = pool.waiting[pool.starting];
      if (next === undefined) return;
      this.starting += 1;
      pool.starting += 1;
      pool.size += 1;
      void this.startOne(pool, next.start);
    }
  }

  private async startOne(pool: FunctionPool, start: Start): Promise<void> {
    let started: PooledEnvironment | undefined;
    let failure: unknown;
    try {
      started = await start();
      this.alive.add(started);
      // Stopped while this one was starting: `stop` has not seen it.
      if (this.isStopped) await started.environment.kill();
      await started.environment.initialized;
    } catch (error) {
      failure = error;
    }
    this.starting -= 1;
    pool.starting -= 1;
    if (started === undefined) {
      pool.size -= 1;
      pool.waiting.shift()?.give(failure);
    } else {
      // Also one that has died: whoever waits for it is told why.
      const next = pool.waiting.shift();
      if (next === undefined) this.handOn(pool, started);
      else next.take(started);
    }
    for (const other of this.pools) this.startFor(other);
  }

  /** Gives an environment to the event that waits longest, or keeps it, or ends it. */
  private handOn(pool: FunctionPool, pooled: PooledEnvironment): void {
    const isUsable = pooled.environment.isUsable && !this.isStopped;
    const next = isUsable ? pool.waiting.shift() : undefined;
    if (next !== undefined) {
      next.take(pooled);
      return;
    }
    const isCurrent = [...this.functions.values()].includes(pool);
    if (!isUsable || !isCurrent || pool.idle.length >= MAX_IDLE_PER_FUNCTION) {
      this.discard(pool, pooled);
      this.startFor(pool);
      return;
    }
    const timer = setTimeout(() => {
      const index = pool.idle.findIndex((idle) => idle.pooled === pooled);
      if (index >= 0) pool.idle.splice(index, 1);
      this.discard(pool, pooled);
    }, this.idleMilliseconds).unref();
    pool.idle.push({ pooled, timer });
  }

  private discard(pool: FunctionPool, pooled: PooledEnvironment): void {
    pool.size -= 1;
    const isCurrent = [...this.functions.values()].includes(pool);
    if (pool.size === 0 && pool.waiting.length === 0 && !isCurrent) this.pools.delete(pool);
    void pooled.environment.kill().then(() => this.alive.delete(pooled));
  }
}

function stopped(): Error {
  return new Error("The local AWS is stopping.");
}
