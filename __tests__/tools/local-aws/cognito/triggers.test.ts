import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, test } from "@jest/globals";
import type { PostConfirmationTriggerEvent, PreSignUpTriggerEvent } from "aws-lambda";
import { MOTO_ACCOUNT_ID } from "../../../../tools/local-aws/moto";
import { duringTests } from "../../../support/during-tests";
import { returns, throws, timesOut, type Behaviour } from "../../../support/fake-functions";
import {
  codeSentTo,
  confirm,
  createPool,
  password,
  region,
  signIn,
  signUp,
  someEmail,
  someFunctionArn,
  startLocalCognito,
  userOf,
  type LocalCognito,
} from "../../../support/local-cognito";

let cognito: LocalCognito;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

const returnsTheEvent: Behaviour = (event) => returns(event);

async function poolWithPostConfirmation(behaviour: Behaviour) {
  const functionArn = someFunctionArn();
  cognito.functions.define(functionArn, behaviour);
  const pool = await createPool(cognito, {
    LambdaConfig: { PostConfirmation: functionArn },
    Schema: [{ Name: "team", AttributeDataType: "String", Mutable: true }],
  });
  return { pool, functionArn };
}

async function poolWithPreSignUp(behaviour: (event: PreSignUpTriggerEvent) => unknown) {
  const preSignUp = someFunctionArn();
  const postConfirmation = someFunctionArn();
  cognito.functions.define(preSignUp, (event) => returns(behaviour(event)));
  cognito.functions.define(postConfirmation, returnsTheEvent);
  const pool = await createPool(cognito, {
    LambdaConfig: { PreSignUp: preSignUp, PostConfirmation: postConfirmation },
  });
  return { pool, preSignUp, postConfirmation };
}

describe("a confirmed sign-up", () => {
  test("reaches the function as Cognito's event, with the e-mail verified", async () => {
    const { pool, functionArn } = await poolWithPostConfirmation(returnsTheEvent);
    const email = someEmail();
    const { UserSub: sub } = await signUp(cognito, pool, email);
    await cognito.client.send(
      new ConfirmSignUpCommand({
        ClientId: pool.clientId,
        Username: email,
        ConfirmationCode: codeSentTo(cognito, email),
        ClientMetadata: { campaign: "spring" },
      }),
    );
    expect(cognito.functions.of(functionArn).map(({ payload }) => payload)).toEqual([
      {
        version: "1",
        triggerSource: "PostConfirmation_ConfirmSignUp",
        region,
        userPoolId: pool.userPoolId,
        userName: sub,
        callerContext: { awsSdkVersion: expect.any(String), clientId: pool.clientId },
        request: {
          userAttributes: {
            sub,
            email,
            email_verified: "true",
            "cognito:user_status": "CONFIRMED",
          },
          clientMetadata: { campaign: "spring" },
        },
        response: {},
      },
    ]);
  });

  test("by an administrator reaches it too, with the e-mail unverified and no client", async () => {
    const { pool, functionArn } = await poolWithPostConfirmation(returnsTheEvent);
    const email = someEmail();
    await signUp(cognito, pool, email);
    const input = { UserPoolId: pool.userPoolId, Username: email };
    await cognito.client.send(new AdminConfirmSignUpCommand(input));
    const events = cognito.functions
      .of(functionArn)
      .map(({ payload }) => payload as PostConfirmationTriggerEvent);
    expect(events).toHaveLength(1);
    expect(events[0]?.callerContext.clientId).toBe("CLIENT_ID_NOT_APPLICABLE");
    expect(events[0]?.request.userAttributes["email_verified"]).toBe("false");
  });

  test("of a pool without a function calls none", async () => {
    const pool = await createPool(cognito);
    const email = someEmail();
    const before = cognito.functions.invocations.length;
    await signUp(cognito, pool, email);
    await confirm(cognito, pool, email);
    expect(cognito.functions.invocations).toHaveLength(before);
  });

  test("by several clients at once happens once, and the others are told so", async () => {
    const { pool, functionArn } = await poolWithPostConfirmation(returnsTheEvent);
    const email = someEmail();
    await signUp(cognito, pool, email);
    const names = Array.from({ length: 8 }, (_, index) =>
      index % 2 ? email : email.toUpperCase(),
    );
    const results = await Promise.allSettled(names.map((name) => confirm(cognito, pool, name)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(cognito.functions.of(functionArn)).toHaveLength(1);
  });
});

describe("a function that throws", () => {
  test("is called three times, then fails the call and leaves the user confirmed", async () => {
    const { pool, functionArn } = await poolWithPostConfirmation(() => throws("table is gone"));
    const email = someEmail();
    await signUp(cognito, pool, email);
    await expect(confirm(cognito, pool, email)).rejects.toMatchObject({
      name: "UserLambdaValidationException",
      message: "PostConfirmation failed with error table is gone.",
    });
    expect(cognito.functions.of(functionArn)).toHaveLength(3);
    expect(await userOf(cognito, pool, email)).toMatchObject({
      status: "CONFIRMED",
      attributes: { email_verified: "true" },
    });
    await expect(confirm(cognito, pool, email)).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "User cannot be confirmed. Current status is CONFIRMED",
    });
    expect(cognito.functions.of(functionArn)).toHaveLength(3);
  });

  test("once is called again, and nobody notices", async () => {
    const { pool, functionArn } = await poolWithPostConfirmation((event, attempt) =>
      attempt === 1 ? throws("throttled") : returns(event),
    );
    const email = someEmail();
    await signUp(cognito, pool, email);
    await confirm(cognito, pool, email);
    const deliveries = cognito.functions.of(functionArn);
    expect(deliveries).toHaveLength(2);
    expect(deliveries[1]?.payload).toEqual(deliveries[0]?.payload);
  });
});

