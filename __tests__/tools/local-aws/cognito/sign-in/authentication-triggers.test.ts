import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, test } from "@jest/globals";
import { duringTests } from "../../../../support/during-tests";
import { returns, throws } from "../../../../support/fake-functions";
import { authenticate, identityUser } from "../../../../support/identity-client";
import {
  confirm,
  createPool,
  password,
  signIn,
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

interface AuthenticationEvent {
  readonly triggerSource: string;
  readonly userName: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/** A pool that tells both functions, each of which answers with its event unless it throws. */
async function watchedPool(
  refusal: { readonly pre?: string; readonly post?: string } = {},
  hiding = false,
) {
  const arns = { pre: someFunctionArn(), post: someFunctionArn() };
  for (const name of ["pre", "post"] as const) {
    const message = refusal[name];
    cognito.functions.define(arns[name], (event) =>
      message === undefined ? returns(event) : throws(message),
    );
  }
  const pool = await createPool(
    cognito,
    { LambdaConfig: { PreAuthentication: arns.pre, PostAuthentication: arns.post } },
    {
      ExplicitAuthFlows: [
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
      ],
      ...(hiding && { PreventUserExistenceErrors: "ENABLED" as const }),
    },
  );
  const ofThisPool = new Set<string>(Object.values(arns));
  const events = () =>
    cognito.functions.invocations
      .filter(({ functionArn }) => ofThisPool.has(functionArn))
      .map(({ payload }) => payload as AuthenticationEvent);
  return { ...pool, events };
}

async function confirmedUser(pool: TestPool) {
  const email = someEmail();
  await signUp(cognito, pool, email);
  await confirm(cognito, pool, email);
  return email;
}

const sources = {
  pre: "PreAuthentication_Authentication",
  post: "PostAuthentication_Authentication",
};

test("both are told of a sign-in, in order, with the user and the client's data", async () => {
  const pool = await watchedPool();
  const email = await confirmedUser(pool);
  const { username } = await userOf(cognito, pool, email);
  await cognito.client.send(
    new InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD: password },
      ClientMetadata: { device: "phone" },
    }),
  );
  const userAttributes = { email, sub: username, "cognito:user_status": "CONFIRMED" };
  const [pre, post, ...others] = pool.events();
  expect(others).toEqual([]);
  expect(pre).toMatchObject({
    triggerSource: sources.pre,
    userName: username,
    request: { userAttributes, validationData: { device: "phone" }, userNotFound: false },
  });
  expect(post).toMatchObject({
    triggerSource: sources.post,
    userName: username,
    request: { userAttributes, newDeviceUsed: false },
  });
  // What is sent along with InitiateAuth ends with the trigger before it.
  expect(post?.request).not.toHaveProperty("clientMetadata");
});

test("both are told of a sign-in by SRP: before the proof, and after it", async () => {
  const pool = await watchedPool();
  const email = await confirmedUser(pool);
  const attempt = (secret: string) =>
    authenticate(identityUser(cognito, pool, email), secret, { ValidationData: { via: "srp" } });
  await expect(attempt("Wrong-Horse-9")).rejects.toMatchObject(wrong);
  expect(pool.events().map(({ triggerSource }) => triggerSource)).toEqual([sources.pre]);
  await attempt(password);
  const after = pool.events().slice(1);
  expect(after.map(({ triggerSource }) => triggerSource)).toEqual([sources.pre, sources.post]);
  expect(after[1]?.request).toMatchObject({ clientMetadata: { via: "srp" } });
});

test("the one after hears of a new password once it is set, with the answer's data", async () => {
  const pool = await watchedPool();
  const email = someEmail();
  const user = { UserPoolId: pool.userPoolId, Username: email };
  const create = { ...user, TemporaryPassword: "Temporary-Pass-1" };
  await cognito.client.send(new AdminCreateUserCommand({ ...create, MessageAction: "SUPPRESS" }));
  const { Session } = await cognito.client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: pool.userPoolId,
      ClientId: pool.clientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD: "Temporary-Pass-1" },
    }),
  );
  expect(pool.events().map(({ triggerSource }) => triggerSource)).toEqual([sources.pre]);
  await cognito.client.send(
    new AdminRespondToAuthChallengeCommand({
      UserPoolId: pool.userPoolId,
      ClientId: pool.clientId,
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session,
      ChallengeResponses: { USERNAME: email, NEW_PASSWORD: password },
      ClientMetadata: { device: "desk" },
    }),
  );
  expect(pool.events()[1]).toMatchObject({
    triggerSource: sources.post,
    request: {
      userAttributes: { "cognito:user_status": "CONFIRMED" },
      clientMetadata: { device: "desk" },
    },
  });
});

describe("a function that throws", () => {
  test("before the sign-in keeps the user out, and the password is not looked at", async () => {
    const pool = await watchedPool({ pre: "Suspended" });
    const email = await confirmedUser(pool);
    const refused = {
      name: "UserLambdaValidationException",
      message: "PreAuthentication failed with error Suspended.",
    };
    await expect(signIn(cognito, pool, email)).rejects.toMatchObject(refused);
    await expect(signIn(cognito, pool, email, "Wrong-Horse-9")).rejects.toMatchObject(refused);
  });

  test("after the sign-in keeps the tokens back", async () => {
    const pool = await watchedPool({ post: "Not today" });
    const email = await confirmedUser(pool);
    await expect(signIn(cognito, pool, email)).rejects.toMatchObject({
      name: "UserLambdaValidationException",
      message: "PostAuthentication failed with error Not today.",
    });
  });
});

test("a wrong password is never told to the function after the sign-in", async () => {
  const pool = await watchedPool();
  const email = await confirmedUser(pool);
  await expect(signIn(cognito, pool, email, "Wrong-Horse-9")).rejects.toMatchObject(wrong);
  expect(pool.events().map(({ triggerSource }) => triggerSource)).toEqual([sources.pre]);
});

describe("of an unknown user", () => {
  test("nobody is told, if the client may know", async () => {
    const pool = await watchedPool();
    await expect(signIn(cognito, pool, someEmail())).rejects.toMatchObject({
      name: "UserNotFoundException",
    });
    expect(pool.events()).toEqual([]);
  });

  test("the function before the sign-in is told, if the client hides users", async () => {
    const pool = await watchedPool({}, true);
    const unknown = someEmail();
    await expect(signIn(cognito, pool, unknown)).rejects.toMatchObject(wrong);
    expect(pool.events()).toMatchObject([
      {
        triggerSource: sources.pre,
        userName: unknown,
        request: { userNotFound: true, userAttributes: {} },
      },
    ]);
  });
});
