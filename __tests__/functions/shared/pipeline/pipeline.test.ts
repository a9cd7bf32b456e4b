import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { PreSignUpEvent } from "../../../../functions/shared/events/pre-sign-up";
import { pipeline } from "../../../../functions/shared/pipeline/pipeline";
import { Refusal } from "../../../../functions/shared/pipeline/refusal";
import {
  bestEffort,
  required,
  type Step,
  type StepContext,
} from "../../../../functions/shared/pipeline/step";
import { triggerHandler } from "../../../../functions/shared/pipeline/trigger-handler";
import { triggerEvent } from "../../../support/events/trigger-event";
import { Logged } from "../../../support/in-memory-backend";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

type Run = (event: PreSignUpEvent, context: StepContext) => Promise<void>;

const FAILED = "Sign-up is not possible";

function deployed(...steps: readonly Step<PreSignUpEvent>[]) {
  const log = new Logged();
  const handler = triggerHandler({
    trigger: "pre-sign-up",
    run: pipeline(...steps),
    message: FAILED,
    log,
  });
  return {
    logged: log.entries,
    /** Lets all time pass that the handler waits for. */
    deliver: async (event: PreSignUpEvent = triggerEvent("PreSignUp_SignUp"), remaining = 5000) => {
      const outcome = handler(event, { getRemainingTimeInMillis: () => remaining });
      const settled = Promise.allSettled([outcome]);
      await jest.advanceTimersByTimeAsync(10_000);
      await settled;
      return outcome;
    },
  };
}

/** A step that says when it ran, and how much time it was given. */
function steps() {
  const ran: { name: string; at: number; remaining: number }[] = [];
  const start = performance.now();
  const step =
    (name: string, body: Run = () => Promise.resolve()): Run =>
    (event, context) => {
      ran.push({ name, at: performance.now() - start, remaining: context.remaining });
      return body(event, context);
    };
  return { ran, step, names: () => ran.map(({ name }) => name) };
}

const fails: Run = () => Promise.reject(new Error("down"));
const refuses: Run = () => Promise.reject(new Refusal("Not you", "not invited"));
const hangs: Run = () => new Promise<void>(() => undefined);
const takes =
  (milliseconds: number): Run =>
  () =>
    new Promise((done) => setTimeout(done, milliseconds));
const confirms: Run = (event) => {
  event.response.autoConfirmUser = true;
  return Promise.resolve();
};

test("steps run in order, each seeing what those before it have answered", async () => {
  const { step, names } = steps();
  const seen: boolean[] = [];
  const { deliver } = deployed(
    required("a", step("a", takes(50))),
    bestEffort("b", step("b", confirms)),
    required(
      "c",
      step("c", (event) => {
        seen.push(event.response.autoConfirmUser);
        event.response.autoVerifyEmail = true;
        return Promise.resolve();
      }),
    ),
  );

  const answer = await deliver();

  expect(names()).toEqual(["a", "b", "c"]);
  expect(seen).toEqual([true]);
  expect(answer.response).toEqual({
    autoConfirmUser: true,
    autoVerifyEmail: true,
    autoVerifyPhone: false,
  });
});

test("a step may replace the event", async () => {
  const { deliver } = deployed(
    required("a", (event: PreSignUpEvent) =>
      Promise.resolve({ ...event, response: { ...event.response, autoVerifyPhone: true } }),
    ),
  );

  expect((await deliver()).response.autoVerifyPhone).toBe(true);
});

describe("a required step that fails", () => {
  test("stops the rest, and tells the client no more than the trigger's message", async () => {
    const { step, names } = steps();
    const { deliver, logged } = deployed(required("a", fails), required("b", step("b")));

    await expect(deliver()).rejects.toEqual(new Error(FAILED));

    expect(names()).toEqual([]);
    expect(logged).toEqual([
      {
        level: "error",
        entry: expect.objectContaining({
          failure: "required",
          step: "a",
          triggerSource: "PreSignUp_SignUp",
          error: expect.objectContaining({ message: "down" }),
        }),
      },
    ]);
  });

  test("may have a message of its own", async () => {
    const { deliver } = deployed(required("a", fails, { message: "Try tomorrow" }));

    await expect(deliver()).rejects.toEqual(new Error("Try tomorrow"));
  });

  test("may refuse the user with its reason, which is no error in the log", async () => {
    const { step, names } = steps();
    const { deliver, logged } = deployed(required("a", refuses), required("b", step("b")));

    await expect(deliver()).rejects.toEqual(new Error("Not you"));

    expect(names()).toEqual([]);
    expect(logged).toEqual([
      { level: "warn", entry: expect.objectContaining({ refused: "not invited", step: "a" }) },
    ]);
  });

  test("that never ends is given up half a second before Lambda would kill it", async () => {
    const { deliver, logged } = deployed(required("a", hangs));
    const began = performance.now();
    let ended = 0;
    const delivered = deliver(undefined, 3000).finally(() => undefined);
    const watch = setInterval(() => {
      if (logged.length > 0 && ended === 0) ended = performance.now() - began;
    }, 10);

    await expect(delivered).rejects.toEqual(new Error(FAILED));
    clearInterval(watch);

    expect(ended).toBeGreaterThan(2400);
    expect(ended).toBeLessThan(2700);
  });

  test("is not begun when no time is left", async () => {
    const { step, names } = steps();
    const { deliver } = deployed(required("a", step("a", hangs)), required("b", step("b")));

    await expect(deliver(undefined, 1000)).rejects.toEqual(new Error(FAILED));

    expect(names()).toEqual(["a"]);
  });
});

