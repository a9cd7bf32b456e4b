import { z } from "zod";
import { integer, kind, list, matches } from "../schema-blocks";
import { origin } from "../values/origin";

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
export const httpApi = z.strictObject({
  allowedOrigins: list(kind(origin)).optional(),
  requestsPerSecond: integer(1, 10_000, "requestsPerSecond").optional(),
  burst: integer(1, 5000, "burst").optional(),
  domain: z
    .strictObject({
      name: matches(
        /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
        "a domain is names of lowercase letters, digits and hyphens with dots between them",
        "write a name such as `api.example.com`",
      ),
      certificateArn: matches(
        /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
        "a certificate is the ARN of one in Certificate Manager",
        "write `arn:aws:acm:<region>:<account>:certificate/<id>`",
      ),
    })
    .optional(),
});
