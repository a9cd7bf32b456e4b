import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CreateTopicCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SendEmailCommand, SESv2Client, type EmailContent } from "@aws-sdk/client-sesv2";
import { type LocalAws, startLocalAws } from "../../../tools/local-aws/local-aws";
import type { SentMessage } from "../../../tools/local-aws/outbox";
import { duringTests } from "../../support/during-tests";
import { someEmail } from "../../support/local-cognito";
import { administrator } from "../../support/administrator";
import { signedFetch } from "../../support/signed-fetch";

const credentials = administrator;

let aws: LocalAws;
let ses: SESv2Client;
let sns: SNSClient;
const told: SentMessage[] = [];

duringTests(
  () => startLocalAws({ credentials: administrator, onMessage: (message) => told.push(message) }),
  (started) => {
    aws = started;
  },
);

beforeAll(() => {
  const { endpoint, region } = aws;
  ses = new SESv2Client({ endpoint, region, credentials, maxAttempts: 1 });
  sns = new SNSClient({ endpoint, region, credentials, maxAttempts: 1 });
});

afterAll(() => {
  ses.destroy();
  sns.destroy();
});

/** What the gateway shows of its messages. */
async function messages(query: string): Promise<SentMessage[]> {
  const response = await fetch(`${aws.endpoint}/_gatehouse/messages${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as SentMessage[];
}

function sendEmail(to: readonly string[], Content: EmailContent) {
  return ses.send(
    new SendEmailCommand({
      FromEmailAddress: "nobody-verified-me@example.com",
      Destination: { ToAddresses: [...to] },
      Content,
    }),
  );
}

/** Calls the first version of SES, which has no client here. */
function callSes(form: Record<string, string>) {
  return signedFetch(aws.endpoint, {
    service: "ses",
    region: aws.region,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ Version: "2010-12-01", ...form }).toString(),
  });
}

const simple: EmailContent = {
  Simple: { Subject: { Data: "Hello" }, Body: { Text: { Data: "Text" }, Html: { Data: "Html" } } },
};

describe("An e-mail sent through SES", () => {
  test("is kept for each recipient, with nobody verified, and told at once", async () => {
    const [first, second] = [someEmail(), someEmail()];
    const { MessageId } = await sendEmail([first, second], simple);
    expect(MessageId).toBeTruthy();
    for (const to of [first, second]) {
      expect(await messages(`?to=${to}`)).toMatchObject([
        { medium: "EMAIL", to, subject: "Hello", body: "Text", source: "SendEmail", via: "ses" },
      ]);
    }
    expect(told.filter(({ to }) => [first, second].includes(to))).toHaveLength(2);
  });

  test("may be raw, and goes to whom its header names", async () => {
    const to = someEmail();
    const raw = `From: a@example.com\r\nTo: Ada <${to}>\r\nSubject: Long\r\n subject\r\n\r\nOne\r\n\r\nTwo`;
    await ses.send(new SendEmailCommand({ Content: { Raw: { Data: Buffer.from(raw) } } }));
    expect(await messages(`?to=${to}`)).toMatchObject([
      { subject: "Long subject", body: "One\n\nTwo" },
    ]);
  });

  test("to nobody is refused", async () => {
    await expect(sendEmail([], simple)).rejects.toMatchObject({ name: "BadRequestException" });
  });

  test("is kept from the first version of its API too", async () => {
    const [to, copy] = [someEmail(), someEmail()];
    const answer = await callSes({
      Action: "SendEmail",
      Source: "a@example.com",
      "Destination.ToAddresses.member.1": to,
      "Destination.CcAddresses.member.1": copy,
      "Message.Subject.Data": "Hello",
      "Message.Body.Html.Data": "<p>Html</p>",
    });
    expect(await answer.text()).toMatch(/<SendEmailResult><MessageId>[^<]+</);
    for (const address of [to, copy]) {
      expect(await messages(`?to=${address}`)).toMatchObject([
        { subject: "Hello", body: "<p>Html</p>" },
      ]);
    }
    const raw = Buffer.from(`To: a@example.com\n\nRaw`).toString("base64");
    await callSes({
      Action: "SendRawEmail",
      "Destinations.member.1": to,
      "RawMessage.Data": raw,
    });
    expect((await messages(`?to=${to}`))[0]).toMatchObject({ body: "Raw", source: "SendRawEmail" });
  });
});

describe("A text message sent through SNS", () => {
  test("to a phone is kept", async () => {
    const PhoneNumber = "+4915112340001";
    const { MessageId } = await sns.send(new PublishCommand({ PhoneNumber, Message: "Hello" }));
    expect(MessageId).toBeTruthy();
    expect(await messages(`?to=${encodeURIComponent(PhoneNumber)}`)).toMatchObject([
      { medium: "SMS", to: PhoneNumber, body: "Hello", source: "Publish", via: "sns" },
    ]);
  });

  test("to what is no phone number is refused", async () => {
    await expect(
      sns.send(new PublishCommand({ PhoneNumber: "12 34", Message: "Hello" })),
    ).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  test("to a topic is the topic's own business", async () => {
    const before = (await messages("")).length;
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "topic" }));
    await sns.send(new PublishCommand({ TopicArn, Message: "Hello" }));
    expect(await messages("")).toHaveLength(before);
  });
});

test("The newest messages come first, and no more than asked for", async () => {
  const to = someEmail();
  for (const subject of ["1", "2", "3"]) {
    await sendEmail([to], {
      Simple: { Subject: { Data: subject }, Body: { Text: { Data: "Text" } } },
    });
  }
  const newest = await messages(`?to=${to}&limit=2`);
  expect(newest.map(({ subject }) => subject)).toEqual(["3", "2"]);
});
