import { describe, expect, test } from "@jest/globals";
import type {
  FirstAuthFactor,
  Mfa,
  ThreatProtectionInput,
  AccountRecovery,
} from "../../configuration";
import { problemsOf } from "../support/configuration-problems";
import { environmentWith } from "../support/environments";

const sender = {
  sendingAccount: "DEVELOPER",
  from: "no-reply@example.com",
  sourceArn: "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
} as const;
const passkey = { factor: "WEB_AUTHN", relyingPartyId: "example.com" } as const;
const password = { factor: "PASSWORD" } as const;
const notify = { from: sender.from, sourceArn: sender.sourceArn };
const mail = { subject: "A sign-in", htmlBody: "<p>You?</p>", textBody: "Was it you?" };

type Parts = Readonly<Record<string, unknown>>;
const pool = (userPool: Parts, rest: Parts = {}) => ({ userPool, ...rest });
const enforced = (threatProtection: Parts, rest: Parts = {}) =>
  pool({ advancedSecurityMode: "ENFORCED", threatProtection, ...rest });

describe("each wrong setting is told with its place, its rule and its fix", () => {
  test.each<[string, Parts, string, string, string]>([
    [
      "no password among the first factors",
      pool({ allowedFirstAuthFactors: [passkey] }),
      "userPool.allowedFirstAuthFactors",
      "Cognito takes no pool whose users cannot sign in with a password: PASSWORD is always among the first factors",
      'add `{ factor: "PASSWORD" }`; a client whose authFlows are `["USER_AUTH"]` still lets users choose another',
    ],
    [
      "a passkey for no domain",
      pool({ allowedFirstAuthFactors: [password, { factor: "WEB_AUTHN" }] }),
      "userPool.allowedFirstAuthFactors[1].relyingPartyId",
      "a passkey is for one domain, and nothing says which",
      'add the domain of your site: `relyingPartyId: "example.com"`',
    ],
    [
      "a passkey for a URL",
      pool({
        allowedFirstAuthFactors: [password, { ...passkey, relyingPartyId: "https://example.com" }],
      }),
      "userPool.allowedFirstAuthFactors[1].relyingPartyId",
      "relyingPartyId is a domain, without scheme, port and path, of 127 characters at most",
      "write the domain of your site, or one above it: `example.com`",
    ],
    [
      "a passkey for this computer, on AWS",
      pool({ allowedFirstAuthFactors: [password, { ...passkey, relyingPartyId: "localhost" }] }),
      "userPool.allowedFirstAuthFactors[1].relyingPartyId",
      "passkeys for localhost work on the computer that made them only, and this environment is on AWS",
      "write the domain of your site",
    ],
    [
      "a domain for codes",
      pool({
        allowedFirstAuthFactors: [password, { factor: "EMAIL_OTP", relyingPartyId: "example.com" }],
      }),
      "userPool.allowedFirstAuthFactors[1].relyingPartyId",
      "relyingPartyId is about passkeys, and this factor is EMAIL_OTP",
      'remove relyingPartyId, or set `factor: "WEB_AUTHN"`',
    ],
    [
      "a first factor twice",
      pool({ allowedFirstAuthFactors: [password, password] }),
      "userPool.allowedFirstAuthFactors[1].factor",
      "a list names each thing once",
      "remove what is there twice",
    ],
    [
      "a choice that no client offers",
      pool(
        { allowedFirstAuthFactors: [password, { factor: "EMAIL_OTP" }] },
        { clients: { web: { authFlows: ["USER_SRP_AUTH"] } } },
      ),
      "userPool.allowedFirstAuthFactors",
      "users choose among several first factors in USER_AUTH only, and no client offers it",
      'add "USER_AUTH" to the authFlows of a client: `authFlows: ["USER_AUTH", "USER_SRP_AUTH"]`',
    ],
    [
      "MFA for everybody, and a code that goes round it",
      pool({
        allowedFirstAuthFactors: [password, { factor: "EMAIL_OTP" }],
        mfa: { mode: "ON", factors: ["SOFTWARE_TOKEN"] },
      }),
      "userPool.allowedFirstAuthFactors[1]",
      "with MFA ON everybody shows a second factor, and after EMAIL_OTP Cognito asks for none: it refuses such a pool",
      'remove EMAIL_OTP, or set `mfa: { mode: "OPTIONAL", … }`',
    ],
    [
      "MFA for everybody, and passkeys",
      pool({
        allowedFirstAuthFactors: [password, passkey],
        mfa: { mode: "ON", factors: ["SOFTWARE_TOKEN"] },
      }),
      "userPool.allowedFirstAuthFactors[1]",
      "with MFA ON Cognito takes passkeys only as both factors at once (`FactorConfiguration`), which AWS provider 5.100 cannot set",
      'remove WEB_AUTHN, or set `mfa: { mode: "OPTIONAL", … }`',
    ],
    [
      "MFA without a factor",
      pool({ mfa: { mode: "ON" } }),
      "userPool.mfa.factors",
      "MFA ON needs at least one factor",
      'add `factors: ["SOFTWARE_TOKEN"]`',
    ],
    [
      "e-mail MFA through Cognito's own sender",
      pool({
        mfa: { mode: "OPTIONAL", factors: ["EMAIL", "SMS"] },
        accountRecovery: ["verified_phone_number", "verified_email"],
      }),
      "userPool.mfa.factors",
      "Cognito sends codes of a second factor by e-mail only through your own SES identity",
      'set `userPool.email` to `{ sendingAccount: "DEVELOPER", … }`, or remove "EMAIL"',
    ],
    [
      "e-mail as a second factor and as the only way to a new password",
      pool({ email: sender, mfa: { mode: "OPTIONAL", factors: ["EMAIL"] } }),
      "userPool.accountRecovery",
      "a code by e-mail is a second factor here, and Cognito takes no pool where the same e-mail is all it takes for a new password",
      'set `accountRecovery: ["verified_phone_number", "verified_email"]`, or remove "EMAIL" from mfa.factors',
    ],
    [
      "text messages that the provider would make a second factor",
      pool({ autoVerifiedAttributes: ["email", "phone_number"] }),
      "userPool.mfa",
      "this pool sends text messages, and the AWS provider makes them a second factor too wherever there is MFA",
      'add "SMS" to `mfa.factors`, or set `mfa: { mode: "OFF" }`',
    ],
    [
      "passkeys and text messages without MFA",
      pool({
        allowedFirstAuthFactors: [password, passkey, { factor: "SMS_OTP" }],
        mfa: { mode: "OFF" },
      }),
      "userPool.mfa",
      "with passkeys and text messages the AWS provider gives Cognito a second factor, which Cognito refuses while MFA is OFF",
      'set `mfa: { mode: "OPTIONAL", factors: ["SMS"] }`, or do without passkeys or without text messages',
    ],
    [
      "what threat protection does, while it is off",
      pool({ threatProtection: { compromisedCredentials: { eventAction: "BLOCK" } } }),
      "userPool.threatProtection",
      "threat protection is off, so none of this would happen",
      'set `advancedSecurityMode: "ENFORCED"`, or `"AUDIT"` to see first what it would do; or remove threatProtection',
    ],
    [
      "a second factor by risk, without MFA",
      enforced(
        {
          accountTakeover: {
            actions: { high: { eventAction: "MFA_REQUIRED", notify: false } },
            notifyConfiguration: notify,
          },
        },
        { mfa: { mode: "OFF" } },
      ),
      "userPool.threatProtection.accountTakeover.actions.high.eventAction",
      "Cognito asks for a second factor by risk only where MFA is OPTIONAL, and here it is OFF",
      'set `userPool.mfa.mode: "OPTIONAL"`, or take another action',
    ],
    [
      "a notice without a text",
      enforced({
        accountTakeover: {
          actions: { high: { eventAction: "BLOCK", notify: true } },
          notifyConfiguration: { ...notify, mfaEmail: mail },
        },
      }),
      "userPool.threatProtection.accountTakeover.notifyConfiguration.blockEmail",
      "users are told of BLOCK at high risk, and there is no e-mail to tell them",
      "add blockEmail, or set `notify: false`",
    ],
    [
      "an address in place of a block",
      enforced({ riskExceptions: { blockedIpRangeList: ["192.0.2.1"] } }),
      "userPool.threatProtection.riskExceptions.blockedIpRangeList[0]",
      "a block of addresses is written in CIDR notation",
      "write `192.0.2.1/32`",
    ],
    [
      "every address that there is",
      enforced({ riskExceptions: { skippedIpRangeList: ["0.0.0.0/0"] } }),
      "userPool.threatProtection.riskExceptions.skippedIpRangeList[0]",
      "a block of addresses is written in CIDR notation, and `/0` is every address that there is",
      "write the block that is meant",
    ],
  ])("%s", (_what, parts, path, rule, fix) => {
    const at = `environments.dev.${path}`;
    expect(problemsOf(parts)).toEqual([expect.objectContaining({ path: at, rule, fix })]);
  });
});

