import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  CognitoIdentityProviderClient,
  DescribeRiskConfigurationCommand,
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  ResendConfirmationCodeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { GetEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { compose } from "../../../tools/composition/compose";
import { startLocalAws, type LocalAws } from "../../../tools/local-aws/local-aws";
import { localFolder } from "../../../tools/project/project";
import { prepareProviders } from "../../../tools/terraform/providers";
import { requiredProviders } from "../../../tools/terraform/required-provider";
import { Terraform } from "../../../tools/terraform/terraform";
import { findTerraform } from "../../../tools/terraform/terraform-binary";
import { administrator } from "../../support/administrator";
import { duringTests } from "../../support/during-tests";
import { kitchenSink } from "../../support/example-kitchen-sink";
import { lastingFolder } from "../../support/lasting-folder";

/*
 * Every option of the configuration, applied by real Terraform with the real AWS provider to the local AWS.
 */

const minutes = 60_000;
const names = Object.keys(kitchenSink.environments);
const folder = lastingFolder();
const outputs = new Map<string, Readonly<Record<string, unknown>>>();
const changes = new Map<string, boolean>();
let aws: LocalAws;
duringTests(
  () => startLocalAws({ credentials: administrator }),
  (started) => {
    aws = started;
  },
);

beforeAll(async () => {
  const { app } = compose(path.join(folder, "out"), { configuration: kitchenSink });
  app.synth();
  for (const name of names) {
    const stackFolder = path.join(folder, "out", "stacks", `auth-${name}`);
    const binary = await findTerraform(process.env);
    const runFolder = path.join(folder, "terraform", name);
    mkdirSync(runFolder, { recursive: true });
    const { environment } = await prepareProviders({
      terraform: binary,
      required: await requiredProviders(stackFolder, binary.registryHost),
      projectMirror: path.join(localFolder, "providers"),
      runFolder,
      userEnvironment: process.env,
    });
    const terraform = new Terraform({
      binary,
      folder: stackFolder,
      environment: {
        ...environment,
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_ACCESS_KEY_ID: administrator.accessKeyId,
        AWS_SECRET_ACCESS_KEY: administrator.secretAccessKey,
      },
    });
    await terraform.init();
    await terraform.apply();
    changes.set(name, (await terraform.plan()).hasChanges);
    outputs.set(name, await terraform.outputs());
  }
}, 15 * minutes);

const cognito = () =>
  new CognitoIdentityProviderClient({
    endpoint: aws.endpoint,
    region: "us-east-1",
    credentials: administrator,
  });
const poolOf = (name: string) => ({ UserPoolId: String(outputs.get(name)?.["user_pool_id"]) });

test.each(names)("a second plan of %s finds nothing to change", (name) => {
  expect(changes.get(name)).toBe(false);
});

test("factors, devices and threat protection are what AWS would tell of the pool", async () => {
  const { UserPool } = await cognito().send(new DescribeUserPoolCommand(poolOf("choice")));
  expect(UserPool).toMatchObject({
    UserPoolTier: "PLUS",
    Policies: {
      SignInPolicy: {
        AllowedFirstAuthFactors: expect.arrayContaining([
          "PASSWORD",
          "EMAIL_OTP",
          "SMS_OTP",
          "WEB_AUTHN",
        ]),
      },
    },
    DeviceConfiguration: {
      ChallengeRequiredOnNewDevice: true,
      DeviceOnlyRememberedOnUserPrompt: true,
    },
    UserPoolAddOns: {
      AdvancedSecurityMode: "ENFORCED",
      AdvancedSecurityAdditionalFlows: { CustomAuthMode: "AUDIT" },
    },
    SmsConfiguration: {
      ExternalId: "acme-choice",
      SnsCallerArn: expect.stringContaining("role/acme-choice-text-messages"),
      SnsRegion: "eu-west-1",
    },
  });
  expect(await cognito().send(new GetUserPoolMfaConfigCommand(poolOf("choice")))).toMatchObject({
    MfaConfiguration: "OPTIONAL",
    SoftwareTokenMfaConfiguration: { Enabled: true },
    SmsMfaConfiguration: { SmsConfiguration: { ExternalId: "acme-choice" } },
    EmailMfaConfiguration: { Message: expect.stringContaining("{####}") },
    WebAuthnConfiguration: { RelyingPartyId: "example.com", UserVerification: "required" },
  });
  const { RiskConfiguration } = await cognito().send(
    new DescribeRiskConfigurationCommand(poolOf("choice")),
  );
  expect(RiskConfiguration).toMatchObject({
    CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: "BLOCK" } },
    AccountTakeoverRiskConfiguration: {
      Actions: { HighAction: { EventAction: "BLOCK", Notify: true } },
    },
    RiskExceptionConfiguration: { BlockedIPRangeList: ["192.0.2.0/24"] },
  });
});