describe("a function that does not answer", () => {
  test("within Cognito's five seconds is called three times, then fails the call", async () => {
    const { pool, functionArn } = await poolWithPostConfirmation(() => timesOut("caller", 4990));
    const email = someEmail();
    await signUp(cognito, pool, email);
    await expect(confirm(cognito, pool, email)).rejects.toMatchObject({
      name: "UnexpectedLambdaException",
      message:
        "PostConfirmation invocation failed due to error Socket timeout while invoking Lambda function.",
    });
    const deadlines = cognito.functions.of(functionArn).map((call) => call.deadlineMilliseconds);
    expect(deadlines).toEqual([5000, 5000, 5000]);
  });

  test("within its own, shorter timeout failed by its own fault", async () => {
    const { pool } = await poolWithPostConfirmation(() => timesOut("function", 3000));
    const email = someEmail();
    await signUp(cognito, pool, email);
    await expect(confirm(cognito, pool, email)).rejects.toMatchObject({
      name: "UserLambdaValidationException",
      message: "PostConfirmation failed with error Task timed out after 3.00 seconds.",
    });
  });
});

test.each([
  ["nothing", null],
  ["a text", "ok"],
  ["another object", { ok: true }],
])("a function that returns %s fails the call at once", async (_what, payload) => {
  const { pool, functionArn } = await poolWithPostConfirmation(() => returns(payload));
  const email = someEmail();
  await signUp(cognito, pool, email);
  await expect(confirm(cognito, pool, email)).rejects.toMatchObject({
    name: "InvalidLambdaResponseException",
    message: "Unrecognizable lambda output",
  });
  expect(cognito.functions.of(functionArn)).toHaveLength(1);
});

test("a function that does not let this pool call it is not called", async () => {
  const { pool, functionArn } = await poolWithPostConfirmation(returnsTheEvent);
  cognito.functions.refuse(functionArn);
  const email = someEmail();
  await signUp(cognito, pool, email);
  await expect(confirm(cognito, pool, email)).rejects.toMatchObject({
    name: "UnexpectedLambdaException",
    message: "PostConfirmation invocation failed due to error AccessDeniedException.",
  });
  expect(cognito.functions.of(functionArn)).toHaveLength(0);
  expect(cognito.functions.callers).toContainEqual({
    functionArn,
    service: "cognito-idp.amazonaws.com",
    sourceArn: `arn:aws:cognito-idp:${region}:${MOTO_ACCOUNT_ID}:userpool/${pool.userPoolId}`,
    sourceAccount: MOTO_ACCOUNT_ID,
  });
});

describe("a password's reset", () => {
  async function reset(behaviour: Behaviour) {
    const { pool, functionArn } = await poolWithPostConfirmation((event, attempt) =>
      // The first event is the sign-up's.
      attempt === 1 ? returns(event) : behaviour(event, attempt),
    );
    const email = someEmail();
    await signUp(cognito, pool, email);
    await confirm(cognito, pool, email);
    const user = { ClientId: pool.clientId, Username: email };
    await cognito.client.send(new ForgotPasswordCommand(user));
    const code = codeSentTo(cognito, email);
    const input = { ...user, ConfirmationCode: code, Password: "Another-Horse-7" };
    const confirmation = cognito.client.send(new ConfirmForgotPasswordCommand(input));
    return { pool, functionArn, email, confirmation };
  }

  test("reaches the function under its own name", async () => {
    const { confirmation, functionArn } = await reset(returnsTheEvent);
    await confirmation;
    const events = cognito.functions.of(functionArn);
    expect(events.map(({ payload }) => payload)).toEqual([
      expect.objectContaining({ triggerSource: "PostConfirmation_ConfirmSignUp" }),
      expect.objectContaining({ triggerSource: "PostConfirmation_ConfirmForgotPassword" }),
    ]);
  });

  test("is done even when the function fails", async () => {
    const { confirmation, pool, email } = await reset(() => throws("no"));
    await expect(confirmation).rejects.toMatchObject({ name: "UserLambdaValidationException" });
    expect(await signIn(cognito, pool, email, "Another-Horse-7")).toBeDefined();
    await expect(signIn(cognito, pool, email, password)).rejects.toMatchObject({
      name: "NotAuthorizedException",
    });
  });
});

