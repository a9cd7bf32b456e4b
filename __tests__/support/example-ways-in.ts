/** @functions post-confirmation */
import { type ConfigurationInput, type EnvironmentParts, scopesOf } from "../../configuration";

/** Of the local AWS, which plays an account's part. */
const accountId = "123456789012";

const place = {
  accountId,
  region: "us-east-1",
  state: { bucket: "acme-terraform-state" },
  protection: { enabled: false, reason: "It lives as long as the test." },
  // Terraform would wait most of a minute for S3 to know a lifecycle rule, and five seconds a function.
  attachments: { keepReplacedFiles: "for good" },
  triggers: [],
  recipes: { reconcileUsers: { schedule: "off" } },
} as const satisfies EnvironmentParts & Readonly<Record<string, unknown>>;

const orders = {
  identifier: "https://orders.example.com",
  name: "Orders",
  scopes: { read: "Read orders", write: "Change orders" },
} as const;

const clientSecret = { parameter: "/acme/prefix/provider" } as const;

/**
 * Every way in that can be turned on, in as many environments as exclude each other. Real Terraform
 * takes it as valid, applies it to the local AWS, and then finds nothing to change.
 */
export const configuration: ConfigurationInput = {
  project: "acme",
  environments: {
    prefix: {
      ...place,
      clients: {
        web: {
          kind: "spa",
          identityProviders: [
            "COGNITO",
            "Google",
            "Facebook",
            "LoginWithAmazon",
            "SignInWithApple",
            "Okta",
            "Entra",
            "Partner",
          ],
          writeAttributes: ["email", "name"],
          oauth: {
            callbackUrls: ["https://app.example.com/callback"],
            logoutUrls: ["https://app.example.com/"],
            defaultRedirectUri: "https://app.example.com/callback",
            scopes: ["openid", "email", scopesOf(orders).read],
            uiCustomization: { cssFile: "__tests__/support/sign-in/page.css" },
          },
        },
        phone: {
          kind: "native",
          refreshTokenRotation: { enabled: true, retryGracePeriodSeconds: 0 },
        },
        site: { kind: "server", oauth: { callbackUrls: ["https://www.example.com/callback"] } },
        reports: {
          kind: "machine",
          oauth: { scopes: [scopesOf(orders).read, scopesOf(orders).write] },
        },
      },
      resourceServers: { orders },
      identityPool: {
        supportedLoginProviders: ["Google", "SignInWithApple"],
        samlProviderArns: [`arn:aws:iam::${accountId}:saml-provider/partner`],
      },
      identityProviders: {
        Google: { clientId: "1234.apps.googleusercontent.com", clientSecret },
        Facebook: {
          clientId: "1234",
          clientSecret,
          apiVersion: "v17.0",
          attributes: { email: "email", name: "name" },
        },
        LoginWithAmazon: {
          clientId: "amzn1.application-oa2-client.1234",
          clientSecret: { secret: "acme/prefix/providers", key: "amazon" },
        },
        SignInWithApple: {
          clientId: "com.example.app",
          teamId: "ABCDE12345",
          keyId: "ABCDE12345",
          privateKey: clientSecret,
        },
        oidc: {
          Okta: {
            issuer: "https://example.okta.com",
            clientId: "0oa1234",
            clientSecret,
            identifiers: ["example.com"],
          },
        },
        saml: {
          Entra: {
            metadataUrl: "https://login.example.com/metadata.xml",
            attributes: { email: "http://schemas.example.com/emailaddress" },
            idpInitiated: true,
            idpSignout: true,
          },
          Partner: {
            metadataFile: "__tests__/support/sign-in/partner.xml",
            attributes: { email: "mail" },
            encryptedResponses: true,
          },
        },
      },
      domain: {
        uiCustomization: {
          cssFile: "__tests__/support/sign-in/page.css",
          imageFile: "__tests__/support/sign-in/logo.png",
        },
      },
    },
    name: {
      ...place,
      clients: { web: { oauth: { callbackUrls: ["https://app.example.com/callback"] } } },
      domain: {
        name: "auth.example.com",
        certificateArn: `arn:aws:acm:us-east-1:${accountId}:certificate/1234-5678`,
        managedLoginVersion: 2,
      },
    },
    // Terraform waits half a minute for each record: this one is not applied.
    zone: {
      ...place,
      clients: { web: { oauth: { callbackUrls: ["https://app.example.com/callback"] } } },
      domain: { name: "login.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" },
      userPool: {
        email: {
          sendingAccount: "DEVELOPER",
          from: "no-reply@example.com",
          sesIdentity: {
            domain: "example.com",
            hostedZoneId: "Z0123456789ABCDEFGHIJ",
            mailFromDomain: "bounce.example.com",
          },
        },
        waf: { webAclArn: `arn:aws:wafv2:us-east-1:${accountId}:regional/webacl/all/1-2` },
      },
      outputParameters: true,
    },
  },
};
