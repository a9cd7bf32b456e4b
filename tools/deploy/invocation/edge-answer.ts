import { z } from "zod";
import type { EdgeEvent } from "../../../stacks/lambda/edge-events";

/** Headers that CloudFront lets no function write. */
const refusedHeaders =
  /^(?:connection|expect|keep-alive|proxy-.*|trailer|upgrade|x-accel-.*|x-amz-cf-.*|x-cache.*|x-edge-.*|x-forwarded-proto|x-real-ip)$/;

/** Those that a function may hand back, and not make: CloudFront makes them for an answer. */
const ownOfCloudFront = ["content-length", "transfer-encoding", "via"];

const headers = z.record(
  z
    .string()
    .regex(/^[^A-Z]*$/, "the name of a header is in lower case; its `key` is as it is to be sent"),
  z.array(z.object({ key: z.string().optional(), value: z.string() })),
);

const response = z.object({
  status: z
    .union([z.string(), z.number()])
    .refine((status) => Number(status) >= 200 && Number(status) <= 599, "`status` is 200 to 599"),
  headers: headers.optional(),
  body: z.string().optional(),
  bodyEncoding: z.enum(["text", "base64"]).optional(),
});

const request = z.object({ method: z.string(), uri: z.string().startsWith("/"), headers });

const kilobyte = 1024;

/**
 * What CloudFront would not take of a function's answer; viewers would see its status 502 or 503.
 *
 * @param answer JSON.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses-in-requests.html
 */
export function edgeAnswerProblems(event: EdgeEvent, answer: string): readonly string[] {
  const value: unknown = JSON.parse(answer);
  const isResponse =
    event.endsWith("response") ||
    (typeof value === "object" && value !== null && "status" in value);
  const read = (isResponse ? response : request).safeParse(value);
  if (read.error !== undefined) {
    return read.error.issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  }
  const names = Object.keys(read.data.headers ?? {});
  const isMade = isResponse && event.endsWith("request");
  const refused = names.filter(
    (name) =>
      isResponse && (refusedHeaders.test(name) || (isMade && ownOfCloudFront.includes(name))),
  );
  const most = (event.startsWith("viewer") ? 40 : kilobyte) * kilobyte;
  const size = Buffer.byteLength(answer);
  return [
    ...refused.map((name) => `headers.${name}: CloudFront lets no function write it`),
    ...(isMade && size > most ? [`it has ${size} bytes, and CloudFront takes ${most}`] : []),
  ];
}
