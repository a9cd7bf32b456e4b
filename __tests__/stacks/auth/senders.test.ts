import { describe, expect, test } from "@jest/globals";
import { authTemplateWith } from "../../support/auth-template";
import { emailSender, everyTrigger } from "../../support/every-trigger";
import { dependencyGraph } from "../../support/dependency-graph";
import { allowedBy, statements } from "../../support/policies";

const template = authTemplateWith(emailSender);
const key = "${aws_kms_key.triggers_codes-key_key.arn}";
const queue = "${aws_sqs_queue.triggers_dead-letter-queue_queue.arn}";
const senders = ["custom-email-sender", "custom-sms-sender"] as const;

test("the pool hands codes to the senders, encrypted with the key", () => {
  const sender = (name: string) => ({
    lambda_arn: `\${aws_lambda_function.triggers_${name}_function.arn}`,
    lambda_version: "V1_0",
  });
  expect(template.only("aws_cognito_user_pool")["lambda_config"]).toMatchObject({
    kms_key_id: key,
    custom_email_sender: sender("custom-email-sender"),
    custom_sms_sender: sender("custom-sms-sender"),
  });
});

describe("the key", () => {
  test("is symmetric, changes every year, is named, and is kept as long as the pool is", () => {
    expect(template.only("aws_kms_key")).toMatchObject({
      customer_master_key_spec: "SYMMETRIC_DEFAULT",
      key_usage: "ENCRYPT_DECRYPT",
      enable_key_rotation: true,
      deletion_window_in_days: 30,
      lifecycle: { prevent_destroy: true },
    });
    expect(template.only("aws_kms_alias")).toMatchObject({ name: "alias/acme-dev-codes" });
    const unprotected = authTemplateWith({
      ...emailSender,
      protection: { enabled: false, reason: "Its users are invented." },
    });
    expect(unprotected.only("aws_kms_key")["lifecycle"]).toEqual({ prevent_destroy: false });
  });

  test("is administered by its account, and nobody else may use it", () => {
    expect(statements(template.only("aws_kms_key")["policy"])).toMatchObject([
      { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" } },
    ]);
  });

  test.each(senders)("%s may decrypt with it what was encrypted in a user pool's name", (name) => {
    const own = template
      .all("aws_iam_role_policy")
      .filter((block) => block["role"] === `\${aws_iam_role.triggers_${name}_role.name}`)
      .flatMap((block) => statements(block["policy"]))
      .find(({ Sid }) => Sid === "DecryptCodes");
    expect(own).toMatchObject({
      Action: ["kms:Decrypt"],
      Resource: [key],
      Condition: { StringLike: { "kms:EncryptionContext:userpool-id": "eu-west-1_*" } },
    });
    const role = allowedBy(template, "aws_iam_role.triggers_post-confirmation_role");
    expect(role).not.toHaveProperty(["kms:Decrypt"]);
  });
});

describe("the dead-letter queue", () => {
  test("keeps what could not be sent for 14 days, encrypted, and refuses callers without TLS", () => {
    const block = template.named("aws_sqs_queue", "acme-dev-unsent-messages");
    expect(block).toMatchObject({
      name: "acme-dev-unsent-messages",
      message_retention_seconds: 1_209_600,
      sqs_managed_sse_enabled: true,
    });
    expect(statements(block["policy"])).toMatchObject([
      {
        Effect: "Deny",
        Principal: "*",
        Action: ["sqs:*"],
        Resource: ["arn:aws:sqs:eu-west-1:111122223333:acme-dev-unsent-messages"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  const settingsOf = (name: string) =>
    template
      .all("aws_lambda_function_event_invoke_config")
      .filter((block) => String(block["function_name"]).includes(`triggers_${name}_function`));

  test.each(senders)("gets the events that %s fails on, by its role's own right", (name) => {
    expect(settingsOf(name)).toMatchObject([
      {
        destination_config: { on_failure: { destination: queue } },
        depends_on: [`aws_iam_role_policy.triggers_${name}_failed-events-policy`],
      },
    ]);
    expect(allowedBy(template, `aws_iam_role.triggers_${name}_role`)["sqs:SendMessage"]).toEqual([
      queue,
    ]);
  });

  test.each(senders)("gets what %s could not send in three tries or an hour", (name) => {
    expect(settingsOf(name)).toMatchObject([
      { maximum_retry_attempts: 2, maximum_event_age_in_seconds: 3600 },
    ]);
  });

  test("keeps nobody waiting: SQS needs half a minute, and pool and clients come before", () => {
    const graph = dependencyGraph(template);
    const awaitedBy = (address: string): readonly string[] =>
      (graph.successors(address) ?? []).flatMap((next) => [next, ...awaitedBy(next)]);
    const client = awaitedBy("aws_cognito_user_pool_client.app-clients_web");
    expect(client).toContain("aws_cognito_user_pool.user-directory_pool");
    expect(client).toContain("aws_lambda_function.triggers_custom-email-sender_function");
    expect(client).not.toContain("aws_sqs_queue.triggers_dead-letter-queue_queue");
  });

  test("is not for triggers whose failure the user sees", () => {
    expect(settingsOf("post-confirmation")).toEqual([]);
    const role = allowedBy(template, "aws_iam_role.triggers_post-confirmation_role");
    expect(role).not.toHaveProperty(["sqs:SendMessage"]);
  });
});

test("e-mail goes out from the one address, text messages to telephones and to no topic", () => {
  const mail = template
    .all("aws_iam_role_policy")
    .flatMap((block) => statements(block["policy"]))
    .find(({ Sid }) => Sid === "SendEmail");
  expect(mail).toMatchObject({
    Action: ["ses:SendEmail"],
    Resource: ["arn:aws:ses:eu-west-1:111122223333:identity/example.com"],
    // SES compares the bare address, whatever the display name.
    Condition: { StringEquals: { "ses:FromAddress": "no-reply@example.com" } },
  });
  const text = template
    .all("aws_iam_role_policy")
    .flatMap((block) => statements(block["policy"]))
    .filter(({ Action }) => Action.includes("sns:Publish"));
  expect(text).toMatchObject([
    { Effect: "Allow", Resource: ["*"] },
    { Effect: "Deny", Resource: ["arn:aws:sns:*:*:*"] },
  ]);
});

test("an environment without a sender has neither key nor queue", () => {
  const { triggers, ...others } = everyTrigger;
  const without = authTemplateWith({
    ...others,
    triggers: triggers.filter((name) => name !== "custom-sms-sender"),
  });
  expect(without.all("aws_kms_key")).toEqual([]);
  expect(without.all("aws_sqs_queue").map(({ name }) => name)).toEqual(["acme-dev-failed-events"]);
  expect(without.only("aws_cognito_user_pool")["lambda_config"]).not.toHaveProperty("kms_key_id");
});
