import { createServer, type Server } from "node:http";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { startLocalAws, type LocalAws } from "../../../../../tools/local-aws/local-aws";
import { openPage, startBrowser } from "../../../../support/browser";
import { duringTests } from "../../../../support/during-tests";

/* A real browser with an authenticator of its own making (https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/). */

const minutes = 60_000;
const region = "eu-west-1";
const user = { username: "ann@example.com", password: "Correct-Horse-9" };

let aws: LocalAws;
duringTests(
  () => startLocalAws({ region }),
  (started) => {
    aws = started;
  },
);

let pages: Server;
let port: number;
let browser: Browser;
let cognito: CognitoIdentityProvider;
let clientId: string;
let accessToken: string;

beforeAll(async () => {
  pages = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>page</title>");
  });
  port = await new Promise<number>((resolve) => {
    pages.listen(0, "127.0.0.1", () => {
      resolve((pages.address() as { port: number }).port);
    });
  });
  const { endpoint, credentials } = aws;
  cognito = new CognitoIdentityProvider({ endpoint, region, credentials });
  const { UserPool } = await cognito.createUserPool({
    PoolName: "users",
    UsernameAttributes: ["email"],
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } },
  });
  const UserPoolId = UserPool?.Id ?? "";
  await cognito.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: "OFF",
    WebAuthnConfiguration: { RelyingPartyId: "localhost", UserVerification: "required" },
  });
  const { UserPoolClient } = await cognito.createUserPoolClient({
    UserPoolId,
    ClientName: "web",
    ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"],
  });
  clientId = UserPoolClient?.ClientId ?? "";
  await cognito.signUp({ ClientId: clientId, Username: user.username, Password: user.password });
  await cognito.adminConfirmSignUp({ UserPoolId, Username: user.username });
  const { AuthenticationResult } = await cognito.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: user.username, PASSWORD: user.password },
  });
  accessToken = AuthenticationResult?.AccessToken ?? "";
  browser = await startBrowser();
}, 3 * minutes);

afterAll(async () => {
  await browser.close();
  pages.close();
  cognito.destroy();
});

async function pageWithAuthenticator(): Promise<Page> {
  const page = await openPage(browser);
  await page.goto(`http://localhost:${port}/`);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  return page;
}

const create = (page: Page, options: unknown) =>
  page.evaluate<object>(
    `(async (options) => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
      return (await navigator.credentials.create({ publicKey })).toJSON();
    })(${JSON.stringify(options)})`,
  );
const prove = (page: Page, options: string) =>
  page.evaluate<object>(
    `(async (options) => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
      return (await navigator.credentials.get({ publicKey })).toJSON();
    })(${options})`,
  );

async function askedForPasskey() {
  const { Session, ChallengeName, ChallengeParameters } = await cognito.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_AUTH",
    AuthParameters: { USERNAME: user.username, PREFERRED_CHALLENGE: "WEB_AUTHN" },
  });
  return {
    Session,
    ChallengeName,
    options: ChallengeParameters?.["CREDENTIAL_REQUEST_OPTIONS"] ?? "",
  };
}

function answer(Session: string | undefined, credential: object) {
  return cognito.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: "WEB_AUTHN",
    Session,
    ChallengeResponses: { USERNAME: user.username, CREDENTIAL: JSON.stringify(credential) },
  });
}

test(
  "a user registers a passkey, signs in with it, and takes it away again",
  async () => {
    const page = await pageWithAuthenticator();
    const token = { AccessToken: accessToken };
    const { CredentialCreationOptions } = await cognito.startWebAuthnRegistration(token);
    const Credential = (await create(page, CredentialCreationOptions)) as never;
    await cognito.completeWebAuthnRegistration({ ...token, Credential });
    const { Credentials } = await cognito.listWebAuthnCredentials(token);
    expect(Credentials).toEqual([
      expect.objectContaining({
        RelyingPartyId: "localhost",
        AuthenticatorTransports: ["internal"],
      }),
    ]);
    const asked = await askedForPasskey();
    expect(asked.ChallengeName).toBe("WEB_AUTHN");
    const proof = await prove(page, asked.options);
    expect(await answer(asked.Session, proof)).toHaveProperty("AuthenticationResult.IdToken");
    // A proof is of one challenge.
    const again = await askedForPasskey();
    await expect(answer(again.Session, proof)).rejects.toMatchObject({
      name: "NotAuthorizedException",
    });
    // What was made for one registration makes no second.
    await expect(
      cognito.completeWebAuthnRegistration({ ...token, Credential }),
    ).rejects.toMatchObject({ name: "WebAuthnChallengeNotFoundException" });
    await cognito.deleteWebAuthnCredential({
      ...token,
      CredentialId: Credentials?.[0]?.CredentialId,
    });
    expect(await askedForPasskey()).toMatchObject({ ChallengeName: "SELECT_CHALLENGE" });
    await page.close();
  },
  2 * minutes,
);
