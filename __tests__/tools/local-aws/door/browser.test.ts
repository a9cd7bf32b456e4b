import { createServer, type Server } from "node:http";
import {
  AdminConfirmSignUpCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketCorsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { startLocalAws, type LocalAws } from "../../../../tools/local-aws/local-aws";
import { openPage, startBrowser } from "../../../support/browser";
import { duringTests } from "../../../support/during-tests";
import { callAws, TestRoles } from "../../../support/iam";

/*
 * A real browser, a page of the team's and a page of somebody else's. The names of all pages lead to
 * this computer, as a rebound name does: the browser's own rules about networks keep nothing back.
 */

const minutes = 60_000;
const region = "eu-west-1";

let aws: LocalAws;
duringTests(
  () => startLocalAws({ region }),
  (started) => {
    aws = started;
  },
);

let pages: Server;
let pagePort: number;
let browser: Browser;
let script = "";
let at: Readonly<Record<"userPoolId" | "clientId" | "identityPoolId", string>>;
let cognito: CognitoIdentityProviderClient;
let s3: S3Client;

beforeAll(async () => {
  script = await bundledApp();
  pages = createServer((request, response) => {
    const isScript = request.url === "/app.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : "<!doctype html><title>page</title>");
  });
  pagePort = await new Promise<number>((resolve) => {
    pages.listen(0, "127.0.0.1", () => {
      resolve((pages.address() as { port: number }).port);
    });
  });
  at = await deploy();
  browser = await startBrowser([
    "--host-resolver-rules=MAP *.test 127.0.0.1",
    // Chromium's own guard of local networks; other browsers have none.
    "--disable-features=LocalNetworkAccessChecks,PrivateNetworkAccessChecks",
  ]);
}, 3 * minutes);

afterAll(async () => {
  await browser.close();
  pages.close();
  cognito.destroy();
  s3.destroy();
});

/** What a team's own page does: the clients of Cognito and S3, bundled as for any page. */
async function bundledApp(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      resolveDir: process.cwd(),
      contents: `
        import { CognitoUserPool, CognitoUser, AuthenticationDetails } from "amazon-cognito-identity-js";
        import { S3Client, PutObjectCommand, GetObjectCommand } from "@aws-sdk/client-s3";
        const called = (work) => new Promise((resolve, reject) =>
          work((error, value) => (error ? reject(error) : resolve(value))));
        const pool = ({ endpoint, userPoolId, clientId }) =>
          new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint });
        window.signUp = (at, username, password) =>
          called((done) => pool(at).signUp(username, password, [], [], done)).then(({ userSub }) => userSub);
        window.signInAndUpload = async (at, username, password) => {
          const user = new CognitoUser({ Username: username, Pool: pool(at) });
          const session = await new Promise((onSuccess, onFailure) =>
            user.authenticateUser(new AuthenticationDetails({ Username: username, Password: password }), { onSuccess, onFailure }));
          const provider = "cognito-idp." + at.region + ".amazonaws.com/" + at.userPoolId;
          const Logins = { [provider]: session.getIdToken().getJwtToken() };
          const identities = async (operation, input) => {
            const answer = await fetch(at.endpoint, {
              method: "POST",
              headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSCognitoIdentityService." + operation },
              body: JSON.stringify(input),
            });
            if (!answer.ok) throw new Error(await answer.text());
            return answer.json();
          };
          const { IdentityId } = await identities("GetId", { IdentityPoolId: at.identityPoolId, Logins });
          const { Credentials: given } = await identities("GetCredentialsForIdentity", { IdentityId, Logins });
          const credentials = { accessKeyId: given.AccessKeyId, secretAccessKey: given.SecretKey, sessionToken: given.SessionToken };
          const s3 = new S3Client({ endpoint: at.endpoint, region: at.region, forcePathStyle: true, credentials });
          const place = { Bucket: "uploads", Key: "private/" + IdentityId + "/hello.txt" };
          await s3.send(new PutObjectCommand({ ...place, Body: "hello from a page" }));
          const { Body } = await s3.send(new GetObjectCommand(place));
          return { key: place.Key, read: await Body.transformToString() };
        };`,
    },
    bundle: true,
    write: false,
    platform: "browser",
    define: { global: "window" },
  });
  return outputFiles[0]?.text ?? "";
}

