import { createHash } from "node:crypto";
import type { AwsRequest, AwsResponse, Interceptor } from "../interceptor";
import { httpJson, isJsonObject, readJson, type JsonObject } from "../json-protocol";
import { serviceError } from "../service-error";

/** What settings of an identity or a configuration set are called in paths, and in what is described. */
const settings: Readonly<Record<string, string>> = {
  "configuration-set": "",
  "delivery-options": "DeliveryOptions",
  dkim: "DkimAttributes",
  feedback: "",
  "mail-from": "MailFromAttributes",
  "reputation-options": "ReputationOptions",
  sending: "SendingOptions",
  "suppression-options": "SuppressionOptions",
  "tracking-options": "TrackingOptions",
  "vdm-options": "VdmOptions",
};

/** Of one Region. */
class Senders {
  /** By path: `identities/example.com`, `configuration-sets/acme-dev-email`. */
  readonly described = new Map<string, JsonObject>();
  readonly destinations = new Map<string, readonly JsonObject[]>();
  readonly tags = new Map<string, readonly JsonObject[]>();
}

/**
 * moto 5.2.1 keeps identities and configuration sets of SES without what Terraform asks of them: keys,
 * MAIL FROM, event destinations, tags. They are kept here as they were written, a domain's keys are made
 * up, and every domain is verified at once. moto is told of identities, for SES's older API.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/Welcome.html
 */
export function sesSenders(): Interceptor {
  const regions = new Map<string, Senders>();
  return async (request, forward) => {
    const [path = "", query] = request.url.split("?", 2);
    const [, rest] =
      /^\/v2\/email\/((?:identities|configuration-sets)(?:\/.*)?|tags)$/.exec(path) ?? [];
    if (request.service !== "ses" || rest === undefined) return undefined;
    const senders = regions.get(request.region) ?? new Senders();
    regions.set(request.region, senders);
    if (rest === "tags") return changeTags(senders, request, new URLSearchParams(query));
    const [kind = "", name, part, id] = rest.split("/").map(decodeURIComponent);
    const input = readJson(request);
    if (name === undefined) {
      if (request.method !== "POST") return undefined;
      if (kind === "identities") await forward(request);
      return httpJson(create(senders, kind, input));
    }
    const key = `${kind}/${name}`;
    const known = senders.described.get(key);
    if (known === undefined) {
      const message = `${kind === "identities" ? "Email identity" : "Configuration set"} ${name} does not exist.`;
      return serviceError(request, { status: 404, code: "NotFoundException", message });
    }
    if (part === "event-destinations") return destinations(senders, key, id, request);
    if (part !== undefined) {
      const setting = settings[part];
      if (request.method !== "PUT" || setting === undefined) return undefined;
      const before = known[setting];
      const changed =
        setting === "" ? input : { [setting]: { ...(isJsonObject(before) && before), ...input } };
      senders.described.set(key, { ...known, ...changed });
      return httpJson({});
    }
    if (request.method === "GET") return httpJson(known);
    if (request.method !== "DELETE") return undefined;
    if (kind === "identities") await forward(request);
    senders.described.delete(key);
    senders.destinations.delete(key);
    return httpJson({});
  };
}

function create(senders: Senders, kind: string, input: JsonObject): JsonObject {
  const { Tags, DkimSigningAttributes, ...rest } = input;
  const isIdentity = kind === "identities";
  const name = String(isIdentity ? rest["EmailIdentity"] : rest["ConfigurationSetName"]);
  const isDomain = isIdentity && !name.includes("@");
  const described: JsonObject = isIdentity
    ? {
        ...rest,
        IdentityType: isDomain ? "DOMAIN" : "EMAIL_ADDRESS",
        FeedbackForwardingStatus: true,
        VerifiedForSendingStatus: true,
        VerificationStatus: "SUCCESS",
        ...(isDomain && { DkimAttributes: keysOf(name, DkimSigningAttributes) }),
      }
    : rest;
  senders.described.set(`${kind}/${name}`, described);
  const resource = `${isIdentity ? "identity" : "configuration-set"}/${name}`;
  senders.tags.set(resource, Array.isArray(Tags) ? Tags.filter(isJsonObject) : []);
  return isIdentity ? described : {};
}

/** Easy DKIM: three keys, each found by a token. */
function keysOf(domain: string, given: unknown): JsonObject {
  const wanted = isJsonObject(given) ? given["NextSigningKeyLength"] : undefined;
  const length = wanted ?? "RSA_2048_BIT";
  return {
    SigningEnabled: true,
    Status: "SUCCESS",
    SigningAttributesOrigin: "AWS_SES",
    CurrentSigningKeyLength: length,
    NextSigningKeyLength: length,
    Tokens: [1, 2, 3].map((each) =>
      createHash("sha256").update(`${domain} ${each}`).digest("hex").slice(0, 32),
    ),
  };
}

function destinations(
  senders: Senders,
  key: string,
  name: string | undefined,
  request: AwsRequest,
): AwsResponse {
  const all = senders.destinations.get(key) ?? [];
  const { EventDestinationName = name, EventDestination } = readJson(request);
  const others = all.filter((each) => each["Name"] !== EventDestinationName);
  if (request.method === "GET") return httpJson({ EventDestinations: all });
  const written = {
    ...(isJsonObject(EventDestination) && EventDestination),
    Name: EventDestinationName,
  };
  senders.destinations.set(key, request.method === "DELETE" ? others : [...others, written]);
  return httpJson({});
}

function changeTags({ tags }: Senders, request: AwsRequest, query: URLSearchParams): AwsResponse {
  const { ResourceArn = query.get("ResourceArn"), Tags } = readJson(request);
  // `arn:aws:ses:eu-west-1:123456789012:identity/example.com`.
  const resource = String(ResourceArn).split(":").slice(5).join(":");
  const kept = tags.get(resource) ?? [];
  if (request.method === "GET") return httpJson({ Tags: kept });
  const given = Array.isArray(Tags) ? Tags.filter(isJsonObject) : [];
  const gone = [...query.getAll("TagKeys"), ...given.map(({ Key }) => Key)];
  tags.set(resource, [...kept.filter(({ Key }) => !gone.includes(Key)), ...given]);
  return httpJson({});
}
