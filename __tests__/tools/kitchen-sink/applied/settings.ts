import {
  DescribeRiskConfigurationCommand,
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { GetEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "@jest/globals";
import type { Applied } from "../../../support/kitchen-sink/applied";

/** What AWS would tell of what was applied. */
export function settings(on: () => Applied): void {
  test("factors, devices and threat protection are what AWS would tell of the pool", async () => {
    const { UserPool } = await on().cognito.send(
      new DescribeUserPoolCommand(on().poolOf("choice")),
    );
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
    expect(
      await on().cognito.send(new GetUserPoolMfaConfigCommand(on().poolOf("choice"))),
    ).toMatchObject({
      MfaConfiguration: "OPTIONAL",
      SoftwareTokenMfaConfiguration: { Enabled: true },
      SmsMfaConfiguration: { SmsConfiguration: { ExternalId: "acme-choice" } },
      EmailMfaConfiguration: { Message: expect.stringContaining("{####}") },
      WebAuthnConfiguration: { RelyingPartyId: "example.com", UserVerification: "required" },
    });
    const { RiskConfiguration } = await on().cognito.send(
      new DescribeRiskConfigurationCommand(on().poolOf("choice")),
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
    expect(
      await on().cognito.send(new GetUserPoolMfaConfigCommand(on().poolOf("passkeys"))),
    ).toMatchObject({
      MfaConfiguration: "OFF",
      WebAuthnConfiguration: { RelyingPartyId: "localhost", UserVerification: "preferred" },
    });
  });

  test("the addresses of managed login open where the local AWS has it", async () => {
    const { sign_in_urls: signIn, discovery_urls: discovery } = on().outputsOf(
      "choice",
    ) as Readonly<Record<string, Readonly<Record<string, string>>>>;
    const page = await fetch(signIn?.["web"] ?? "", { redirect: "manual" });
    expect(page.status).toBe(302);
    expect(page.headers.get("location")).toMatch(/\/login\?client_id=/);
    const answer = await fetch(discovery?.["web"] ?? "");
    expect(await answer.json()).toMatchObject({
      authorization_endpoint: signIn?.["web"]?.split("?")[0],
    });
  });

  test("an identity that is made signs, counts, and has bounces come to a subdomain", async () => {
    const ses = new SESv2Client(on().client);
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
    expect(on().outputsOf("passkeys")["ses_dns_records"]).toEqual([
      ...(keys ?? []),
      "bounce.mail.example.com MX 10 feedback-smtp.us-east-1.amazonses.com",
      "bounce.mail.example.com TXT v=spf1 include:amazonses.com ~all",
    ]);
    const { UserPool } = await on().cognito.send(
      new DescribeUserPoolCommand(on().poolOf("passkeys")),
    );
    expect(UserPool?.EmailConfiguration).toMatchObject({
      SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/mail.example.com",
      ConfigurationSet: "acme-passkeys-email",
    });
  });

  test("Parameter Store has what Terraform puts out, and of a map each entry", async () => {
    const ssm = new SSMClient(on().client);
    const parametersOf = async (name: string) => {
      const paths = ["user_pool_id", "region", "client_ids/web", "group_role_arns/Admins"];
      const Names = paths.map((each) => `/acme/${name}/${each}`);
      const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names }));
      return Object.fromEntries<string | undefined>(
        Parameters.map(({ Name = "", Value }) => [Name, Value]),
      );
    };
    const { user_pool_id: pool, client_ids: clients, region } = on().outputsOf("phone");
    expect(await parametersOf("phone")).toEqual({
      "/acme/phone/user_pool_id": pool,
      "/acme/phone/region": region,
      "/acme/phone/client_ids/web": (clients as Readonly<Record<string, string>>)["web"],
      "/acme/phone/group_role_arns/Admins": expect.stringContaining(":role/acme-phone-"),
    });
    expect(await parametersOf("choice")).toEqual({});
  });
}