/** A pool, an identity pool and a bucket whose rules name the team's page. */
async function deploy() {
  const client = { endpoint: aws.endpoint, region, credentials: aws.credentials };
  cognito = new CognitoIdentityProviderClient(client);
  s3 = new S3Client({ ...client, credentials: aws.credentials, forcePathStyle: true });
  const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: "users" }));
  const userPoolId = UserPool?.Id ?? "";
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId: userPoolId,
      ClientName: "web",
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    }),
  );
  const clientId = UserPoolClient?.ClientId ?? "";
  await s3.send(
    new CreateBucketCommand({
      Bucket: "uploads",
      CreateBucketConfiguration: { LocationConstraint: region },
    }),
  );
  await s3.send(
    new PutBucketCorsCommand({
      Bucket: "uploads",
      CORSConfiguration: {
        CORSRules: [
          {
            AllowedOrigins: [`http://localhost:${pagePort}`],
            AllowedMethods: ["GET", "PUT"],
            AllowedHeaders: ["*"],
            ExposeHeaders: ["ETag"],
          },
        ],
      },
    }),
  );
  const ownFiles = "arn:aws:s3:::uploads/private/${cognito-identity.amazonaws.com:sub}/*";
  const role = await new TestRoles(aws).create({
    Action: ["s3:GetObject", "s3:PutObject"],
    Resource: ownFiles,
  });
  const identities = async (operation: string, input: object) => {
    const target = `AWSCognitoIdentityService.${operation}`;
    const body = JSON.stringify(input);
    const { text } = await callAws(aws, { service: "cognito-identity", target, body });
    return (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  };
  const { IdentityPoolId } = await identities("CreateIdentityPool", {
    IdentityPoolName: "people",
    AllowUnauthenticatedIdentities: false,
    CognitoIdentityProviders: [
      { ProviderName: `cognito-idp.${region}.amazonaws.com/${userPoolId}`, ClientId: clientId },
    ],
  });
  await identities("SetIdentityPoolRoles", { IdentityPoolId, Roles: { authenticated: role } });
  return { userPoolId, clientId, identityPoolId: String(IdentityPoolId) };
}

const inBrowser = () => ({ endpoint: aws.endpoint, region, ...at });

/** Everything that a hostile page can try, with what it got: nothing of it may be an answer. */
async function attack(page: Page, endpoint: string): Promise<Record<string, string>> {
  // Even with the right key: a page that has it, by whatever way, is still a page.
  const { accessKeyId } = aws.credentials;
  return page.evaluate(
    async ({ target, clientId, key }) => {
      const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
      const authorization = `AWS4-HMAC-SHA256 Credential=${key}/${date.slice(0, 8)}/eu-west-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`;
      const attempt = async (path: string, init: RequestInit): Promise<string> => {
        try {
          const answer = await fetch(target + path, init);
          return answer.type === "opaque" ? "opaque" : `${answer.status}`;
        } catch {
          return "failed";
        }
      };
      const json = { "content-type": "application/x-amz-json-1.1" };
      const signUp = { ...json, "x-amz-target": "AWSCognitoIdentityProviderService.SignUp" };
      const user = JSON.stringify({
        ClientId: clientId,
        Username: "eve",
        Password: "Correct-Horse-9",
      });
      return {
        messages: await attempt("/_gatehouse/messages", {}),
        federated: await attempt("/_gatehouse/federated-sign-in", { method: "POST", body: "{}" }),
        createFunction: await attempt("/2015-03-31/functions", {
          method: "POST",
          headers: { ...json, authorization, "x-amz-date": date },
          body: JSON.stringify({
            FunctionName: "evil",
            Runtime: "nodejs22.x",
            Role: "r",
            Handler: "index.handler",
          }),
        }),
        simple: await attempt("/2015-03-31/functions", {
          method: "POST",
          mode: "no-cors",
          body: "{}",
        }),
        form: await attempt("/", {
          method: "POST",
          body: new URLSearchParams({ Action: "CreateUser", UserName: "eve" }),
        }),
        signUp: await attempt("/", { method: "POST", headers: signUp, body: user }),
      };
    },
    { target: endpoint, clientId: at.clientId, key: accessKeyId },
  );
}

