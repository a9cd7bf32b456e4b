import { describe, expect, test } from "@jest/globals";
import { createHandler as creating } from "../../../../functions/create-auth-challenge/handler";
import { createHandler as defining } from "../../../../functions/define-auth-challenge/handler";
import type { Email } from "../../../../functions/shared/delivery/mailer";
import type { ChallengeResult } from "../../../../functions/shared/events/auth-challenges";
import { texts } from "../../../../functions/shared/one-time-code/texts";
import { createHandler as verifying } from "../../../../functions/verify-auth-challenge-response/handler";
import { triggerEvent } from "../../../support/events/trigger-event";

type Attributes = Readonly<Record<string, string | undefined>>;

const UNKNOWN = { request: { userNotFound: true, userAttributes: undefined } };
const context = { getRemainingTimeInMillis: () => 5000 };

/** The three functions, and Cognito's part between them. */
class Backend {
  readonly emails: Email[] = [];
  readonly waits: number[] = [];
  readonly logged: unknown[] = [];
  now = Date.UTC(2025, 5, 1, 12);
  failure: Error | undefined;

  private readonly define = defining();
  private readonly verify = verifying({ clock: () => new Date(this.now) });
  private readonly create = creating({
    mailer: {
      send: (email) => {
        this.emails.push(email);
        return this.failure ? Promise.reject(this.failure) : Promise.resolve();
      },
    },
    texts,
    settings: {
      languageAttribute: "locale",
      defaultLanguage: "en",
      brand: "Gatehouse",
      validitySeconds: 300,
    },
    clock: () => new Date(this.now),
    wait: (milliseconds) => {
      this.waits.push(milliseconds);
      return Promise.resolve();
    },
    log: { error: (entry: unknown) => this.logged.push(entry) },
  });

  /** The code in the last e-mail. */
  get code(): string {
    return /<strong>(\d+)<\/strong>/.exec(this.emails.at(-1)?.html ?? "")?.[1] ?? "none";
  }

  /** Signs in with answers, each made when it is asked for. */
  async signIn(
    user: Attributes | typeof UNKNOWN,
    ...answers: (() => string)[]
  ): Promise<{ outcome: "tokens" | "failed" | "asked"; seen: unknown[]; hidden: string[] }> {
    const who = user === UNKNOWN ? UNKNOWN.request : { userAttributes: user as Attributes };
    const session: ChallengeResult[] = [];
    const seen: unknown[] = [];
    const hidden: string[] = [];
    for (;;) {
      const { response: next } = await this.define(
        triggerEvent("DefineAuthChallenge_Authentication", {
          request: { ...who, session },
        }),
      );
      if (next.issueTokens) return { outcome: "tokens", seen, hidden };
      if (next.failAuthentication) return { outcome: "failed", seen, hidden };
      const { response: challenge } = await this.create(
        triggerEvent("CreateAuthChallenge_Authentication", {
          request: { ...who, session },
        }),
        context,
      );
      seen.push(challenge.publicChallengeParameters);
      hidden.push(
        JSON.stringify([challenge.privateChallengeParameters, challenge.challengeMetadata]),
      );
      const answer = answers.shift();
      if (!answer) return { outcome: "asked", seen, hidden };
      const { response: verdict } = await this.verify(
        triggerEvent("VerifyAuthChallengeResponse_Authentication", {
          request: {
            ...who,
            privateChallengeParameters: challenge.privateChallengeParameters ?? {},
            challengeAnswer: answer(),
          },
        }),
      );
      session.push({
        challengeName: "CUSTOM_CHALLENGE",
        challengeResult: verdict.answerCorrect ?? false,
        challengeMetadata: challenge.challengeMetadata,
      });
    }
  }
}

/** A code that is not the one sent. */
const wrong = (backend: Backend) => () => (backend.code === "000000" ? "000001" : "000000");

