import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { startLocalAws, type LocalAws } from "../../../../../tools/local-aws/local-aws";
import { openPage, startBrowser } from "../../../../support/browser";
import { duringTests } from "../../../../support/during-tests";
import { startPageApplication, type PageApplication } from "../../../../support/page-application";

/*
 * An application of one page with aws-amplify, whose users sign in by managed login. Amplify puts
 * `https://` before the domain, whatever it is, so the browser has something that ends TLS in between.
 */

const minutes = 60_000;
const region = "eu-west-1";
const domain = "login.example";
const password = "Correct-Horse-9";

let aws: LocalAws;
duringTests(
  () => startLocalAws({ region }),
  (started) => {
    aws = started;
  },
);

let application: PageApplication;
let home: string;
let browser: Browser;

beforeAll(async () => {
  application = await startPageApplication();
  ({ home } = application);
  const pool = await deploy();
  await application.show(script, {
    Auth: {
      Cognito: {
        ...pool,
        userPoolEndpoint: aws.endpoint,
        loginWith: {
          oauth: {
            domain,
            scopes: ["openid", "email"],
            redirectSignIn: [`${home}/`],
            redirectSignOut: [`${home}/`],
            responseType: "code",
          },
        },
      },
    },
  });
  browser = await startBrowser();
}, 3 * minutes);

afterAll(async () => {
  await browser.close();
  application.close();
});

const script = `
  import { Amplify } from "aws-amplify";
  import { fetchAuthSession, signInWithRedirect, signOut } from "aws-amplify/auth";
  import "aws-amplify/auth/enable-oauth-listener";
  Amplify.configure(window.settings);
  Object.assign(window, { signInWithRedirect, signOut });
  window.claims = async () => (await fetchAuthSession()).tokens?.idToken?.payload;`;

/** A user pool with a domain, a client for the page, and a user who has signed up. */
async function deploy() {
  const { endpoint, credentials } = aws;
  const cognito = new CognitoIdentityProvider({ endpoint, region, credentials });
  const { UserPool } = await cognito.createUserPool({
    PoolName: "users",
    UsernameAttributes: ["email"],
    AutoVerifiedAttributes: ["email"],
  });
  const UserPoolId = UserPool?.Id;
  await cognito.createUserPoolDomain({ UserPoolId, Domain: "my-app" });
  const { UserPoolClient } = await cognito.createUserPoolClient({
    UserPoolId,
    ClientName: "web",
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ["code"],
    AllowedOAuthScopes: ["openid", "email"],
    CallbackURLs: [`${home}/`],
    LogoutURLs: [`${home}/`],
    SupportedIdentityProviders: ["COGNITO"],
  });
  const Username = "ann@example.com";
  await cognito.adminCreateUser({ UserPoolId, Username, MessageAction: "SUPPRESS" });
  await cognito.adminSetUserPassword({
    UserPoolId,
    Username,
    Password: password,
    Permanent: true,
  });
  cognito.destroy();
  return { userPoolId: UserPoolId, userPoolClientId: UserPoolClient?.ClientId };
}

/**
 * Stands where TLS would end: it sends whoever goes there on to the local AWS, and hands on what scripts
 * ask. Playwright sees nothing of what a redirect leads to, so a script goes there.
 */
async function endTls(page: Page): Promise<void> {
  await page.route(`https://${domain}/**`, async (route) => {
    const request = route.request();
    const url = request.url().replace(`https://${domain}`, `${aws.managedLoginEndpoint}/my-app`);
    if (request.isNavigationRequest()) {
      const body = `<script>location.replace(${JSON.stringify(url)})</script>`;
      await route.fulfill({ contentType: "text/html", body });
      return;
    }
    const headers = { ...request.headers(), origin: home };
    await route.fulfill({ response: await route.fetch({ url, headers }) });
  });
}

interface Application {
  signInWithRedirect(): Promise<void>;
  signOut(): Promise<void>;
  claims(): Promise<Record<string, unknown> | undefined>;
}

test(
  "somebody signs in by Amplify's redirect and out again",
  async () => {
    const page = await openPage(browser);
    await endTls(page);
    await page.goto(`${home}/`);
    await page.evaluate(() => void (globalThis as unknown as Application).signInWithRedirect());
    await page.getByLabel("Email").fill("ann@example.com");
    await page.getByLabel("Password").fill(password);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${home}/**`);
    await page.waitForFunction("claims().then((claims) => claims?.token_use === 'id')");
    const claims = () => page.evaluate(() => (globalThis as unknown as Application).claims());
    expect(await claims()).toMatchObject({ email: "ann@example.com", email_verified: false });
    await page.evaluate(() => void (globalThis as unknown as Application).signOut());
    await page.waitForFunction("claims().then((claims) => claims === undefined)");
    await page.waitForURL(`${home}/`);
    await page.close();
  },
  2 * minutes,
);