describe("the tier", () => {
  test("a stated tier that is too low names each feature that it lacks", () => {
    const problems = problemsOf({
      userPool: {
        tier: "LITE",
        passwordPolicy: { historySize: 3 },
        allowedFirstAuthFactors: [password, passkey, { factor: "EMAIL_OTP" }],
        advancedSecurityMode: "AUDIT",
        email: sender,
        mfa: { mode: "OPTIONAL", factors: ["EMAIL", "SMS"] },
        accountRecovery: ["verified_phone_number", "verified_email"],
      },
      clients: { web: { authFlows: ["USER_AUTH"] } },
      triggers: ["post-confirmation", "pre-token-generation"],
      recipes: { preTokenGeneration: { version: "V2_0" } },
    });
    expect(problems.map(({ rule }) => rule)).toEqual([
      "password history needs the tier ESSENTIALS or PLUS, and this pool is LITE",
      "WEB_AUTHN as a first factor needs the tier ESSENTIALS or PLUS, and this pool is LITE",
      "EMAIL_OTP as a first factor needs the tier ESSENTIALS or PLUS, and this pool is LITE",
      "e-mail as a second factor needs the tier ESSENTIALS or PLUS, and this pool is LITE",
      "choice-based sign-in needs the tier ESSENTIALS or PLUS, and this pool is LITE",
      "version V2_0 of pre-token-generation needs the tier ESSENTIALS or PLUS, and this pool is LITE",
      "threat protection needs the tier PLUS, and this pool is LITE",
    ]);
    expect(problems.at(-1)?.fix).toBe(
      'remove `tier`, which is worked out, or set `tier: "PLUS"`; or set `advancedSecurityMode: "OFF"`',
    );
  });

  test("one that is not stated is worked out, and its reason is there for synth to show", () => {
    expect(environmentWith()).toMatchObject({ userPool: { tier: "ESSENTIALS" }, tierFeatures: [] });
    const { userPool, tierFeatures } = environmentWith({
      userPool: { advancedSecurityMode: "AUDIT" },
    });
    expect(userPool.tier).toBe("PLUS");
    expect(tierFeatures).toMatchObject([
      { feature: "threat protection", path: "userPool.advancedSecurityMode" },
    ]);
  });
});

