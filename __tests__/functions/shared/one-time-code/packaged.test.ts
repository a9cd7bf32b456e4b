import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { triggerEvent } from "../../../support/events/trigger-event";
import { echoes, startFakeServices, type FakeServices } from "../../../support/fake-services";
import { packagedFunctions } from "../../../support/packaged-function";

const packaged = packagedFunctions();

let services: FakeServices;
beforeEach(async () => {
  services = await startFakeServices();
});
afterEach(() => services.close());

interface Challenge {
  readonly response: {
    readonly publicChallengeParameters: Readonly<Record<string, string>>;
    readonly privateChallengeParameters: Readonly<Record<string, string>>;
  };
}

const create = () =>
  packaged("functions/create-auth-challenge", {
    AWS_ENDPOINT_URL: services.endpoint,
    SES_FROM: "Gatehouse <no-reply@example.com>",
    SES_REGION: "eu-central-1",
    CODE_VALIDITY_SECONDS: "300",
    LANGUAGE_ATTRIBUTE: "locale",
    DEFAULT_LANGUAGE: "en",
    BRAND: "Gatehouse",
  });

test("a user signs in with the code that SES was given", async () => {
  const { answer } = await create()(triggerEvent("CreateAuthChallenge_Authentication"));

  const [sent] = services.requests;
  const email = JSON.parse(sent?.body ?? "{}") as Record<string, unknown>;
  expect(sent?.headers["authorization"]).toContain("/eu-central-1/ses/");
  expect(email).toMatchObject({
    FromEmailAddress: "Gatehouse <no-reply@example.com>",
    Destination: { ToAddresses: ["ada.lovelace@analytical.example"] },
  });
  const code = /<strong>(\d{6})<\/strong>/.exec(JSON.stringify(email))?.[1] ?? "";
  const { privateChallengeParameters } = (answer as Challenge).response;
  const verify = packaged("functions/verify-auth-challenge-response", {});
  const verdict = (challengeAnswer: string) =>
    verify(
      triggerEvent("VerifyAuthChallengeResponse_Authentication", {
        request: { privateChallengeParameters, challengeAnswer },
      }),
    );
  expect((await verdict(code)).answer).toMatchObject({ response: { answerCorrect: true } });
  const other = code === "000000" ? "000001" : "000000";
  expect((await verdict(other)).answer).toMatchObject({ response: { answerCorrect: false } });
});

test("SES's errors get neither code nor address into the log, and the app sees no difference", async () => {
  const usual = await create()(triggerEvent("CreateAuthChallenge_Authentication"));
  services.answer("SendEmail", echoes(400, "MessageRejected"));

  const { answer, log } = await create()(triggerEvent("CreateAuthChallenge_Authentication"));

  expect((answer as Challenge).response.publicChallengeParameters).toEqual(
    (usual.answer as Challenge).response.publicChallengeParameters,
  );
  expect(log).toContain("MessageRejected");
  expect(log).not.toContain("lovelace");
  const codes = services.requests.map(({ body }) => /<strong>(\d{6})</.exec(body)?.[1] ?? "none");
  expect(codes.filter((code) => log.includes(code))).toEqual([]);
});

test("an SES that never answers does not keep the app waiting longer than Lambda allows", async () => {
  services.answer("SendEmail", () => undefined);

  const { answer, log } = await create()(triggerEvent("CreateAuthChallenge_Authentication"), 1500);

  expect(answer).toBeDefined();
  expect(log).toContain("one-time code not sent");
});

test("somebody whom the pool does not know gets a challenge, and nobody an e-mail", async () => {
  const event = triggerEvent("CreateAuthChallenge_Authentication");
  const { answer } = await create()({
    ...event,
    request: { ...event.request, userAttributes: {}, userNotFound: true },
  });

  expect((answer as Challenge).response.privateChallengeParameters["proof"]).toMatch(/^otc1\./);
  expect(services.requests).toEqual([]);
});

test("the sequence is defined as it is packaged, too", async () => {
  const define = packaged("functions/define-auth-challenge", {});

  const { answer } = await define(triggerEvent("DefineAuthChallenge_Authentication"));

  expect(answer).toMatchObject({
    response: { challengeName: "CUSTOM_CHALLENGE", issueTokens: false, failAuthentication: false },
  });
});
