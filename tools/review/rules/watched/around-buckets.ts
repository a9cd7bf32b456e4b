import type { Json, ResourceChange } from "../../model";
import { isList, isUnknown, stringsOf, valueAt } from "../../plan-json/values";
import { namedBy, type Rule, type RuleFinding } from "../rule";
import { differs, watchRule } from "../watch";

const bucket = { type: "aws_s3_bucket", attribute: "bucket", from: "bucket" } as const;
const itsBucket = { type: "aws_s3_bucket", attribute: "bucket", by: "bucket" } as const;
const cors = "aws_s3_bucket_cors_configuration";
const notification = "aws_s3_bucket_notification";
const website = "aws_s3_bucket_website_configuration";
const logging = "aws_s3_bucket_logging";

const anyPageIn = {
  level: "block",
  effect: "Any page can read and write the files of a user who has signed in and visits it.",
  instead: "Name the origins of your own pages.",
} as const;

/** Whether pages of every origin are let in, which were not. */
function anyPage(before: Json, after: Json | undefined): boolean {
  if (after === undefined) return true;
  const isOpen = (rules: Json) =>
    (isList(rules) ? rules : []).some((rule) =>
      stringsOf(valueAt(rule, ["allowed_origins"])).some((origin) =>
        /^(?:https?:\/\/)?\*$/.test(origin),
      ),
    );
  return isOpen(after) && !isOpen(before);
}

const watched = watchRule(
  {
    id: "bucket-use-changed",
    title: "A bucket lets other pages in, or tells somebody else what happens in it.",
    why: "Pages that may read a bucket read it with the rights of whoever has signed in.",
    fix: "Name the pages and the functions that need the bucket.",
    see: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html",
  },
  [
    ...[cors, "aws_s3_bucket"].map((type) => ({
      type,
      path: ["cors_rule"],
      when: anyPage,
      ...anyPageIn,
    })),
    ...["lambda_function", "queue", "topic", "eventbridge"].map((name) => ({
      type: notification,
      path: [name],
      when: differs,
      level: "notice" as const,
      effect:
        "What happens in the bucket is told to something else, or to nobody: a scan of uploads, for one.",
      instead: "See that whatever has to know is still told.",
    })),
    ...["redirect_all_requests_to", "routing_rule", "routing_rules", "index_document"].map(
      (name) => ({
        type: website,
        path: [name],
        when: differs,
        level: "notice" as const,
        effect: "Visitors of the bucket's page are led elsewhere.",
        instead: "See that the page is yours.",
      }),
    ),
    {
      type: logging,
      path: ["target_bucket"],
      when: differs,
      level: "notice",
      effect: "Who has read which file is written to another bucket.",
      instead: "See that the bucket is yours.",
    },
  ],
  [
    {
      type: notification,
      level: "notice",
      effect:
        "Nothing is told any more of what happens in the bucket: no upload is scanned, for one.",
      instead: "Make sure that nothing waits for it.",
      partOf: bucket,
    },
    {
      type: logging,
      level: "notice",
      effect: "Nobody can find out afterwards who has read which file.",
      instead: "Keep the log.",
      partOf: bucket,
    },
    {
      type: cors,
      level: "notice",
      effect: "Pages cannot reach the bucket's files any more.",
      instead: "Make sure that no page of yours does.",
      partOf: bucket,
    },
  ],
  [
    {
      type: website,
      cause: "the bucket becomes a page",
      level: "notice",
      effect: "Whoever may read its files can read them in a browser, without HTTPS.",
      instead: "Put CloudFront before a private bucket.",
      of: itsBucket,
    },
    {
      type: logging,
      cause: "the bucket gets a log of who reads which file",
      level: "notice",
      effect: "It is written to the bucket that is named, and no more to another one.",
      instead: "See that the bucket is yours.",
      of: itsBucket,
    },
    {
      type: "aws_s3_bucket_server_side_encryption_configuration",
      cause: "the bucket gets another encryption",
      when: ({ rule }) => !JSON.stringify(rule ?? null).includes('"aws:kms'),
      level: "notice",
      effect: "New files are encrypted with a key of S3's, where there may have been one of yours.",
      instead: "Name the key that the bucket has.",
      of: itsBucket,
    },
  ],
);

/** What a bucket does beside keeping files. */
export const aroundBuckets: Rule = {
  ...watched,
  check: (change, options) => [...watched.check(change, options), ...comes(change)],
};

/** Pages that are let in to a bucket that is there. */
function comes(change: ResourceChange): readonly RuleFinding[] {
  const { type, before, after } = change;
  if (type !== cors || before !== null || after === null) return [];
  if (!anyPage(null, isUnknown(change, ["cors_rule"]) ? undefined : after["cors_rule"])) return [];
  return [
    {
      ...anyPageIn,
      cause: "a new `cors_rule` lets pages of every origin in",
      unlessCreated: namedBy(change, ["bucket"], "aws_s3_bucket", "bucket"),
      isUsualWhenNew: true,
    },
  ];
}
