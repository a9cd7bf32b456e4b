/** Controls of the same services that no resource of a stack can answer, and who does. */
export interface Elsewhere {
  readonly ids: readonly string[];
  readonly asks: string;
  readonly answer: string;
}

/** By what they ask for. */
export const elsewhere: readonly Elsewhere[] = [
  {
    ids: ["S3.1"],
    asks: "no public access in the whole account",
    answer: "A setting of the account. Each bucket here has its own.",
  },
  {
    ids: ["S3.22", "S3.23", "AVD-AWS-0171", "AVD-AWS-0172"],
    asks: "object-level events in CloudTrail",
    answer:
      "A trail of the account. Switch data events on for the bucket of users' files and for the one of the states.",
  },
  {
    ids: ["S3.19", "S3.24", "S3.25"],
    asks: "of access points and directory buckets",
    answer: "There are none.",
  },
  {
    ids: [
      ...Array.from({ length: 14 }, (_, index) => `CloudWatch.${index + 1}`),
      ...Array.from({ length: 14 }, (_, index) => `AVD-AWS-0${147 + index}`),
      "AVD-AWS-0174",
    ],
    asks: "alarms on what is done with the account",
    answer: "They watch the account's trail, and belong to whoever runs the account.",
  },
  {
    ids: [
      ...Array.from({ length: 7 }, (_, index) => `IAM.${index + 2}`),
      "AVD-AWS-0140",
      "AVD-AWS-0141",
      "AVD-AWS-0142",
      "AVD-AWS-0143",
      "AVD-AWS-0144",
      "AVD-AWS-0145",
      "AVD-AWS-0146",
    ],
    asks: "of IAM users, their keys and passwords, and of root",
    answer: "The project makes no IAM user. Workflows deploy with GitHub's tokens.",
  },
  {
    ids: ["KMS.3"],
    asks: "that no key is waiting to be deleted",
    answer:
      "A state, and no setting. Each key can be saved for 30 days, and `protection` forbids Terraform to delete it.",
  },
  {
    ids: ["DynamoDB.3", "DynamoDB.7"],
    asks: "of DynamoDB Accelerator",
    answer: "There is none.",
  },
  {
    ids: ["AppSync.1", "AppSync.6", "CKV_AWS_214", "CKV_AWS_215"],
    asks: "of AppSync's cache",
    answer: "There is none: one user's answers are nobody else's.",
  },
  {
    ids: ["Lambda.6", "DynamoDB.5", "SQS.2", "SNS.3", "IAM.24", "AppSync.4"],
    asks: "tags",
    answer:
      "The provider of every stack has `default_tags`: `project`, `environment`, `managed-by`.",
  },
  {
    ids: ["AwsSolutions-COG4"],
    asks: "a Cognito authorizer before a REST API",
    answer: "There is none; the HTTP API's authorizer takes this pool's tokens.",
  },
];
