import {
  AdminCreateUserCommand,
  CreateIdentityProviderCommand,
  CreateManagedLoginBrandingCommand,
  DeleteManagedLoginBrandingCommand,
  DescribeManagedLoginBrandingByClientCommand,
  DescribeManagedLoginBrandingCommand,
  DescribeUserPoolClientCommand,
  GetIdentityProviderByIdentifierCommand,
  GetLogDeliveryConfigurationCommand,
  SetLogDeliveryConfigurationCommand,
  UpdateManagedLoginBrandingCommand,
  UpdateUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { beforeAll, expect, test } from "@jest/globals";
import { duringTests } from "../../../../support/during-tests";
import {
  createPool,
  password,
  signIn,
  someEmail,
  startLocalCognito,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;
let pool: TestPool;

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

beforeAll(async () => {
  pool = await createPool(cognito, {}, { CallbackURLs: ["https://app.example.com/"] });
});

const send: LocalCognito["client"]["send"] = (command: never) => cognito.client.send(command);

test("an update of a client sets back what it does not say", async () => {
  const named = { UserPoolId: pool.userPoolId, ClientId: pool.clientId };
  const settings = { ...named, ClientName: "web", AccessTokenValidity: 2 };
  await send(new UpdateUserPoolClientCommand({ ...settings, ReadAttributes: ["email"] }));
  await send(new UpdateUserPoolClientCommand(named));
  const { UserPoolClient } = await send(new DescribeUserPoolClientCommand(named));
  expect(UserPoolClient?.ClientName).toBe("web");
  const { CallbackURLs, AccessTokenValidity, ReadAttributes } = UserPoolClient ?? {};
  expect([CallbackURLs ?? null, AccessTokenValidity ?? null, ReadAttributes ?? null]).toEqual([
    null,
    null,
    null,
  ]);
});

test("a temporary password is good for as long as the pool says", async () => {
  const brief = await createPool(cognito, {
    Policies: { PasswordPolicy: { MinimumLength: 12, TemporaryPasswordValidityDays: 2 } },
  });
  const email = someEmail();
  await send(
    new AdminCreateUserCommand({
      UserPoolId: brief.userPoolId,
      Username: email,
      TemporaryPassword: password,
      MessageAction: "SUPPRESS",
    }),
  );
  cognito.clock.turn(24 * 3_600_000);
  expect(await signIn(cognito, brief, email)).toBeUndefined();
  cognito.clock.turn(25 * 3_600_000);
  await expect(signIn(cognito, brief, email)).rejects.toThrow(
    "Temporary password has expired and must be reset by an administrator.",
  );
});

test("where logs would go is kept", async () => {
  const { userPoolId: UserPoolId } = pool;
  const LogConfigurations = [
    {
      LogLevel: "ERROR" as const,
      EventSource: "userNotification" as const,
      CloudWatchLogsConfiguration: {
        LogGroupArn: "arn:aws:logs:eu-west-1:123456789012:log-group:x",
      },
    },
  ];
  await send(new SetLogDeliveryConfigurationCommand({ UserPoolId, LogConfigurations }));
  const shown = await send(new GetLogDeliveryConfigurationCommand({ UserPoolId }));
  expect(shown.LogDeliveryConfiguration).toEqual({ UserPoolId, LogConfigurations });
});

test("how the pages of a client are to look is kept, once for each client", async () => {
  const { userPoolId: UserPoolId, clientId: ClientId } = pool;
  const create = new CreateManagedLoginBrandingCommand({
    UserPoolId,
    ClientId,
    UseCognitoProvidedValues: true,
  });
  const { ManagedLoginBranding } = await send(create);
  await expect(send(create)).rejects.toMatchObject({ name: "ManagedLoginBrandingExistsException" });
  const style = {
    UserPoolId,
    ManagedLoginBrandingId: ManagedLoginBranding?.ManagedLoginBrandingId,
  };
  await send(new UpdateManagedLoginBrandingCommand({ ...style, UseCognitoProvidedValues: false }));
  const described = await send(new DescribeManagedLoginBrandingCommand(style));
  expect(described.ManagedLoginBranding?.UseCognitoProvidedValues).toBe(false);
  const byClient = new DescribeManagedLoginBrandingByClientCommand({ UserPoolId, ClientId });
  expect((await send(byClient)).ManagedLoginBranding).toMatchObject(style);
  await send(new DeleteManagedLoginBrandingCommand(style));
  await expect(send(byClient)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("a provider is found by an identifier of it", async () => {
  const { userPoolId: UserPoolId } = pool;
  await send(
    new CreateIdentityProviderCommand({
      UserPoolId,
      ProviderName: "Acme",
      ProviderType: "OIDC",
      ProviderDetails: {
        client_id: "c",
        oidc_issuer: "https://id.acme.example",
        authorize_scopes: "openid",
        attributes_request_method: "GET",
      },
      IdpIdentifiers: ["acme.example"],
    }),
  );
  const find = (IdpIdentifier: string) =>
    send(new GetIdentityProviderByIdentifierCommand({ UserPoolId, IdpIdentifier }));
  expect((await find("acme.example")).IdentityProvider?.ProviderName).toBe("Acme");
  await expect(find("other.example")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});