test("more first factors than a password give clients the flow to choose in, unless they say otherwise", () => {
  const { clients } = environmentWith({
    userPool: { allowedFirstAuthFactors: [password, passkey] },
    clients: { web: {}, old: { authFlows: ["USER_SRP_AUTH"] } },
  });
  expect(clients["web"]?.authFlows).toEqual(["USER_SRP_AUTH", "USER_AUTH"]);
  expect(clients["old"]?.authFlows).toEqual(["USER_SRP_AUTH"]);
});

test("yesterday's MFA is today's", () => {
  const mfa = { mode: "ON", factors: ["SOFTWARE_TOKEN"] } as const;
  expect(environmentWith({ userPool: { mfa } }).userPool.mfa).toEqual(mfa);
});

/* What `npm run typecheck` refuses. */
export const refused = [
  // @ts-expect-error a passkey for no domain
  { factor: "WEB_AUTHN" } satisfies FirstAuthFactor,
  // @ts-expect-error a domain for codes
  { factor: "EMAIL_OTP", relyingPartyId: "example.com" } satisfies FirstAuthFactor,
  // @ts-expect-error MFA off, with a factor
  { mode: "OFF", factors: ["SMS"] } satisfies Mfa,
  // @ts-expect-error a second factor that there is not
  { mode: "ON", factors: ["PUSH"] } satisfies Mfa,
  // @ts-expect-error an administrator beside a code
  ["admin_only", "verified_email"] satisfies AccountRecovery,
  // @ts-expect-error nowhere for the code to go
  [] satisfies AccountRecovery,
  // @ts-expect-error notices with nobody to send them
  { accountTakeover: { actions: {} } } satisfies ThreatProtectionInput,
];
