import { randomUUID } from "node:crypto";
import {
  AdminConfirmSignUpCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
  SignUpCommand,
  type AttributeType,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { cognitoInterceptors, type TriggerRecord } from "../../tools/local-aws/cognito";
import { Clock } from "../../tools/local-aws/clock";
import { loginDoor } from "../../tools/local-aws/door/login-door";
import { NamedOrigins } from "../../tools/local-aws/door/named-origins";
import { forgottenSettings } from "../../tools/local-aws/gaps/forgotten-settings";
import { startGateway, throughInterceptors } from "../../tools/local-aws/gateway";
import { startManagedLoginGateway } from "../../tools/local-aws/managed-login-gateway";
import { MOTO_ACCOUNT_ID } from "../../tools/local-aws/moto";
import { Outbox } from "../../tools/local-aws/outbox";
import { Upstream } from "../../tools/local-aws/upstream";
import { FakeFunctions } from "./fake-functions";
import { keptMoto } from "./kept-moto";

export const region = "eu-west-1";
export const password = "Correct-Horse-9";

/** A pool with one app client, as a test asked for them. */
export interface TestPool {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
}

/** A real moto behind the gateway with the Cognito interceptors, and functions without code. */
export interface LocalCognito {
  readonly endpoint: string;
  readonly managedLoginEndpoint: string;
  readonly client: CognitoIdentityProviderClient;
  readonly functions: FakeFunctions;
  /** What the log of triggers was told. */
  readonly records: readonly TriggerRecord[];
  /** What users would have received. */
  readonly outbox: Outbox;
  /** Cognito's, to be turned. */
  readonly clock: Clock;
  stop(): Promise<void>;
}

/** @param anyCode whether every code is taken for the right one. */
export async function startLocalCognito({ anyCode = false } = {}): Promise<LocalCognito> {
  const moto = await keptMoto();
  const upstream = new Upstream(moto.socket);
  const functions = new FakeFunctions();
  const records: TriggerRecord[] = [];
  const outbox = new Outbox();
  const clock = new Clock();
  const interceptors = cognitoInterceptors({
    functions,
    accountId: MOTO_ACCOUNT_ID,
    onTrigger: (record) => records.push(record),
    outbox,
    clock,
    anyCode,
    endpoint: () => gateway.endpoint,
    managedLoginEndpoint: () => loginGateway.endpoint,
  });
  const call = throughInterceptors([...interceptors, ...forgottenSettings()], (request) =>
    upstream.forward(request),
  );
  // Not the pools' Region: calls of users are unsigned, and so name none.
  const gateway = await startGateway({ forward: call, region: "us-east-1" });
  const loginGateway = await startManagedLoginGateway({
    call,
    door: loginDoor(new NamedOrigins()),
    region: "us-east-1",
  });
  const client = new CognitoIdentityProviderClient({
    endpoint: gateway.endpoint,
    region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return {
    endpoint: gateway.endpoint,
    managedLoginEndpoint: loginGateway.endpoint,
    client,
    functions,
    records,
    outbox,
    clock,
    async stop() {
      client.destroy();
      await Promise.all([gateway.close(), loginGateway.close()]);
      upstream.close();
    },
  };
}

/** Creates a pool as this project does (e-mail as username, any case, auto-verified) but for `pool`. */
export async function createPool(
  { client }: LocalCognito,
  pool: Partial<CreateUserPoolCommandInput> = {},
  app: Partial<CreateUserPoolClientCommandInput> = {},
): Promise<TestPool> {
  const { UserPool } = await client.send(
    new CreateUserPoolCommand({
      PoolName: "users",
      UsernameAttributes: ["email"],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ["email"],
      Policies: { PasswordPolicy: { MinimumLength: 12, RequireSymbols: true } },
      ...pool,
    }),
  );
  const { UserPoolClient } = await client.send(
    new CreateUserPoolClientCommand({
      UserPoolId: UserPool?.Id,
      ClientName: "web",
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      ...app,
    }),
  );
  return {
    userPoolId: UserPool?.Id ?? "",
    clientId: UserPoolClient?.ClientId ?? "",
    clientSecret: UserPoolClient?.ClientSecret,
  };
}

/** An address that no other test uses. */
export function someEmail(): string {
  return `user-${randomUUID()}@example.com`;
}

/** A function's ARN that no other test uses. */
export function someFunctionArn(): string {
  return `arn:aws:lambda:${region}:${MOTO_ACCOUNT_ID}:function:${randomUUID()}`;
}

export async function signUp(
  { client }: LocalCognito,
  { clientId }: TestPool,
  username: string,
  attributes: AttributeType[] = [],
) {
  const input = { ClientId: clientId, Username: username, Password: password };
  return client.send(new SignUpCommand({ ...input, UserAttributes: attributes }));
}

/** Confirms a sign-up by the code that was sent. */
export async function confirm(cognito: LocalCognito, { clientId }: TestPool, username: string) {
  const code = codeSentTo(cognito, username);
  const input = { ClientId: clientId, Username: username, ConfirmationCode: code };
  return cognito.client.send(new ConfirmSignUpCommand(input));
}

/** The last code that a user was sent; any digits for one who was sent none. */
export function codeSentTo({ outbox }: LocalCognito, name: string): string {
  const wanted = name.toLowerCase();
  const message = outbox
    .read()
    .find(({ to, username }) => [to.toLowerCase(), username?.toLowerCase()].includes(wanted));
  return message?.code ?? "000000";
}

export async function signIn(
  { client }: LocalCognito,
  { clientId }: TestPool,
  username: string,
  secret = password,
) {
  const { AuthenticationResult } = await client.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD: secret },
    }),
  );
  return AuthenticationResult;
}

/** Signs up and confirms a user, and signs in. */
export async function signedInUser(cognito: LocalCognito, pool: TestPool, email = someEmail()) {
  const { CodeDeliveryDetails } = await signUp(cognito, pool, email);
  if (CodeDeliveryDetails !== undefined) await confirm(cognito, pool, email);
  // Who has no address is sent no code.
  else await cognito.client.send(new AdminConfirmSignUpCommand(userIn(pool, email)));
  const tokens = await signIn(cognito, pool, email);
  return {
    email,
    accessToken: tokens?.AccessToken ?? "",
    refreshToken: tokens?.RefreshToken ?? "",
  };
}

const userIn = ({ userPoolId }: TestPool, username: string) => ({
  UserPoolId: userPoolId,
  Username: username,
});

/** The user as an administrator sees them. */
export async function userOf({ client }: LocalCognito, pool: TestPool, username: string) {
  const user = await client.send(new AdminGetUserCommand(userIn(pool, username)));
  const attributes = (user.UserAttributes ?? []).map(({ Name, Value }) => [Name, Value] as const);
  return {
    username: user.Username,
    status: user.UserStatus,
    enabled: user.Enabled,
    attributes: Object.fromEntries(attributes) as Readonly<Record<string, string>>,
  };
}

/** What a token says, unverified. */
export function claimsOf(token: string | undefined): Readonly<Record<string, unknown>> {
  const payload = Buffer.from(token?.split(".")[1] ?? "", "base64url").toString();
  return JSON.parse(payload) as Record<string, unknown>;
}
