import {
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  type InitiateAuthCommandOutput,
  type RespondToAuthChallengeCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, test } from "@jest/globals";
import type { InvocationResult } from "../../../../../tools/local-aws/lambda/functions";
import { duringTests } from "../../../../support/during-tests";
import { returns, throws } from "../../../../support/fake-functions";
import { answer, authenticate, identityUser, initiate } from "../../../../support/identity-client";
import {
  claimsOf,
  confirm,
  createPool,
  password,
  signUp,
  someEmail,
  someFunctionArn,
  startLocalCognito,
  userOf,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;

const wrong = { name: "NotAuthorizedException", message: "Incorrect username or password." };

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

interface Round {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata?: string;
}

/** What a test looks at in the events. */
interface ChallengeEvent {
  readonly userName: string;
  readonly request: Readonly<Record<string, unknown>> & {
    readonly session?: readonly Round[];
    readonly challengeAnswer?: string;
    readonly privateChallengeParameters?: Readonly<Record<string, string>>;
  };
  readonly response: object;
}

/** What a function does: fill in the response, or go wrong. */
type Responder = (event: ChallengeEvent) => object | InvocationResult;

/** Three tries at one word, as most pools that sign users in without a password do it. */
const threeTries: Readonly<Record<string, Responder>> = {
  DefineAuthChallenge: ({ request: { session = [] } }) => {
    if (session.at(-1)?.challengeResult === true) return { issueTokens: true };
    if (session.length >= 3) return { failAuthentication: true };
    return { challengeName: "CUSTOM_CHALLENGE" };
  },
  CreateAuthChallenge: ({ request: { session = [] } }) => ({
    publicChallengeParameters: { round: String(session.length + 1) },
    privateChallengeParameters: { word: `word-${session.length + 1}` },
    challengeMetadata: `round-${session.length + 1}`,
  }),
  VerifyAuthChallengeResponse: ({ request }) => ({
    answerCorrect: request.challengeAnswer === request.privateChallengeParameters?.["word"],
  }),
};

/** A pool whose functions answer with these responses, and the events that they were sent. */
async function customPool(
  responses: Readonly<Record<string, Responder>> = threeTries,
  app: { readonly hiding?: boolean } = {},
) {
  const LambdaConfig: Record<string, string> = {};
  for (const [trigger, respond] of Object.entries(responses)) {
    const functionArn = someFunctionArn();
    LambdaConfig[trigger] = functionArn;
    cognito.functions.define(functionArn, (event: ChallengeEvent) => {
      const response = respond(event);
      return "outcome" in response ? response : returns({ ...event, response });
    });
  }
  const pool = await createPool(
    cognito,
    { LambdaConfig },
    {
      ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH"],
      ...(app.hiding === true && { PreventUserExistenceErrors: "ENABLED" as const }),
    },
  );
  const events = (trigger: string) =>
    cognito.functions
      .of(LambdaConfig[trigger] ?? "")
      .map(({ payload }) => payload as ChallengeEvent);
  return { ...pool, events };
}

async function confirmedUser(pool: TestPool) {
  const email = someEmail();
  await signUp(cognito, pool, email);
  await confirm(cognito, pool, email);
  return email;
}

function start(pool: TestPool, username: string, ClientMetadata?: Record<string, string>) {
  return cognito.client.send(
    new InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: "CUSTOM_AUTH",
      AuthParameters: { USERNAME: username },
      ClientMetadata,
    }),
  );
}

function respond(
  pool: TestPool,
  asked: InitiateAuthCommandOutput | RespondToAuthChallengeCommandOutput,
  text: string,
  ClientMetadata?: Record<string, string>,
) {
  return cognito.client.send(
    new RespondToAuthChallengeCommand({
      ClientId: pool.clientId,
      ChallengeName: "CUSTOM_CHALLENGE",
      Session: asked.Session,
      ChallengeResponses: {
        USERNAME: asked.ChallengeParameters?.["USERNAME"] ?? "",
        ANSWER: text,
      },
      ClientMetadata,
    }),
  );
}