test("passkeys without MFA keep their relying party", async () => {
  expect(await cognito().send(new GetUserPoolMfaConfigCommand(poolOf("passkeys")))).toMatchObject({
    MfaConfiguration: "OFF",
    WebAuthnConfiguration: { RelyingPartyId: "localhost", UserVerification: "preferred" },
  });
});

test("the addresses of managed login open where the local AWS has it", async () => {
  const { sign_in_urls: signIn, discovery_urls: discovery } = outputs.get("choice") as Readonly<
    Record<string, Readonly<Record<string, string>>>
  >;
  const page = await fetch(signIn?.["web"] ?? "", { redirect: "manual" });
  expect(page.status).toBe(302);
  expect(page.headers.get("location")).toMatch(/\/login\?client_id=/);
  const answer = await fetch(discovery?.["web"] ?? "");
  expect(await answer.json()).toMatchObject({
    authorization_endpoint: signIn?.["web"]?.split("?")[0],
  });
});

test("an identity that is made signs, counts, and has bounces come to a subdomain", async () => {
  const ses = new SESv2Client({
    endpoint: aws.endpoint,
    region: "us-east-1",
    credentials: administrator,
  });
  const EmailIdentity = "mail.example.com";
  const identity = await ses.send(new GetEmailIdentityCommand({ EmailIdentity }));
  expect(identity).toMatchObject({
    ConfigurationSetName: "acme-passkeys-email",
    DkimAttributes: { SigningEnabled: true, NextSigningKeyLength: "RSA_2048_BIT" },
    MailFromAttributes: { MailFromDomain: "bounce.mail.example.com" },
  });
  const keys = identity.DkimAttributes?.Tokens?.map(
    (token) => `${token}._domainkey.mail.example.com CNAME ${token}.dkim.amazonses.com`,
  );
  expect(outputs.get("passkeys")?.["ses_dns_records"]).toEqual([
    ...(keys ?? []),
    "bounce.mail.example.com MX 10 feedback-smtp.us-east-1.amazonses.com",
    "bounce.mail.example.com TXT v=spf1 include:amazonses.com ~all",
  ]);
  const { UserPool } = await cognito().send(new DescribeUserPoolCommand(poolOf("passkeys")));
  expect(UserPool?.EmailConfiguration).toMatchObject({
    SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/mail.example.com",
    ConfigurationSet: "acme-passkeys-email",
  });
});

test("Parameter Store has what Terraform puts out, and of a map each entry", async () => {
  const ssm = new SSMClient({
    endpoint: aws.endpoint,
    region: "us-east-1",
    credentials: administrator,
  });
  const parametersOf = async (name: string) => {
    const paths = ["user_pool_id", "region", "client_ids/web", "group_role_arns/Admins"];
    const Names = paths.map((each) => `/acme/${name}/${each}`);
    const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names }));
    return Object.fromEntries<string | undefined>(
      Parameters.map(({ Name = "", Value }) => [Name, Value]),
    );
  };
  const { user_pool_id: pool, client_ids: clients, region } = outputs.get("phone") ?? {};
  expect(await parametersOf("phone")).toEqual({
    "/acme/phone/user_pool_id": pool,
    "/acme/phone/region": region,
    "/acme/phone/client_ids/web": (clients as Readonly<Record<string, string>>)["web"],
    "/acme/phone/group_role_arns/Admins": expect.stringContaining(":role/acme-phone-"),
  });
  expect(await parametersOf("choice")).toEqual({});
});

describe("a web ACL in front of a user pool", () => {
  const clientOf = (name: string) =>
    (outputs.get(name)?.["client_ids"] as Readonly<Record<string, string>>)["web"];
  /** Whether a user's call is let in, whatever Cognito then says of it. */
  async function isLetIn(name: string): Promise<boolean> {
    const call = { ClientId: clientOf(name), Username: "+15550100" };
    try {
      await cognito().send(new ResendConfirmationCodeCommand(call));
      return true;
    } catch (error) {
      const { name: code, message } = error as Error;
      if (code === "InternalFailure") throw error;
      if (code !== "ForbiddenException") return true;
      expect(message).toBe("Request not allowed due to WAF block.");
      return false;
    }
  }

  test("keeps out an address that asks too much, until five minutes have passed", async () => {
    for (let asked = 0; asked < 20; asked += 1) {
      expect(await isLetIn("phone")).toBe(true);
    }
    expect(await isLetIn("phone")).toBe(false);
    await expect(
      cognito().send(new DescribeUserPoolCommand(poolOf("phone"))),
    ).resolves.toBeDefined();
    await fetch(`${aws.endpoint}/_gatehouse/clock`, {
      method: "POST",
      body: JSON.stringify({ aheadBySeconds: 301 }),
    });
    expect(await isLetIn("phone")).toBe(true);
  });

  test("lets in those on the allow-list alone, where it blocks all others", async () => {
    expect(await isLetIn("passkeys")).toBe(false);
    expect(await isLetIn("choice")).toBe(true);
  });
});
