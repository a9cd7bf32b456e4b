import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  ChangePasswordCommand,
  ConfirmSignUpCommand,
  GetUserAuthFactorsCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { beforeAll, expect, jest, test } from "@jest/globals";
import { Amplify } from "aws-amplify";
import { autoSignIn, confirmSignUp, getCurrentUser, signOut, signUp } from "aws-amplify/auth";
import { duringTests } from "../../../../support/during-tests";
import {
  codeSentTo,
  createPool,
  password,
  someEmail,
  startLocalCognito,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;
let pool: TestPool;
let withPasswords: TestPool;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

const app = {
  ExplicitAuthFlows: ["ALLOW_USER_AUTH" as const, "ALLOW_USER_PASSWORD_AUTH" as const],
};

beforeAll(async () => {
  pool = await createPool(
    cognito,
    {
      Policies: {
        PasswordPolicy: { MinimumLength: 12 },
        SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] },
      },
    },
    app,
  );
  withPasswords = await createPool(cognito, {}, app);
});

const send: LocalCognito["client"]["send"] = (command: never) => cognito.client.send(command);

const begin = (Username: string, Session?: string, parameters = {}) =>
  send(
    new InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: "USER_AUTH",
      AuthParameters: { USERNAME: Username, ...parameters },
      Session,
    }),
  );

async function confirmed(email: string) {
  const named = { ClientId: pool.clientId, Username: email };
  const made = await send(new SignUpCommand(named));
  const { Session } = await send(
    new ConfirmSignUpCommand({
      ...named,
      ConfirmationCode: codeSentTo(cognito, email),
      Session: made.Session,
    }),
  );
  return Session;
}

test("Amplify signs a user up without a password, and in with the code that confirmed it", async () => {
  const username = someEmail();
  // Amplify waits three minutes for a confirmation, also after it has come: no reason to stay.
  const { setTimeout: start } = globalThis;
  const timers = jest
    .spyOn(globalThis, "setTimeout")
    .mockImplementation((...given: Parameters<typeof start>) => start(...given).unref());
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId: pool.userPoolId,
        userPoolClientId: pool.clientId,
        userPoolEndpoint: cognito.endpoint,
      },
    } as never,
  });
  await signUp({
    username,
    options: { userAttributes: { email: username }, autoSignIn: { authFlowType: "USER_AUTH" } },
  });
  const confirmationCode = codeSentTo(cognito, username);
  const { nextStep } = await confirmSignUp({ username, confirmationCode });
  expect(nextStep.signUpStep).toBe("COMPLETE_AUTO_SIGN_IN");
  expect(await autoSignIn()).toMatchObject({ isSignedIn: true });
  expect(await getCurrentUser()).toMatchObject({ signInDetails: { loginId: username } });
  await signOut();
  timers.mockRestore();
});

test("the session of a sign-up is good for one sign-in, of its own user, in its time", async () => {
  const [email, other] = [someEmail(), someEmail()];
  const Session = await confirmed(email);
  await confirmed(other);
  const stranger = { name: "NotAuthorizedException", message: "Invalid session for the user." };
  await expect(begin(other, Session)).rejects.toMatchObject(stranger);
  const late = await confirmed(someEmail());
  cognito.clock.turn(4 * 60_000);
  await expect(begin(email, late)).rejects.toMatchObject({ name: "NotAuthorizedException" });
  const again = someEmail();
  const good = await confirmed(again);
  expect((await begin(again, good)).AuthenticationResult?.AccessToken).toBeDefined();
  await expect(begin(again, good)).rejects.toMatchObject(stranger);
});

test("who has no password is offered none, and may set one", async () => {
  const email = someEmail();
  const { AuthenticationResult } = await begin(email, await confirmed(email));
  expect((await begin(email)).AvailableChallenges).toEqual(["EMAIL_OTP"]);
  const AccessToken = AuthenticationResult?.AccessToken;
  const factors = () => send(new GetUserAuthFactorsCommand({ AccessToken }));
  expect((await factors()).ConfiguredUserAuthFactors).toEqual(["EMAIL_OTP"]);
  await send(new ChangePasswordCommand({ AccessToken, ProposedPassword: password }));
  expect((await factors()).ConfiguredUserAuthFactors).toEqual(["PASSWORD", "EMAIL_OTP"]);
  await expect(
    send(new ChangePasswordCommand({ AccessToken, ProposedPassword: "Another-Horse-7" })),
  ).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("an administrator makes a user without a password, who is confirmed at once", async () => {
  const Username = someEmail();
  const { User } = await send(
    new AdminCreateUserCommand({
      UserPoolId: pool.userPoolId,
      Username,
      UserAttributes: [{ Name: "email_verified", Value: "true" }],
      MessageAction: "SUPPRESS",
    }),
  );
  expect(User?.UserStatus).toBe("CONFIRMED");
  expect((await begin(Username)).AvailableChallenges).toEqual(["EMAIL_OTP"]);
});

test("where a password is the only way to sign in, a sign-up needs one", async () => {
  const Username = someEmail();
  await expect(
    send(new SignUpCommand({ ClientId: withPasswords.clientId, Username })),
  ).rejects.toMatchObject({ name: "InvalidParameterException" });
  const named = { UserPoolId: withPasswords.userPoolId, Username };
  await expect(send(new AdminGetUserCommand(named))).rejects.toThrow();
});