describe("a best-effort step that fails", () => {
  test("is logged, and the rest goes on", async () => {
    const { step, names } = steps();
    const { deliver, logged } = deployed(bestEffort("a", fails), required("b", step("b")));

    await deliver();

    expect(names()).toEqual(["b"]);
    expect(logged).toEqual([
      { level: "warn", entry: expect.objectContaining({ failure: "best-effort", step: "a" }) },
    ]);
  });

  test("leaves nothing of a half-made response", async () => {
    const { deliver } = deployed(
      bestEffort("a", async (event, context) => {
        await confirms(event, context);
        await fails(event, context);
      }),
    );

    expect((await deliver()).response.autoConfirmUser).toBe(false);
  });

  test("or was left behind cannot write into the response later", async () => {
    const { deliver } = deployed(
      bestEffort("a", async (event: PreSignUpEvent, context) => {
        await takes(3000)(event, context);
        await confirms(event, context);
      }),
      required("b", takes(1500)),
    );

    expect((await deliver()).response.autoConfirmUser).toBe(false);
  });

  test("by hanging uses up half of the time, and the steps after it have the other half", async () => {
    const { ran, step } = steps();
    const { deliver } = deployed(bestEffort("a", hangs), required("b", step("b")));

    await deliver();

    expect(ran).toEqual([
      { name: "b", at: expect.closeTo(2000, -1), remaining: expect.closeTo(2000, -1) },
    ]);
  });

  test("by hanging uses up no more than its cap", async () => {
    const { ran, step } = steps();
    const { deliver } = deployed(bestEffort("a", hangs, { cap: 300 }), required("b", step("b")));

    await deliver();

    expect(ran).toEqual([
      { name: "b", at: expect.closeTo(300, -1), remaining: expect.closeTo(3700, -1) },
    ]);
  });

  test("gets its signal in time to say why it stopped", async () => {
    const { deliver, logged } = deployed(
      bestEffort(
        "a",
        (_, { signal }) =>
          new Promise<void>((_resolve, reject) => {
            signal.addEventListener("abort", () => {
              setTimeout(reject, 20, new Error("gave up at the deadline"));
            });
          }),
      ),
    );

    await deliver();

    expect(JSON.stringify(logged)).toContain("gave up at the deadline");
  });
});

test("no timer outlives the handler, which would keep a function from being frozen", async () => {
  const { step } = steps();
  const handler = triggerHandler({
    trigger: "pre-sign-up",
    run: pipeline(bestEffort("a", step("a")), required("b", step("b"))),
    message: FAILED,
    log: new Logged(),
  });

  await handler(triggerEvent("PreSignUp_SignUp"), { getRemainingTimeInMillis: () => 5000 });

  expect(jest.getTimerCount()).toBe(0);
});

test("an event of another trigger is refused by its name, and no step sees it", async () => {
  const { step, names } = steps();
  const { deliver } = deployed(bestEffort("a", step("a")));

  await expect(deliver(triggerEvent("CustomMessage_SignUp") as never)).rejects.toThrow(
    "Not a pre-sign-up event: CustomMessage_SignUp",
  );

  expect(names()).toEqual([]);
});

test("nothing that the event says of the user is in the log", async () => {
  const secrets = ["grace", "navy", "campaign", "invitation", "hopper"];
  const quotes =
    (text: string): Run =>
    () =>
      Promise.reject(new Error(`Bad value: ${text}`));
  const { deliver, logged } = deployed(...secrets.map((text) => bestEffort("a", quotes(text))));

  await deliver(
    triggerEvent("PreSignUp_SignUp", {
      userName: "hopper",
      request: {
        userAttributes: { email: "grace@navy.example" },
        clientMetadata: { source: "campaign-42" },
        validationData: { code: "invitation-7" },
      },
    }),
  );

  expect(logged).toHaveLength(secrets.length);
  expect(JSON.stringify(logged)).not.toMatch(new RegExp(secrets.join("|"), "i"));
});
