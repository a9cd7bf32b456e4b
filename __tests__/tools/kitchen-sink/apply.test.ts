import { beforeAll, expect, test } from "@jest/globals";
import {
  CognitoIdentityProviderClient,
  DescribeRiskConfigurationCommand,
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
} from "@aws-sdk/client-cognito-identity-provider";
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