describe("a user with a verified address", () => {
  test("signs in with the code from the e-mail", async () => {
    const backend = new Backend();

    expect((await backend.signIn({}, () => ` ${backend.code} `)).outcome).toBe("tokens");
    expect(backend.emails).toHaveLength(1);
    expect(backend.emails[0]).toMatchObject({
      to: "ada.lovelace@analytical.example",
      subject: "Your sign-in code for Gatehouse",
    });
    expect(backend.code).toMatch(/^\d{6}$/);
  });

  test("gets the e-mail in their language", async () => {
    const backend = new Backend();
    await backend.signIn({ locale: "de-AT" });

    expect(backend.emails[0]?.subject).toBe("Ihr Anmeldecode für Gatehouse");
  });

  test("may mistype twice, and gets no second e-mail for it", async () => {
    const backend = new Backend();
    const no = wrong(backend);

    expect((await backend.signIn({}, no, no, () => backend.code)).outcome).toBe("tokens");
    expect(backend.emails).toHaveLength(1);
  });

  test("does not get in after a third wrong answer", async () => {
    const backend = new Backend();
    const no = wrong(backend);

    expect((await backend.signIn({}, no, no, no, () => backend.code)).outcome).toBe("failed");
  });

  test("does not get in with a code that has expired", async () => {
    const backend = new Backend();
    const late = () => {
      backend.now += 300_000;
      return backend.code;
    };

    expect(
      (
        await backend.signIn(
          {},
          late,
          () => backend.code,
          () => backend.code,
        )
      ).outcome,
    ).toBe("failed");
  });

  test("does not get in with the code of another sign-in", async () => {
    const backend = new Backend();
    await backend.signIn({});
    const former = backend.code;

    const { outcome } = await backend.signIn({}, () =>
      former === backend.code ? wrong(backend)() : former,
    );
    expect(outcome).toBe("asked");
  });

  test("leaves the code in the e-mail alone: not in parameters, metadata or log", async () => {
    const backend = new Backend();
    const { seen, hidden } = await backend.signIn({}, wrong(backend), wrong(backend));

    const kept = JSON.stringify([seen, hidden, backend.logged]);
    expect(kept).not.toContain(backend.code);
    expect(kept).not.toContain("lovelace");
  });
});

describe.each<[string, Attributes | typeof UNKNOWN]>([
  ["somebody whom the pool does not know", UNKNOWN],
  ["a user whose address is not verified", { email_verified: "false" }],
  ["a user without an address", { email: undefined }],
])("%s", (_, user) => {
  test("sees what everybody sees, for as many answers, and never gets in", async () => {
    const [stranger, known] = [new Backend(), new Backend()];
    const no = () => "123456";
    const shown = await stranger.signIn(user, no, no, no);
    const usual = await known.signIn({}, wrong(known), wrong(known), wrong(known));

    expect(shown.outcome).toBe("failed");
    expect(shown.seen).toEqual(usual.seen);
    expect(shown.hidden.map(({ length }) => length)).toEqual(
      usual.hidden.map(({ length }) => length),
    );
    expect(stranger.waits).toEqual(known.waits);
    expect(stranger.emails).toEqual([]);
  });
});

test("an outage of SES looks like any sign-in, and is logged without the code", async () => {
  const backend = new Backend();
  backend.failure = new Error("SES is out; wanted to write to ada.lovelace@analytical.example");
  const usual = await new Backend().signIn({});

  expect((await backend.signIn({})).seen).toEqual(usual.seen);
  expect(JSON.stringify(backend.logged)).toContain("one-time code not sent");
  expect(JSON.stringify(backend.logged)).not.toContain("lovelace");
  expect(JSON.stringify(backend.logged)).not.toContain(backend.code);
});

describe("no tokens", () => {
  const right = { challengeName: "CUSTOM_CHALLENGE", challengeResult: true } as const;
  const no = { challengeName: "CUSTOM_CHALLENGE", challengeResult: false } as const;

  test.each<[string, unknown]>([
    ["for a right password", [{ challengeName: "SRP_A", challengeResult: true }]],
    [
      "for a password that was verified",
      [
        { challengeName: "SRP_A", challengeResult: true },
        { challengeName: "PASSWORD_VERIFIER", challengeResult: true },
      ],
    ],
    [
      "for a password with a right code after it",
      [{ challengeName: "SRP_A", challengeResult: true }, right],
    ],
    [
      "for a code before a second factor",
      [right, { challengeName: "SMS_MFA", challengeResult: true }],
    ],
    ["for a right answer before a wrong one", [right, no]],
    ["for a right answer after three wrong ones", [no, no, no, right]],
    [
      "for a result that is not true",
      [{ challengeName: "CUSTOM_CHALLENGE", challengeResult: "true" }],
    ],
    ["for a session that is none", null],
  ])("%s", async (_, session) => {
    const event = triggerEvent("DefineAuthChallenge_Authentication");
    const { response } = await defining()({
      ...event,
      request: { ...event.request, session } as never,
    });

    expect(response).toMatchObject({ issueTokens: false, failAuthentication: true });
  });

  test("for a right answer of somebody whom the pool does not know", async () => {
    const { response } = await defining()(
      triggerEvent("DefineAuthChallenge_Authentication", {
        request: { userNotFound: true, session: [right] },
      }),
    );

    expect(response).toMatchObject({ issueTokens: false, failAuthentication: true });
  });

  test.each(["", "otc1.9999999999999..", "garbage", undefined])(
    "for an answer to %j in place of a proof",
    async (proof) => {
      const event = triggerEvent("VerifyAuthChallengeResponse_Authentication");
      const { response } = await verifying({ clock: () => new Date() })({
        ...event,
        request: {
          ...event.request,
          privateChallengeParameters: proof === undefined ? null : { proof },
          challengeAnswer: "",
        },
      });

      expect(response.answerCorrect).toBe(false);
    },
  );
});