describe("a sign-up that the pre sign-up function judges", () => {
  test("is refused before there is a user", async () => {
    const functionArn = someFunctionArn();
    cognito.functions.define(functionArn, () => throws("this domain is not allowed"));
    const pool = await createPool(cognito, { LambdaConfig: { PreSignUp: functionArn } });
    const email = someEmail();
    await expect(signUp(cognito, pool, email)).rejects.toMatchObject({
      name: "UserLambdaValidationException",
      message: "PreSignUp failed with error this domain is not allowed.",
    });
    await expect(userOf(cognito, pool, email)).rejects.toMatchObject({
      name: "UserNotFoundException",
    });
  });

  test("shows it what the client sent, and not the password", async () => {
    const { pool, preSignUp } = await poolWithPreSignUp((event) => event);
    const email = someEmail();
    await cognito.client.send(
      new SignUpCommand({
        ClientId: pool.clientId,
        Username: email,
        Password: password,
        UserAttributes: [{ Name: "given_name", Value: "Ada" }],
        ValidationData: [{ Name: "captcha", Value: "solved" }],
        ClientMetadata: { campaign: "spring" },
      }),
    );
    const [invocation] = cognito.functions.of(preSignUp);
    expect(invocation?.payload).toMatchObject({
      triggerSource: "PreSignUp_SignUp",
      request: {
        userAttributes: { email, given_name: "Ada" },
        validationData: { captcha: "solved" },
        clientMetadata: { campaign: "spring" },
      },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    });
    expect(JSON.stringify(invocation)).not.toContain(password);
  });

  test("is confirmed and verified at once if it says so, and post confirmation fires", async () => {
    const { pool, postConfirmation } = await poolWithPreSignUp((event) => {
      event.response = { autoConfirmUser: true, autoVerifyEmail: true, autoVerifyPhone: false };
      return event;
    });
    const email = someEmail();
    const output = await signUp(cognito, pool, email);
    expect(output.UserConfirmed).toBe(true);
    expect(output.CodeDeliveryDetails).toBeUndefined();
    expect(cognito.functions.of(postConfirmation).map(({ payload }) => payload)).toMatchObject([
      {
        triggerSource: "PostConfirmation_ConfirmSignUp",
        userName: output.UserSub,
        request: { userAttributes: { email, email_verified: "true" } },
      },
    ]);
    expect(await signIn(cognito, pool, email)).toBeDefined();
  });
});

test.each<[string, PreSignUpTriggerEvent["response"], string]>([
  [
    "verifies an address without confirming its user",
    { autoConfirmUser: false, autoVerifyEmail: true, autoVerifyPhone: false },
    "Phone or email cannot be auto verified, when user is not being auto confirmed.",
  ],
  [
    "verifies a phone number that the user has not given",
    { autoConfirmUser: true, autoVerifyEmail: true, autoVerifyPhone: true },
    "User has no phone number to verify.",
  ],
])("a sign-up whose function %s is refused, and makes nobody", async (_what, response, message) => {
  const { pool } = await poolWithPreSignUp((event) => ({ ...event, response }));
  const email = someEmail();
  await expect(signUp(cognito, pool, email)).rejects.toMatchObject({
    name: "InvalidLambdaResponseException",
    message,
  });
  await expect(userOf(cognito, pool, email)).rejects.toMatchObject({
    name: "UserNotFoundException",
  });
});

test("a user made by an administrator is judged, but never told of as confirmed", async () => {
  const { pool, preSignUp, postConfirmation } = await poolWithPreSignUp((event) => event);
  await cognito.client.send(
    new AdminCreateUserCommand({
      UserPoolId: pool.userPoolId,
      Username: someEmail(),
      TemporaryPassword: password,
      MessageAction: "SUPPRESS",
    }),
  );
  expect(cognito.functions.of(preSignUp).map(({ payload }) => payload)).toEqual([
    expect.objectContaining({ triggerSource: "PreSignUp_AdminCreateUser" }),
  ]);
  expect(cognito.functions.of(postConfirmation)).toHaveLength(0);
});

test("the log of triggers is told of each attempt and how it ended", async () => {
  const { pool, functionArn } = await poolWithPostConfirmation((event, attempt) =>
    attempt === 1 ? throws("throttled") : returns(event),
  );
  const email = someEmail();
  const { UserSub: sub } = await signUp(cognito, pool, email);
  await confirm(cognito, pool, email);
  const records = cognito.records.filter((record) => record.function === functionArn);
  const common = {
    event: {
      triggerSource: "PostConfirmation_ConfirmSignUp",
      userPoolId: pool.userPoolId,
      userName: sub,
    },
    durationMilliseconds: expect.any(Number),
  };
  expect(records).toMatchObject([
    { ...common, attempt: 1, outcome: "failed", error: expect.stringContaining("throttled") },
    { ...common, attempt: 2, outcome: "succeeded", response: { userName: sub } },
  ]);
});
