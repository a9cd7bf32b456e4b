/** @functions post-confirmation */
import type { ConfigurationInput, EnvironmentParts } from "../../configuration";

/** Of the local AWS, which plays an account's part. */
const accountId = "123456789012";

const place = {
  accountId,
  region: "eu-west-1",
  state: { bucket: "acme-terraform-state" },
  protection: { enabled: false, reason: "It lives as long as the test." },
  // Terraform would wait most of a minute for S3 to know a lifecycle rule, and five seconds a function.
  attachments: { keepReplacedFiles: "for good" },
  triggers: [],
  recipes: { reconcileUsers: { schedule: "off" } },
} as const satisfies EnvironmentParts & Readonly<Record<string, unknown>>;

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
          oauth: {
            callbackUrls: ["https://app.example.com/callback"],
            logoutUrls: ["https://app.example.com/"],
            uiCustomization: { cssFile: "__tests__/support/sign-in/page.css" },
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
    },
  },
};
