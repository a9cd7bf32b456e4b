import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { NOT_MIGRATED } from "../../../functions/user-migration/handler";
import { triggerEvent } from "../../support/events/trigger-event";
import {
  answers,
  echoes,
  startFakeServices,
  type FakeServices,
  type ServiceAnswer,
} from "../../support/fake-services";
import { packagedFunctions } from "../../support/packaged-function";

const packaged = packagedFunctions();

let services: FakeServices;
beforeEach(async () => {
  services = await startFakeServices();
});
afterEach(() => services.close());

const ADDRESS = "ada.lovelace@analytical.example";
const PASSWORD = 'Pa§s"wo\\rd {enchantress} of 1843 numbers';

/** What a search of the log would find, were the password in it in any shape. */
const TRACES = [PASSWORD, "Pa§s", "enchantress", "1843", "lovelace", "Pa%C2%A7s", "UGHCp3M"];

const attributes = { email: ADDRESS, email_verified: "true", name: "Ada" };

function migrateFrom(from: object) {
  return packaged("functions/user-migration", {
    AWS_ENDPOINT_URL: services.endpoint,
    MIGRATE_FROM: JSON.stringify(from),
    MIGRATED_ATTRIBUTES: '{"standard":["email","name"],"custom":{},"required":["email"]}',
    SIGN_IN_BY_EMAIL: "true",
  });
}

const fromPool = () =>
  migrateFrom({
    kind: "user-pool",
    userPoolArn: "arn:aws:cognito-idp:us-west-2:123456789012:userpool/us-west-2_Old",
    clientId: "old-client",
  });
const fromDirectory = () => migrateFrom({ kind: "https", url: `${services.endpoint}/directory` });

const signIn = triggerEvent("UserMigration_Authentication", { request: { password: PASSWORD } });
const forgotten = triggerEvent("UserMigration_ForgotPassword");

const redirects: ServiceAnswer = (response, { body }) => {
  response.writeHead(307, { location: `/elsewhere?${encodeURIComponent(body)}` }).end(body);
};
const quotesAsText: ServiceAnswer = (response, { body }) => {
  response.writeHead(200, { "content-type": "text/plain" }).end(body);
};
const quotesAsBadJson: ServiceAnswer = (response, { body }) => {
  response.writeHead(200, { "content-type": "application/json" }).end(`oops ${body}`);
};
const neverEnds: ServiceAnswer = (response, { body }) => {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(`"${body}",`.repeat(500)), 20);
  response.on("close", () => {
    clearInterval(timer);
  });
};
const neverAnswers: ServiceAnswer = () => undefined;
const hangsUp: ServiceAnswer = (response) => {
  response.socket?.resetAndDestroy();
};

describe("from another pool", () => {
  beforeEach(() => {
    services.answer("AdminInitiateAuth", answers(200, { AuthenticationResult: {} }));
    services.answer(
      "AdminGetUser",
      answers(200, {
        Enabled: true,
        UserStatus: "CONFIRMED",
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      }),
    );
  });

  test("checks the password at the pool of the ARN, then takes its attributes", async () => {
    const { answer } = await fromPool()(signIn);

    expect(answer).toMatchObject({
      response: { userAttributes: attributes, finalUserStatus: "CONFIRMED" },
    });
    expect(
      services.requests.map(({ operation, body }) => [operation, JSON.parse(body) as unknown]),
    ).toEqual([
      [
        "AdminInitiateAuth",
        {
          UserPoolId: "us-west-2_Old",
          ClientId: "old-client",
          AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME: ADDRESS, PASSWORD },
        },
      ],
      ["AdminGetUser", { UserPoolId: "us-west-2_Old", Username: ADDRESS }],
    ]);
    expect(services.requests[0]?.headers["authorization"]).toContain("/us-west-2/cognito-idp/");
  });

  test("looks up who has forgotten their password, and checks none", async () => {
    const { answer } = await fromPool()(forgotten);

    expect(answer).toMatchObject({ response: { userAttributes: attributes } });
    expect(services.requests.map(({ operation }) => operation)).toEqual(["AdminGetUser"]);
  });

  test("does not let a disabled user back in by way of a reset", async () => {
    services.answer("AdminGetUser", answers(200, { Enabled: false, UserStatus: "CONFIRMED" }));

    expect((await fromPool()(forgotten)).error).toMatchObject({ errorMessage: NOT_MIGRATED });
  });

  test.each([
    "NotAuthorizedException",
    "UserNotFoundException",
    "UserNotConfirmedException",
    "PasswordResetRequiredException",
  ])("takes %s for an answer, after one attempt", async (type) => {
    services.answer("AdminInitiateAuth", answers(400, { __type: type, message: "no" }));

    const { error, log } = await fromPool()(signIn);

    expect(error).toMatchObject({ errorMessage: NOT_MIGRATED });
    expect(log).toBe("");
    expect(services.requests).toHaveLength(1);
  });

  test("says in the log when the old pool's client is the fault, not the user", async () => {
    const message = "Client old-client is configured with secret but SECRET_HASH was not received";
    services.answer(
      "AdminInitiateAuth",
      answers(400, { __type: "NotAuthorizedException", message }),
    );

    const { error, log } = await fromPool()(signIn);

    expect(error).toMatchObject({ errorMessage: NOT_MIGRATED });
    expect(log).toContain("NotAuthorizedException");
  });

  test.each(["SOFTWARE_TOKEN_MFA", "SMS_MFA", "NEW_PASSWORD_REQUIRED"])(
    "makes a user of whom the old pool asks %s reset their password first",
    async (ChallengeName) => {
      services.answer("AdminInitiateAuth", answers(200, { ChallengeName, Session: "s" }));

      const { answer } = await fromPool()(signIn);

      expect(answer).toMatchObject({ response: { finalUserStatus: "RESET_REQUIRED" } });
    },
  );

  test("does not take a challenge that comes before the password for a right password", async () => {
    services.answer("AdminInitiateAuth", answers(200, { ChallengeName: "PASSWORD_VERIFIER" }));

    expect((await fromPool()(signIn)).error).toMatchObject({ errorMessage: NOT_MIGRATED });
  });

  test("sends a password once, even when the old pool throttles", async () => {
    services.answer(
      "AdminInitiateAuth",
      answers(400, { __type: "TooManyRequestsException", message: "slow down" }),
    );

    await fromPool()(signIn);

    expect(services.requests).toHaveLength(1);
  });
});

