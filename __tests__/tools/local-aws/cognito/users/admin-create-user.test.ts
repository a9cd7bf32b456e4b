import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  type AdminCreateUserCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { TriggerEvent } from "../../../../../tools/local-aws/cognito";
import { duringTests } from "../../../../support/during-tests";
import { returns } from "../../../../support/fake-functions";
import {
  confirm,
  createPool,
  password,
  signUp,
  someEmail,
  someFunctionArn,
  startLocalCognito,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;
let pool: TestPool;
let email: string;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

beforeAll(async () => {
  pool = await createPool(cognito);
});

beforeEach(() => {
  email = someEmail();
});

function createUser(input: Partial<AdminCreateUserCommandInput> = {}, at = pool) {
  return cognito.client.send(
    new AdminCreateUserCommand({ UserPoolId: at.userPoolId, Username: email, ...input }),
  );
}

function signInWith(secret: string | undefined) {
  return cognito.client.send(
    new InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD: secret ?? "" },
    }),
  );
}

describe("A user made by an administrator", () => {
  test("is as the administrator said, and has to change the password", async () => {
    const { User } = await createUser({
      UserAttributes: [
        { Name: "given_name", Value: "Ada" },
        { Name: "email_verified", Value: "true" },
      ],
    });
    expect(User).toMatchObject({
      Enabled: true,
      UserStatus: "FORCE_CHANGE_PASSWORD",
      UserCreateDate: expect.any(Date),
      UserLastModifiedDate: expect.any(Date),
      Attributes: expect.arrayContaining([
        { Name: "email", Value: email },
        { Name: "email_verified", Value: "true" },
        { Name: "given_name", Value: "Ada" },
      ]),
    });
  });

  test("is invited with a password that was made up, conforms, and signs in once", async () => {
    await createUser();
    const [message] = cognito.outbox.read(email);
    expect(message).toMatchObject({
      medium: "EMAIL",
      subject: "Your temporary password",
      body: `Your username is ${email} and temporary password is ${message?.code ?? "?"}. `,
      source: "AdminCreateUser",
    });
    for (const kind of [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/, /^.{12,}$/]) {
      expect(message?.code).toMatch(kind);
    }
    const challenge = await signInWith(message?.code);
    expect(challenge.ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
    await cognito.client.send(
      new RespondToAuthChallengeCommand({
        ClientId: pool.clientId,
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        Session: challenge.Session,
        ChallengeResponses: { USERNAME: email, NEW_PASSWORD: password },
      }),
    );
    await expect(signInWith(message?.code)).rejects.toMatchObject({
      name: "NotAuthorizedException",
    });
    expect((await signInWith(password)).AuthenticationResult?.AccessToken).toBeDefined();
  });

  test("gives with the new password what is required and missing, and changes nothing else", async () => {
    const required = { AttributeDataType: "String" as const, Mutable: true, Required: true };
    const strict = await createPool(cognito, {
      UsernameAttributes: [],
      Schema: [
        { Name: "email", ...required },
        { Name: "name", ...required },
      ],
    });
    const username = `ann-${randomUUID()}`;
    await createUser(
      {
        Username: username,
        TemporaryPassword: "Temporary-Pass-1",
        MessageAction: "SUPPRESS",
        UserAttributes: [{ Name: "email", Value: email }],
      },
      strict,
    );
    const choose = async (attributes: Readonly<Record<string, string>>) => {
      const { clientId: ClientId } = strict;
      const { Session } = await cognito.client.send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: "USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME: username, PASSWORD: "Temporary-Pass-1" },
        }),
      );
      return cognito.client.send(
        new RespondToAuthChallengeCommand({
          ClientId,
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          Session,
          ChallengeResponses: {
            USERNAME: username,
            NEW_PASSWORD: password,
            ...attributes,
          },
        }),
      );
    };
    await expect(choose({})).rejects.toThrow("Invalid attributes given, name is missing");
    const name = { "userAttributes.name": "Ann" };
    await expect(choose({ ...name, "userAttributes.email": someEmail() })).rejects.toThrow(
      "Cannot modify an already provided email",
    );
    await expect(choose({ ...name, "userAttributes.email_verified": "true" })).rejects.toThrow(
      "A client attempted to write unauthorized attribute",
    );
    expect((await choose(name)).AuthenticationResult).toHaveProperty("IdToken");
  });

  test("gets no message when it is suppressed, and the given password signs in", async () => {
    await createUser({ MessageAction: "SUPPRESS", TemporaryPassword: password });
    expect(cognito.outbox.read(email)).toEqual([]);
    expect((await signInWith(password)).ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
  });

  test("who is invited again has a new password, and the old one no longer signs in", async () => {
    await createUser();
    const { User } = await createUser({ MessageAction: "RESEND" });
    expect(User).toMatchObject({
      UserStatus: "FORCE_CHANGE_PASSWORD",
      UserCreateDate: expect.any(Date),
    });
    const [second, first] = cognito.outbox.read(email);
    expect(second?.code).not.toBe(first?.code);
    await expect(signInWith(first?.code)).rejects.toMatchObject({ name: "NotAuthorizedException" });
    expect((await signInWith(second?.code)).ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
  });

  test("who has a password of their own is not invited again", async () => {
    await createUser({ MessageAction: "SUPPRESS" });
    await cognito.client.send(
      new AdminSetUserPasswordCommand({
        UserPoolId: pool.userPoolId,
        Username: email,
        Password: password,
        Permanent: true,
      }),
    );
    await expect(createUser({ MessageAction: "RESEND" })).rejects.toMatchObject({
      name: "UnsupportedUserStateException",
    });
    expect(cognito.outbox.read(email)).toEqual([]);
  });

  test("is invited by each medium that is asked for", async () => {
    const phone = "+4915155555555";
    await createUser({
      UserAttributes: [{ Name: "phone_number", Value: phone }],
      DesiredDeliveryMediums: ["SMS", "EMAIL"],
    });
    const [byPhone, byEmail] = [cognito.outbox.read(phone)[0], cognito.outbox.read(email)[0]];
    expect(byPhone?.medium).toBe("SMS");
    expect(byEmail?.medium).toBe("EMAIL");
    expect(byPhone?.code).toBe(byEmail?.code);
  });

  test("passes pre sign-up, and never post confirmation", async () => {
    const [preSignUp, postConfirmation] = [someFunctionArn(), someFunctionArn()];
    for (const functionArn of [preSignUp, postConfirmation]) {
      cognito.functions.define(functionArn, (event) => returns(event));
    }
    const triggered = await createPool(cognito, {
      LambdaConfig: { PreSignUp: preSignUp, PostConfirmation: postConfirmation },
    });
    await createUser({}, triggered);
    expect(cognito.functions.of(preSignUp).map(({ payload }) => payload)).toMatchObject([
      { triggerSource: "PreSignUp_AdminCreateUser" },
    ]);
    expect(cognito.functions.of(postConfirmation)).toEqual([]);
    // The function is told of others.
    email = someEmail();
    await signUp(cognito, triggered, email);
    await confirm(cognito, triggered, email);
    expect(cognito.functions.of(postConfirmation)).toHaveLength(1);
  });

  test.each([
    ["both placeholders", "{username}: {####}", /^.+@example\.com: .+$/],
    ["the password only", "Welcome, {####}", /^Your username is/],
    ["the name only", "Welcome, {username}", /^Your username is/],
  ])(
    "is invited in custom words that have %s, else in the standard ones",
    async (_what, emailMessage, body) => {
      const words = someFunctionArn();
      cognito.functions.define(words, (event: TriggerEvent) =>
        returns({ ...event, response: { emailMessage } }),
      );
      const worded = await createPool(cognito, { LambdaConfig: { CustomMessage: words } });
      await createUser({}, worded);
      expect(cognito.functions.of(words)[0]?.payload).toMatchObject({
        triggerSource: "CustomMessage_AdminCreateUser",
        callerContext: { clientId: "CLIENT_ID_NOT_APPLICABLE" },
        request: { usernameParameter: "{username}", codeParameter: "{####}" },
      });
      expect(cognito.outbox.read(email)[0]?.body).toMatch(body);
    },
  );
});
