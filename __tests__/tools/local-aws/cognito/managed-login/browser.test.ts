import {
  CognitoIdentityProvider,
  type CreateUserPoolClientCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { startLocalAws, type LocalAws } from "../../../../../tools/local-aws/local-aws";
import { openPage, startBrowser } from "../../../../support/browser";
import { duringTests } from "../../../../support/during-tests";
import { startPageApplication, type PageApplication } from "../../../../support/page-application";

/*
 * An application of one page, with oidc-client-ts, in a real browser: everything through the sign-in
 * pages, by keyboard.
 */

const minutes = 60_000;
const region = "eu-west-1";
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
let userPoolId: string;

beforeAll(async () => {
  application = await startPageApplication();
  ({ home } = application);
  const { UserPoolClient } = await deploy();
  await application.show(script, {
    authority: `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`,
    metadataUrl: `${aws.endpoint}/${userPoolId}/.well-known/openid-configuration`,
    client_id: UserPoolClient?.ClientId,
    redirect_uri: `${home}/callback`,
    scope: "openid email profile",
    loadUserInfo: true,
  });
  browser = await startBrowser();
}, 3 * minutes);

afterAll(async () => {
  await browser.close();
  application.close();
});

const script = `
  import { UserManager } from "oidc-client-ts";
  const manager = new UserManager(window.settings);
  window.signIn = () => { void manager.signinRedirect(); };
  window.signedIn = async () => (await manager.getUser())?.profile;
  window.renew = async () => (await manager.signinSilent()).access_token;
  if (location.pathname === "/callback")
    manager.signinCallback().then(() => { document.title = "signed in"; }, (error) => { document.title = error.message; });`;

async function deploy(): Promise<CreateUserPoolClientCommandOutput> {
  const { endpoint, credentials } = aws;
  const cognito = new CognitoIdentityProvider({ endpoint, region, credentials });
  const { UserPool } = await cognito.createUserPool({
    PoolName: "users",
    UsernameAttributes: ["email"],
    AutoVerifiedAttributes: ["email"],
  });
  userPoolId = UserPool?.Id ?? "";
  await cognito.createIdentityProvider({
    UserPoolId: userPoolId,
    ProviderName: "Google",
    ProviderType: "Google",
    ProviderDetails: { client_id: "c", client_secret: "s", authorize_scopes: "email" },
    AttributeMapping: { username: "sub", email: "email" },
  });
  await cognito.createUserPoolDomain({ UserPoolId: userPoolId, Domain: "my-app" });
  const made = await cognito.createUserPoolClient({
    UserPoolId: userPoolId,
    ClientName: "web",
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ["code"],
    AllowedOAuthScopes: ["openid", "email", "profile"],
    CallbackURLs: [`${home}/callback`],
    LogoutURLs: [`${home}/`],
    SupportedIdentityProviders: ["COGNITO", "Google"],
  });
  cognito.destroy();
  return made;
}

interface Application {
  signIn(): void;
  signedIn(): Promise<Record<string, unknown> | undefined>;
  renew(): Promise<string>;
}

async function begin(page: Page): Promise<void> {
  await page.goto(`${home}/`);
  await page.evaluate(() => {
    (globalThis as unknown as Application).signIn();
  });
}

async function atSignIn(page: Page): Promise<void> {
  await begin(page);
  await page.waitForURL(`${aws.managedLoginEndpoint}/**`);
}

async function signedIn(page: Page): Promise<Record<string, unknown> | undefined> {
  await page.waitForURL(`${home}/callback**`);
  await page.waitForFunction(`document.title !== "app"`);
  expect(await page.title()).toBe("signed in");
  return page.evaluate(() => (globalThis as unknown as Application).signedIn());
}

/** Keys go to the field that has the focus, and a page gives it one a moment after it has loaded. */
async function atField(page: Page, label: string): Promise<void> {
  await page.getByLabel(label).and(page.locator(":focus")).waitFor();
}

/** The code that the last message to an address brings. */
async function codeSentTo(email: string): Promise<string> {
  const kept = await fetch(`${aws.endpoint}/_gatehouse/messages?to=${encodeURIComponent(email)}`);
  const [message] = (await kept.json()) as { code: string }[];
  return message?.code ?? "";
}

test(
  "somebody signs up, confirms and is signed in by keyboard alone, and stays so until they sign out",
  async () => {
    const page = await openPage(browser);
    const email = "ann@example.com";
    await atSignIn(page);
    await atField(page, "Email");
    // The links come after the button.
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/signup?**");
    await atField(page, "Email");
    await page.keyboard.type(email);
    await page.keyboard.press("Tab");
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await atField(page, "Verification code");
    await page.keyboard.type(await codeSentTo(email));
    await page.keyboard.press("Enter");
    // The texts of userInfo go before the claims of the ID token.
    expect(await signedIn(page)).toMatchObject({ email, email_verified: "true" });
    const renewed = await page.evaluate(() => (globalThis as unknown as Application).renew());
    expect(renewed.split(".")).toHaveLength(3);
    // The browser is remembered: the application gets a code without a page.
    await begin(page);
    expect(await signedIn(page)).toMatchObject({ email });
    const client = await page.evaluate(
      () => (globalThis as unknown as { settings: { client_id: string } }).settings.client_id,
    );
    const signOut = new URLSearchParams({ client_id: client, logout_uri: `${home}/` });
    await page.goto(`${aws.managedLoginEndpoint}/my-app/logout?${signOut.toString()}`);
    expect(page.url()).toBe(`${home}/`);
    await atSignIn(page);
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill("Wrong-Horse-9");
    await page.keyboard.press("Enter");
    expect(await page.getByRole("alert").textContent()).toBe("Incorrect username or password.");
    await page.close();
  },
  2 * minutes,
);

test(
  "somebody signs in by a provider's page, and its claims reach the application",
  async () => {
    const page = await openPage(browser);
    await atSignIn(page);
    await page.getByRole("link", { name: "Continue with Google" }).click();
    await page.getByLabel("Email").fill("bob@example.com");
    await page.getByRole("button", { name: "Sign in" }).click();
    const profile = await signedIn(page);
    expect(profile).toMatchObject({ email: "bob@example.com" });
    expect(String(profile?.["cognito:username"])).toMatch(/^Google_/);
    await page.close();
  },
  2 * minutes,
);

test(
  "a page of another origin sees nothing of the sign-in pages and sends them no form",
  async () => {
    const page = await openPage(browser);
    // The API's own origin serves what users upload.
    await page.route(`${aws.endpoint}/uploads/evil.html`, (route) =>
      route.fulfill({ contentType: "text/html", body: "<p>" }),
    );
    await page.goto(`${aws.endpoint}/uploads/evil.html`);
    const login = `${aws.managedLoginEndpoint}/my-app/login`;
    const fetched = await page.evaluate(
      (url) =>
        fetch(url, { credentials: "include" }).then(
          () => "read",
          () => "failed",
        ),
      login,
    );
    expect(fetched).toBe("failed");
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url().startsWith(login)),
      page.evaluate(
        `document.body.innerHTML = '<form method="post" action="${login}"></form>'; document.forms[0].submit()`,
      ),
    ]);
    expect(answer.status()).toBe(403);
    await page.close();
  },
  2 * minutes,
);