async function somebodysPage(address: string): Promise<Page> {
  const page = await openPage(browser);
  // The attacker's own server, at whatever name and port; all else goes to the network.
  await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: "<p>" }));
  await page.goto(address);
  return page;
}

async function expectNothingHappened(): Promise<void> {
  const lambda = new LambdaClient({ endpoint: aws.endpoint, region, credentials: aws.credentials });
  const { Functions } = await lambda.send(new ListFunctionsCommand({}));
  lambda.destroy();
  const { Users } = await cognito.send(new ListUsersCommand({ UserPoolId: at.userPoolId }));
  expect([Functions, Users?.map(({ Username }) => Username).includes("eve")]).toEqual([[], false]);
}

test(
  "a page on a foreign origin gets nothing",
  async () => {
    const page = await somebodysPage(`http://evil.test:${pagePort}/attack`);
    const got = await attack(page, aws.endpoint);
    // What needs no leave is sent and refused; the page reads none of it.
    expect(got).toEqual({
      messages: "failed",
      federated: "failed",
      createFunction: "failed",
      simple: "opaque",
      form: "failed",
      signUp: "failed",
    });
    await expectNothingHappened();
    await page.close();
  },
  minutes,
);

test(
  "a page on a name that was rebound to this computer gets nothing",
  async () => {
    const { port } = new URL(aws.endpoint);
    const rebound = `http://evil.test:${port}`;
    const page = await somebodysPage(`${rebound}/attack`);
    // Of its own origin, as the browser sees it: it reads every answer, and each is a refusal.
    expect(new Set(Object.values(await attack(page, rebound)))).toEqual(new Set(["403"]));
    await expectNothingHappened();
    await page.close();
  },
  minutes,
);

test(
  "the team's page signs up, signs in and uploads with the user's credentials, and no more",
  async () => {
    const page = await openPage(browser);
    await page.goto(`http://localhost:${pagePort}/`);
    await page.addScriptTag({ url: "/app.js" });
    const ann = ["ann", "Correct-Horse-9"] as const;
    interface App {
      signUp(at: object, username: string, password: string): Promise<string>;
      signInAndUpload(at: object, username: string, password: string): Promise<object>;
    }
    const sub = await page.evaluate(
      ([where, [name, password]]) => (globalThis as unknown as App).signUp(where, name, password),
      [inBrowser(), ann] as const,
    );
    expect(sub).toMatch(/^[\da-f-]{36}$/);
    await cognito.send(
      new AdminConfirmSignUpCommand({ UserPoolId: at.userPoolId, Username: "ann" }),
    );
    const uploaded = await page.evaluate(
      ([where, [name, password]]) =>
        (globalThis as unknown as App).signInAndUpload(where, name, password),
      [inBrowser(), ann] as const,
    );
    expect(uploaded).toMatchObject({ read: "hello from a page" });
    const { key } = uploaded as { key: string };
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "uploads", Key: key }));
    expect(await Body?.transformToString()).toBe("hello from a page");
    expect(await attack(page, aws.endpoint)).toMatchObject({
      messages: "failed",
      federated: "failed",
      createFunction: "failed",
    });
    await page.close();
  },
  minutes,
);