test("Cognito's own client signs in by an answer, after a wrong one", async () => {
  const pool = await customPool();
  const user = identityUser(cognito, pool, await confirmedUser(pool));
  expect(await initiate(user)).toMatchObject({ parameters: { round: "1" } });
  expect(await answer(user, "guess")).toMatchObject({ parameters: { round: "2" } });
  expect(await answer(user, "word-2")).toMatchObject({ kind: "signed-in" });
});

test("Cognito's own client proves a password first where the functions ask for it", async () => {
  const pool = await customPool({
    ...threeTries,
    DefineAuthChallenge: ({ request: { session = [] } }) => {
      const last = session.at(-1)?.challengeName;
      if (last === "SRP_A") return { challengeName: "PASSWORD_VERIFIER" };
      if (last === "PASSWORD_VERIFIER") return { challengeName: "CUSTOM_CHALLENGE" };
      return { issueTokens: session.at(-1)?.challengeResult };
    },
  });
  const email = await confirmedUser(pool);
  const attempt = (secret: string) => {
    const user = identityUser(cognito, pool, email);
    user.setAuthenticationFlowType("CUSTOM_AUTH");
    return { user, outcome: authenticate(user, secret) };
  };
  await expect(attempt("Wrong-Horse-9").outcome).rejects.toMatchObject(wrong);
  const { user, outcome } = attempt(password);
  expect(await outcome).toMatchObject({ kind: "custom-challenge", parameters: { round: "3" } });
  expect(await answer(user, "word-3")).toMatchObject({ kind: "signed-in" });
  const results = [
    { challengeName: "SRP_A", challengeResult: true },
    { challengeName: "PASSWORD_VERIFIER", challengeResult: true },
    { challengeName: "CUSTOM_CHALLENGE", challengeResult: true, challengeMetadata: "round-3" },
  ];
  expect(pool.events("DefineAuthChallenge").at(-1)?.request.session).toEqual(results);
});

test("the functions are told each round and its result, and what the client sent along", async () => {
  const pool = await customPool();
  const email = await confirmedUser(pool);
  const { username } = await userOf(cognito, pool, email);
  const first = await start(pool, email, { at: "start" });
  const second = await respond(pool, first, "guess", { at: "answer" });
  const { AuthenticationResult } = await respond(pool, second, "word-2");
  expect(claimsOf(AuthenticationResult?.IdToken)).toMatchObject({ email });

  const missed = {
    challengeName: "CUSTOM_CHALLENGE",
    challengeResult: false,
    challengeMetadata: "round-1",
  };
  const met = {
    challengeName: "CUSTOM_CHALLENGE",
    challengeResult: true,
    challengeMetadata: "round-2",
  };
  const userAttributes = { email, "cognito:user_status": "CONFIRMED" };
  const defined = pool.events("DefineAuthChallenge");
  expect(defined.map(({ request }) => request.session)).toEqual([[], [missed], [missed, met]]);
  expect(defined[0]).toMatchObject({
    userName: username,
    request: { userAttributes, userNotFound: false },
  });
  // Of the call that begins the sign-in Cognito hands nothing to these functions.
  expect(defined[0]?.request).not.toHaveProperty("clientMetadata");
  expect(defined[1]?.request).toMatchObject({ clientMetadata: { at: "answer" } });
  expect(pool.events("CreateAuthChallenge")[1]?.request).toMatchObject({
    challengeName: "CUSTOM_CHALLENGE",
    session: [missed],
    clientMetadata: { at: "answer" },
  });
  expect(pool.events("VerifyAuthChallengeResponse")[0]?.request).toMatchObject({
    privateChallengeParameters: { word: "word-1" },
    challengeAnswer: "guess",
    clientMetadata: { at: "answer" },
    userNotFound: false,
  });
});