describe("from a directory behind HTTPS", () => {
  test("sends name and password, and takes the attributes", async () => {
    services.answer("/directory", answers(200, { attributes }));

    const { answer } = await fromDirectory()(signIn);

    expect(answer).toMatchObject({ response: { userAttributes: attributes } });
    expect(services.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { username: ADDRESS, password: PASSWORD },
    ]);
  });

  test("sends the name alone when the password is forgotten", async () => {
    services.answer("/directory", answers(200, { attributes }));

    expect((await fromDirectory()(forgotten)).answer).toMatchObject({
      response: { userAttributes: attributes },
    });
    expect(services.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { username: ADDRESS },
    ]);
  });

  test.each([401, 404])("takes %i for an answer, and logs nothing", async (status) => {
    services.answer("/directory", answers(status, {}));

    const { error, log } = await fromDirectory()(signIn);

    expect(error).toMatchObject({ errorMessage: NOT_MIGRATED });
    expect(log).toBe("");
  });

  test.each<[string, ServiceAnswer]>([
    ["STATUS_503", answers(503, {})],
    ["NOT_APPLICATION_JSON", quotesAsText],
    ["NO_ATTRIBUTES", answers(200, { attributes: null })],
    ["TOO_LONG", answers(200, { attributes: { name: "x".repeat(65_536) } })],
  ])("says %s in the log of an answer that is of no use", async (code, answer) => {
    services.answer("/directory", answer);

    const { error, log } = await fromDirectory()(signIn);

    expect(error).toMatchObject({ errorMessage: NOT_MIGRATED });
    expect(log).toContain(`"code":"${code}"`);
  });

  test("does not start with a URL that would send passwords in the clear", async () => {
    const { error } = await migrateFrom({ kind: "https", url: "http://directory.example/" })(
      signIn,
    );

    expect(error?.errorMessage).toContain("must begin with https://");
    expect(services.requests).toEqual([]);
  });
});

describe("never writes the password, whatever a failing source does with it:", () => {
  test.each<[string, ServiceAnswer]>([
    ["an echo in a server error", echoes(500, "InternalErrorException")],
    ["an echo in an error's type", echoes(400, PASSWORD)],
    ["an echo in place of JSON", quotesAsBadJson],
    ["an echo as text", quotesAsText],
    ["a redirect", redirects],
    ["an endless answer", neverEnds],
    ["no answer", neverAnswers],
    ["a connection reset", hangsUp],
  ])("%s", async (_, answer) => {
    services.answer("AdminInitiateAuth", answer);
    services.answer("/directory", answer);

    for (const invoke of [fromPool(), fromDirectory()]) {
      const { error, log } = await invoke(signIn, 1500);

      expect(error).toMatchObject({ errorType: "Error", errorMessage: NOT_MIGRATED });
      expect(log).toContain("user migration");
      const everything = `${log}\n${JSON.stringify(error)}`;
      expect(TRACES.filter((trace) => everything.includes(trace))).toEqual([]);
    }
    // A wrong password that is sent twice counts twice.
    expect(services.requests.map(({ operation }) => operation).sort()).toEqual([
      "/directory",
      "AdminInitiateAuth",
    ]);
  });
});
