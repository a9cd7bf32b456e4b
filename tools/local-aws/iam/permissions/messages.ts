import { isJsonObject, readJson } from "../../json-protocol";
import { arn, formOf, operationOf, textOf, type Inquiry, type Permissions } from "./inquiry";

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsesv2.html */
export function ses(inquiry: Inquiry): Permissions {
  const { request } = inquiry;
  if (request.method === "POST" && request.url.split("?")[0] === "/v2/email/outbound-emails") {
    const { Content, Destination, FromEmailAddress, FromEmailAddressIdentityArn } =
      readJson(request);
    const isRaw = isJsonObject(Content) && Content["Raw"] !== undefined;
    return sending(inquiry, {
      action: isRaw ? "ses:SendRawEmail" : "ses:SendEmail",
      from: FromEmailAddress,
      identityArn: FromEmailAddressIdentityArn,
      recipients: Object.values(isJsonObject(Destination) ? Destination : {})
        .flat()
        .map(String),
    });
  }
  const form = formOf(request);
  if (form.get("Action") !== "SendEmail") return undefined;
  return sending(inquiry, {
    action: "ses:SendEmail",
    from: form.get("Source"),
    identityArn: form.get("SourceArn"),
    recipients: [...form].flatMap(([name, value]) =>
      name.startsWith("Destination.") ? [value] : [],
    ),
  });
}

function sending(
  inquiry: Inquiry,
  email: {
    readonly action: string;
    readonly from: unknown;
    readonly identityArn: unknown;
    readonly recipients: readonly string[];
  },
): Permissions {
  const [, displayName, address = String(email.from)] =
    /^\s*(.*?)\s*<([^>]+)>\s*$/.exec(String(email.from)) ?? [];
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return [
    {
      action: email.action,
      // Which of the two is verified, and so is asked about, is not known to the local AWS.
      resources:
        typeof email.identityArn === "string"
          ? [email.identityArn]
          : [arn(inquiry, `identity/${address}`), arn(inquiry, `identity/${domain}`)],
      context: {
        "ses:FromAddress": address,
        ...(displayName !== undefined &&
          displayName !== "" && { "ses:FromDisplayName": displayName.replace(/^"(.*)"$/, "$1") }),
        "ses:Recipients": email.recipients,
      },
    },
  ];
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html */
export function sns({ request }: Inquiry): Permissions {
  const form = formOf(request);
  const action = form.get("Action") ?? "";
  const target = form.get("TopicArn") ?? form.get("TargetArn");
  switch (action) {
    case "Publish": {
      // A text message has no ARN: only "*", or a NotResource, covers a phone number.
      const resource = target ?? form.get("PhoneNumber");
      return resource === null ? undefined : [{ action: "sns:Publish", resources: [resource] }];
    }
    case "PublishBatch":
      return target === null ? undefined : [{ action: "sns:Publish", resources: [target] }];
    case "CheckIfPhoneNumberIsOptedOut":
    case "GetSMSAttributes":
      return [{ action: `sns:${action}`, resources: ["*"] }];
    default:
      return undefined;
  }
}

/** Batches need the permission of what they are batches of. */
const queueActions: Readonly<Record<string, string>> = {
  ChangeMessageVisibility: "ChangeMessageVisibility",
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
  DeleteMessage: "DeleteMessage",
  DeleteMessageBatch: "DeleteMessage",
  GetQueueAttributes: "GetQueueAttributes",
  GetQueueUrl: "GetQueueUrl",
  PurgeQueue: "PurgeQueue",
  ReceiveMessage: "ReceiveMessage",
  SendMessage: "SendMessage",
  SendMessageBatch: "SendMessage",
};

/** Both protocols of SQS: JSON, and the older query protocol. */
export function sqs(inquiry: Inquiry): Permissions {
  const { request } = inquiry;
  const isJson = request.operation !== undefined;
  const form = formOf(request);
  const action = queueActions[operationOf(request)];
  const json = isJson ? readJson(request) : {};
  const queue = json["QueueName"] ?? form.get("QueueName");
  const url = json["QueueUrl"] ?? form.get("QueueUrl") ?? (isJson ? undefined : request.url);
  const name = typeof queue === "string" ? queue : textOf(url).split("?")[0]?.split("/").at(-1);
  if (action === undefined || name === undefined || name === "") return undefined;
  return [{ action: `sqs:${action}`, resources: [arn(inquiry, name)] }];
}