test("the client sees the public parameters alone", async () => {
  const pool = await customPool();
  const email = await confirmedUser(pool);
  const { username } = await userOf(cognito, pool, email);
  const asked = await start(pool, email);
  expect(asked.ChallengeName).toBe("CUSTOM_CHALLENGE");
  expect(asked.ChallengeParameters).toEqual({ USERNAME: username, round: "1" });
});

describe("no tokens", () => {
  test("are given when the functions fail the sign-in", async () => {
    const pool = await customPool();
    let asked: RespondToAuthChallengeCommandOutput = await start(pool, await confirmedUser(pool));
    asked = await respond(pool, asked, "guess");
    asked = await respond(pool, asked, "guess");
    await expect(respond(pool, asked, "guess")).rejects.toMatchObject(wrong);
  });

  test("are given twice for one answer", async () => {
    const pool = await customPool();
    const asked = await start(pool, await confirmedUser(pool));
    const both = await Promise.allSettled([
      respond(pool, asked, "word-1"),
      respond(pool, asked, "word-1"),
    ]);
    const refused = both.filter(({ status }) => status === "rejected");
    expect(refused).toMatchObject([{ reason: { message: "Invalid session for the user." } }]);
  });

  test("are given for nobody, whatever the functions say", async () => {
    const pool = await customPool(threeTries, { hiding: true });
    const unknown = someEmail();
    const asked = await start(pool, unknown);
    expect(asked).toMatchObject({ ChallengeName: "CUSTOM_CHALLENGE" });
    expect(pool.events("CreateAuthChallenge")[0]).toMatchObject({
      userName: unknown,
      request: { userNotFound: true, userAttributes: {} },
    });
    await expect(respond(pool, asked, "word-1")).rejects.toMatchObject(wrong);
    const verified = pool.events("VerifyAuthChallengeResponse")[0];
    expect(verified).toMatchObject({ userName: unknown, request: { userNotFound: true } });
  });

  test.each([
    ["DefineAuthChallenge", { challengeName: "NO_SUCH_CHALLENGE" }],
    ["DefineAuthChallenge", { challengeName: "PASSWORD_VERIFIER" }],
    ["DefineAuthChallenge", { issueTokens: "true" }],
    ["DefineAuthChallenge", {}],
    ["CreateAuthChallenge", { publicChallengeParameters: { round: 1 } }],
    ["VerifyAuthChallengeResponse", { answerCorrect: "true" }],
    ["VerifyAuthChallengeResponse", {}],
  ])("are given on an answer of %s that Cognito cannot read: %j", async (trigger, response) => {
    const pool = await customPool({ ...threeTries, [trigger]: () => response });
    const email = await confirmedUser(pool);
    const attempt = async () => respond(pool, await start(pool, email), "word-1");
    await expect(attempt()).rejects.toMatchObject({ name: "InvalidLambdaResponseException" });
  });

  test.each(["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"])(
    "are given when %s throws",
    async (trigger) => {
      const pool = await customPool({ ...threeTries, [trigger]: () => throws("no") });
      const email = await confirmedUser(pool);
      const attempt = async () => respond(pool, await start(pool, email), "word-1");
      await expect(attempt()).rejects.toMatchObject({
        name: "UserLambdaValidationException",
        message: `${trigger} failed with error no.`,
      });
    },
  );
});

test("a pool without the functions says so", async () => {
  const pool = await customPool({});
  const email = await confirmedUser(pool);
  await expect(start(pool, email)).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: "Custom auth lambda trigger is not configured for the user pool.",
  });
});

test("an unknown user is said to be unknown, unless the client hides users", async () => {
  const pool = await customPool();
  await expect(start(pool, someEmail())).rejects.toMatchObject({ name: "UserNotFoundException" });
});

test("an unconfirmed user is told so", async () => {
  const pool = await customPool();
  const email = someEmail();
  await signUp(cognito, pool, email);
  await expect(start(pool, email)).rejects.toMatchObject({ name: "UserNotConfirmedException" });
});
