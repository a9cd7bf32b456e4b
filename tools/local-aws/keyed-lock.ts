/** Runs one task at a time per key; tasks of different keys do not wait for each other. */
export class KeyedLock {
  private readonly tails = new Map<string, Promise<void>>();

  /** Runs `task` when all earlier tasks of `key` have ended, however they ended. */
  async run<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const before = this.tails.get(key) ?? Promise.resolve();
    const result = before.then(task);
    const tail = result.then(
      () => undefined,
      () => undefined,
    );
    this.tails.set(key, tail);
    try {
      return await result;
    } finally {
      if (this.tails.get(key) === tail) this.tails.delete(key);
    }
  }
}
