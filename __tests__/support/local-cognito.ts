import { randomUUID } from "node:crypto";
import {
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
import { startGateway } from "../../tools/local-aws/gateway";
import { MOTO_ACCOUNT_ID, startMoto } from "../../tools/local-aws/moto";
import { Outbox } from "../../tools/local-aws/outbox";
import { Upstream } from "../../tools/local-aws/upstream";
import { FakeFunctions } from "./fake-functions";

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
  readonly client: CognitoIdentityProviderClient;
  readonly functions: FakeFunctions;
  /** What the log of triggers was told. */
  readonly records: readonly TriggerRecord[];
  /** What users would have received. */
  readonly outbox: Outbox;
  stop(): Promise<void>;
}

export async function startLocalCognito(): Promise<LocalCognito> {
  const moto = await startMoto();
  const upstream = new Upstream(moto.endpoint);
  const functions = new FakeFunctions();
  const records: TriggerRecord[] = [];
  const outbox = new Outbox();
  const gateway = await startGateway({
    forward: (request) => upstream.forward(request),
    interceptors: cognitoInterceptors({
      functions,
      accountId: MOTO_ACCOUNT_ID,
      onTrigger: (record) => records.push(record),
      outbox,
    }),
    // Not the pools' Region: calls of users are unsigned, and so name none.
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
    client,
    functions,
    records,
    outbox,
    async stop() {
      client.destroy();
      await gateway.close();
      upstream.close();
      await moto.stop();
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

export async function confirm({ client }: LocalCognito, { clientId }: TestPool, username: string) {
  const input = { ClientId: clientId, Username: username, ConfirmationCode: "123456" };
  return client.send(new ConfirmSignUpCommand(input));
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
  await signUp(cognito, pool, email);
  await confirm(cognito, pool, email);
  const tokens = await signIn(cognito, pool, email);
  return {
    email,
    accessToken: tokens?.AccessToken ?? "",
    refreshToken: tokens?.RefreshToken ?? "",
  };
}

/** The user as an administrator sees them. */
export async function userOf({ client }: LocalCognito, { userPoolId }: TestPool, username: string) {
  const user = await client.send(
    new AdminGetUserCommand({ UserPoolId: userPoolId, Username: username }),
  );
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
