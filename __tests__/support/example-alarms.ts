/**
 * @functions pre-sign-up post-confirmation post-authentication custom-email-sender
 * custom-sms-sender reconcile-users
 */
import type { ConfigurationInput } from "../../configuration";

/** An environment of this computer whose alarms are on, with something of each kind to watch. */
export const configuration: ConfigurationInput = {
  project: "acme",
  environments: {
    local: {
      platform: "local",
      protection: { enabled: false, reason: "It lives as long as the test." },
      attachments: { keepReplacedFiles: "for good" },
      accessLogs: { enabled: true, retentionDays: 30 },
      clients: {
        web: { authFlows: ["USER_PASSWORD_AUTH"], writeAttributes: ["email", "name", "locale"] },
      },
      triggers: [
        "pre-sign-up",
        "post-confirmation",
        "post-authentication",
        "custom-email-sender",
        "custom-sms-sender",
      ],
      recipes: {
        preSignUp: { allowedEmailDomains: ["example.com"] },
        customEmailSender: {
          from: "no-reply@example.com",
          sourceArn: "arn:aws:ses:us-east-1:123456789012:identity/example.com",
        },
      },
      alarms: {
        enabled: true,
        notify: [{ email: "on-call@example.com" }, { https: "https://events.example.com/sns" }],
      },
    },
  },
};
