/**
 * @functions post-confirmation
 */
import type { ConfigurationInput, EnvironmentParts } from "../../configuration";

/** What every one of these environments has. */
const local = {
  platform: "local",
  protection: { enabled: false, reason: "It lives as long as the test." },
  attachments: { keepReplacedFiles: "for good" },
} as const satisfies EnvironmentParts & { readonly platform: "local" };

const sender = {
  from: "Acme <no-reply@example.com>",
  sourceArn: "arn:aws:ses:us-east-1:123456789012:identity/example.com",
} as const;

/** One e-mail about a risky sign-in. */
const riskEmail = (what: string) => ({
  subject: `A sign-in was ${what}`,
  htmlBody: `<p>Somebody signed in to your account, and was ${what}.</p>`,
  textBody: `Somebody signed in to your account, and was ${what}.`,
});

/** Environments that turn every option on between them: several, where options exclude each other. */
export const kitchenSink = {
  project: "acme",
  environments: {
    /** Every first factor, every second one, remembered devices, threat protection. */
    choice: {
      ...local,
      userPool: {
        autoVerifiedAttributes: ["email", "phone_number"],
        accountRecovery: ["verified_phone_number", "verified_email"],
        requiredAttributes: ["email", "phone_number"],
        allowedFirstAuthFactors: [
          { factor: "PASSWORD" },
          { factor: "EMAIL_OTP" },
          { factor: "SMS_OTP" },
          { factor: "WEB_AUTHN", relyingPartyId: "example.com", userVerification: "required" },
        ],
        mfa: { mode: "OPTIONAL", factors: ["SOFTWARE_TOKEN", "SMS", "EMAIL"] },
        sms: { snsRegion: "eu-west-1" },
        deviceTracking: {
          challengeRequiredOnNewDevice: true,
          deviceOnlyRememberedOnUserPrompt: true,
        },
        advancedSecurityMode: "ENFORCED",
        threatProtection: {
          customAuthMode: "AUDIT",
          compromisedCredentials: { eventAction: "BLOCK", eventFilter: ["SIGN_UP", "SIGN_IN"] },
          accountTakeover: {
            actions: {
              low: { eventAction: "NO_ACTION", notify: true },
              medium: { eventAction: "MFA_IF_CONFIGURED", notify: true },
              high: { eventAction: "BLOCK", notify: true },
            },
            notifyConfiguration: {
              ...sender,
              replyTo: "support@example.com",
              blockEmail: riskEmail("blocked"),
              mfaEmail: riskEmail("asked for a second factor"),
              noActionEmail: riskEmail("let in"),
            },
          },
          riskExceptions: {
            blockedIpRangeList: ["192.0.2.0/24"],
            skippedIpRangeList: ["198.51.100.0/24", "2001:db8::/32"],
          },
        },
        email: { sendingAccount: "DEVELOPER", ...sender },
        verificationEmail: { subject: "Acme", message: ({ code }) => `Your code: ${code}` },
        messages: {
          verificationLink: { subject: "Welcome", message: ({ link }) => `Go ${link("in")}.` },
          verificationSms: ({ code }) => `Acme: ${code}`,
          invitation: {
            subject: "Come",
            message: ({ username, code }) => `${username}, your password is ${code}.`,
          },
          invitationSms: ({ username, code }) => `${username}: ${code}`,
          mfaEmail: { subject: "Code", message: ({ code }) => `It is ${code}.` },
          signInSms: ({ code }) => `Acme sign-in: ${code}`,
        },
      },
      clients: { web: { oauth: { callbackUrls: ["http://localhost:3000/"] } } },
    },
    /** What users, groups and guests may do, and roles by rules. */
    access: {
      ...local,
      groups: [
        {
          name: "Editors",
          precedence: 10,
          description: "Edit.",
          access: {
            files: {
              group: ["read", "write", "delete"],
              shared: ["write", "delete"],
              public: ["write"],
            },
            allRows: "read",
          },
        },
        { name: "Users", precedence: 20, description: "Everybody." },
      ],
      identityPool: {
        guests: true,
        guestAccess: { publicFiles: "read" },
        signedIn: { files: { shared: ["read"], public: ["read"] }, ownRow: "read" },
        principalTags: { department: "department" },
        roleMapping: {
          type: "Rules",
          rules: [
            { claim: "department", matchType: "Equals", value: "press", group: "Editors" },
            { claim: "sub", matchType: "NotEqual", value: "nobody", group: "Users" },
          ],
        },
      },
    },
    /** A telephone number in place of an address, with MFA for everybody, behind a firewall. */
    phone: {
      ...local,
      outputParameters: true,
      userPool: {
        usernameAttributes: ["phone_number"],
        autoVerifiedAttributes: ["phone_number", "email"],
        accountRecovery: ["verified_email", "verified_phone_number"],
        requiredAttributes: ["phone_number", "email"],
        mfa: { mode: "ON", factors: ["SMS", "SOFTWARE_TOKEN"] },
        tier: "LITE",
        waf: {
          rateLimit: 20,
          managedRules: ["AWSManagedRulesCommonRuleSet"],
          allowedAddresses: ["192.0.2.0/24", "198.51.100.7/32", "2001:db8::/32"],
        },
      },
    },
    /** Passkeys, nothing by telephone, and e-mail from an identity that is made. */
    passkeys: {
      ...local,
      userPool: {
        usernameAttributes: [],
        aliasAttributes: ["email", "phone_number", "preferred_username"],
        requiredAttributes: ["email"],
        allowedFirstAuthFactors: [
          { factor: "PASSWORD" },
          { factor: "WEB_AUTHN", relyingPartyId: "localhost" },
        ],
        mfa: { mode: "OFF" },
        email: {
          sendingAccount: "DEVELOPER",
          from: "Acme <no-reply@mail.example.com>",
          sesIdentity: { domain: "mail.example.com", mailFromDomain: "bounce.mail.example.com" },
        },
        waf: { allowedAddresses: ["192.0.2.0/24"], defaultAction: "block" },
      },
    },
  },
} as const satisfies ConfigurationInput;
