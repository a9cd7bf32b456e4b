import { z } from "zod";
import type { Interceptor } from "./interceptor";
import { httpJson, readJson } from "./json-protocol";

/** What time it is for Cognito: that of this machine, unless somebody has turned the clock. */
export class Clock {
  private ahead = 0;
  private readonly listeners: (() => void)[] = [];

  /** Milliseconds since 1970. */
  readonly now = (): number => Date.now() + this.ahead;

  /** Lets time pass at once: codes, sessions and tokens grow older by it. */
  turn(milliseconds: number): void {
    this.ahead += milliseconds;
    for (const listener of this.listeners) listener();
  }

  /** Told each time that somebody has turned it. */
  onTurn(listener: () => void): void {
    this.listeners.push(listener);
  }
}

const schema = z.object({ aheadBySeconds: z.number().nonnegative() });

/**
 * Answers `POST /_gatehouse/clock` with `{ "aheadBySeconds": 3600 }`: what expires can be tried
 * without waiting for it. The answer is the time that it is now.
 */
export function turnedClock(clock: Clock): Interceptor {
  return (request) => {
    if (request.url !== "/_gatehouse/clock" || request.method !== "POST") {
      return Promise.resolve(undefined);
    }
    const wish = schema.safeParse(readJson(request));
    if (!wish.success) {
      const message = "aheadBySeconds is a number of seconds, 0 or more.";
      return Promise.resolve(httpJson({ message }, { status: 400 }));
    }
    clock.turn(wish.data.aheadBySeconds * 1000);
    return Promise.resolve(httpJson({ now: new Date(clock.now()).toISOString() }));
  };
}
