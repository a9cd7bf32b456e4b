import { randomUUID } from "node:crypto";
import type { AwsRequest, AwsResponse, Interceptor } from "./interceptor";
import { httpJson, isJsonObject, readJson } from "./json-protocol";
import type { JsonObject } from "./json-protocol";
import type { Outbox, SentMessage } from "./outbox";
import { serviceError } from "./service-error";

/** What a call of SES or SNS sends. */
interface Outgoing {
  readonly recipients: readonly string[];
  readonly subject?: string;
  readonly body: string;
}

/**
 * Keeps the e-mails and text messages that anybody sends through SES and SNS, and answers as if they
 * had gone out. Senders need no verified identity, which moto would ask for. A raw e-mail is kept as
 * it is, encoded parts and all. Templates, topics and all else go to moto.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function capturedMail(outbox: Outbox): Interceptor {
  return (request) => Promise.resolve(capture(outbox, request));
}

function capture(outbox: Outbox, request: AwsRequest): AwsResponse | undefined {
  if (request.method !== "POST") return undefined;
  if (request.service === "ses" && request.url.startsWith("/v2/")) {
    return request.url === "/v2/email/outbound-emails" ? captureEmail(outbox, request) : undefined;
  }
  if (request.service !== "ses" && request.service !== "sns") return undefined;
  const form = new URLSearchParams(request.body.toString("utf8"));
  const action = form.get("Action");
  if (request.service === "sns") {
    return action === "Publish" && form.has("PhoneNumber")
      ? capturePublish(outbox, request, form)
      : undefined;
  }
  if (action !== "SendEmail" && action !== "SendRawEmail") return undefined;
  const email =
    action === "SendEmail"
      ? formEmail(form)
      : rawEmail(form.get("RawMessage.Data"), members(form, "Destinations"));
  if (email.recipients.length === 0) {
    const message = "Missing required header 'To'.";
    return serviceError(request, { status: 400, code: "InvalidParameterValue", message });
  }
  return queryAnswer(action, keep(outbox, email, { medium: "EMAIL", source: action, via: "ses" }));
}

function captureEmail(outbox: Outbox, request: AwsRequest): AwsResponse | undefined {
  const input = readJson(request);
  const content = member(input, "Content");
  const destination = member(input, "Destination");
  const recipients = ["ToAddresses", "CcAddresses", "BccAddresses"].flatMap((list) =>
    strings(destination[list]),
  );
  let email: Outgoing;
  if (isJsonObject(content["Simple"])) {
    const body = member(content["Simple"], "Body");
    email = {
      recipients,
      subject: data(member(content["Simple"], "Subject")) ?? "",
      body: data(member(body, "Text")) ?? data(member(body, "Html")) ?? "",
    };
  } else if (isJsonObject(content["Raw"])) {
    email = rawEmail(data(content["Raw"]) ?? null, recipients);
  } else {
    return undefined;
  }
  if (email.recipients.length === 0) {
    const message = "Missing required header 'To'.";
    // The second version of SES answers in JSON.
    const asRest = { ...request, service: "sesv2" };
    return serviceError(asRest, { status: 400, code: "BadRequestException", message });
  }
  const sent = { medium: "EMAIL", source: "SendEmail", via: "ses" } as const;
  const headers = { "x-amzn-requestid": randomUUID() };
  return httpJson({ MessageId: keep(outbox, email, sent) }, { headers });
}

function capturePublish(outbox: Outbox, request: AwsRequest, form: URLSearchParams): AwsResponse {
  const to = form.get("PhoneNumber") ?? "";
  const body = form.get("Message") ?? "";
  const problem = /^\+?[1-9]\d{1,14}$/.test(to)
    ? body === "" && "Invalid parameter: Empty message"
    : `Invalid parameter: PhoneNumber Reason: ${to} is not valid to publish to`;
  if (problem) {
    return serviceError(request, { status: 400, code: "InvalidParameter", message: problem });
  }
  const sent = { medium: "SMS", source: "Publish", via: "sns" } as const;
  return queryAnswer("Publish", keep(outbox, { recipients: [to], body }, sent));
}

/** @returns the id of the message that all recipients get. */
function keep(
  outbox: Outbox,
  { recipients, subject, body }: Outgoing,
  sent: Pick<SentMessage, "medium" | "source" | "via">,
): string {
  for (const to of recipients) {
    outbox.keep({ ...sent, to, ...(subject !== undefined && { subject }), body });
  }
  return randomUUID();
}

function formEmail(form: URLSearchParams): Outgoing {
  return {
    recipients: ["ToAddresses", "CcAddresses", "BccAddresses"].flatMap((list) =>
      members(form, `Destination.${list}`),
    ),
    subject: form.get("Message.Subject.Data") ?? "",
    body: form.get("Message.Body.Text.Data") ?? form.get("Message.Body.Html.Data") ?? "",
  };
}

/** @param base64 the whole message (RFC 5322), as the APIs take it. */
function rawEmail(base64: string | null, destinations: readonly string[]): Outgoing {
  const message = Buffer.from(base64 ?? "", "base64").toString("utf8");
  const [head = "", ...rest] = message.split(/\r?\n\r?\n/);
  const headers = head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  const header = (name: string): string | undefined => {
    const line = headers.find((text) => text.toLowerCase().startsWith(`${name}:`));
    return line?.slice(name.length + 1).trim();
  };
  const addressed = ["to", "cc", "bcc"].flatMap((name) => header(name)?.split(",") ?? []);
  return {
    // `Ada <ada@example.com>` goes to what is in the brackets.
    recipients:
      destinations.length > 0
        ? destinations
        : addressed.map((address) => /<([^>]*)>/.exec(address)?.[1] ?? address.trim()),
    subject: header("subject") ?? "",
    body: rest.join("\n\n"),
  };
}

/** A list of the query protocol: `Name.member.1`, `Name.member.2`, ... */
function members(form: URLSearchParams, name: string): readonly string[] {
  return [...form].flatMap(([key, value]) => (key.startsWith(`${name}.member.`) ? [value] : []));
}

function queryAnswer(action: string, messageId: string): AwsResponse {
  const xml =
    `<${action}Response><${action}Result><MessageId>${messageId}</MessageId></${action}Result>` +
    `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`;
  return { status: 200, headers: { "content-type": "text/xml" }, body: Buffer.from(xml) };
}

function member(of: JsonObject, name: string): JsonObject {
  return isJsonObject(of[name]) ? of[name] : {};
}

function data({ Data }: JsonObject): string | undefined {
  return typeof Data === "string" ? Data : undefined;
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
