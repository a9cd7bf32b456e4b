import { expect, test } from "@jest/globals";
import type { CodeText, InvitationText, LinkText } from "../../configuration";
import { UserDirectory } from "../../stacks/auth/user-directory";
import { problemsOf } from "../support/configuration-problems";
import { constructTemplate } from "../support/construct-template";
import { environmentWith } from "../support/environments";

test("texts are functions of what Cognito fills in, and stand in the pool as Cognito reads them", () => {
  const { userPool } = environmentWith({
    userPool: {
      email: {
        sendingAccount: "DEVELOPER",
        from: "no-reply@example.com",
        sourceArn: "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
      },
      mfa: { mode: "OPTIONAL", factors: ["EMAIL", "SMS"] },
      accountRecovery: ["verified_email", "verified_phone_number"],
      verificationEmail: { subject: "Acme", message: ({ code }) => `Acme: ${code}` },
      messages: {
        verificationLink: { subject: "Welcome", message: ({ link }) => `Go ${link("in here")}.` },
        verificationSms: ({ code }) => `Acme: ${code}`,
        invitation: {
          subject: "Come",
          message: ({ username, code }) => `${code} opens ${username}.`,
        },
        mfaEmail: { subject: "Code", message: "It is {####}." },
        signInSms: ({ code }) => `${code} for Acme`,
      },
    },
    clients: { web: { oauth: { callbackUrls: ["https://app.example.com/"] } } },
  });
  const pool = constructTemplate((scope) => {
    new UserDirectory(scope, "directory", {
      name: "acme-dev",
      protected: true,
      userPool,
      lambdaConfig: {},
    });
  }).only("aws_cognito_user_pool");
  expect(pool).toMatchObject({
    verification_message_template: {
      default_email_option: "CONFIRM_WITH_LINK",
      email_message: "Acme: {####}",
      email_message_by_link: "Go {##in here##}.",
      sms_message: "Acme: {####}",
    },
    admin_create_user_config: {
      invite_message_template: {
        email_subject: "Come",
        email_message: "{####} opens {username}.",
        sms_message: "Your username is {username} and your temporary password is {####}.",
      },
    },
    email_mfa_configuration: { subject: "Code", message: "It is {####}." },
  });
  expect(userPool.messages.signInSms).toBe("{####} for Acme");
});

test.each<[string, Readonly<Record<string, unknown>>, string, string]>([
  [
    "a code that is missing",
    { invitation: { subject: "Come", message: "{username}, come in." } },
    "invitation.message",
    "the text holds `{####}`, where Cognito puts the code",
  ],
  [
    "a function that leaves it out",
    { invitation: { subject: "Come", message: () => "Come in." } },
    "invitation.message",
    "the text holds `{username}`, where Cognito puts the username",
  ],
  [
    "a function that writes no text",
    { invitationSms: () => 42 },
    "invitationSms",
    "a text that is written by a function is text",
  ],
  [
    "a function that fails",
    {
      invitationSms: () => {
        throw new Error("no words");
      },
    },
    "invitationSms",
    "the function that writes the text fails: no words",
  ],
  [
    "a text message that is too long",
    { invitationSms: `{username} {####} ${"x".repeat(140)}` },
    "invitationSms",
    "the text message has 6 to 140 characters, and this one has 158",
  ],
  [
    "a text message of a pool that sends none",
    { signInSms: "{####} it is" },
    "signInSms",
    "this pool sends no text messages, so nobody would read it",
  ],
  [
    "a second factor by e-mail that nobody has",
    { mfaEmail: { subject: "Code", message: "{####} it is" } },
    "mfaEmail",
    "nobody's second factor is an e-mail here, so nobody would read it",
  ],
  [
    "a link that leads nowhere",
    { verificationLink: { subject: "Welcome", message: "{##Go in##}" } },
    "verificationLink",
    "the link leads to the pool's own domain, and without a client with `oauth` there is none",
  ],
])("%s is refused", (_what, messages, path, rule) => {
  const problems = problemsOf({ userPool: { messages } });
  expect(problems.map(({ path: at }) => at)).toContain(
    `environments.dev.userPool.messages.${path}`,
  );
  expect(problems.map((problem) => problem.rule)).toContain(rule);
});

test("a function anywhere else is no setting", () => {
  expect(problemsOf({ tags: { owner: () => "me" } })).toEqual([
    expect.objectContaining({ path: "environments.dev.tags.owner" }),
  ]);
});

/* What `npm run typecheck` refuses. */
export const refused = [
  // @ts-expect-error a text without its code
  (() => "Your code.") satisfies CodeText,
  // @ts-expect-error no code, as text
  "Your code." satisfies CodeText,
  // @ts-expect-error a username without a password
  (({ username }) => `Come in, ${username}.`) satisfies InvitationText,
  // @ts-expect-error a password without a username
  (({ code }) => `Come in: ${code}.`) satisfies InvitationText,
  // @ts-expect-error a text without its link
  (() => "Go in.") satisfies LinkText,
  // @ts-expect-error a placeholder that there is not
  (({ name }) => `${name}: {####}`) satisfies CodeText,
];
