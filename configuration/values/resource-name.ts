import { matching, type Check } from "./fault";

/**
 * A part of bucket, role and function names: what all three allow.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
 */
export function label(from: number, to: number, what: string): Check {
  return (value) =>
    value.length >= from && value.length <= to && /^[a-z](?:-?[a-z0-9])*$/.test(value)
      ? undefined
      : {
          rule: `${what} is ${from}–${to} lowercase letters, digits and single hyphens, and begins with a letter: it is part of bucket, role and function names`,
          fix: "write a name such as `acme` or `dev-2`",
        };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName: Check = (name) =>
  /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name) &&
  !/^(?:xn--|sthree-|amzn-s3-demo-)/.test(name) &&
  !/(?:-s3alias|--ol-s3|--x-s3|--table-s3)$/.test(name)
    ? undefined
    : {
        rule: "an S3 bucket name is 3–63 lowercase letters, digits and hyphens, begins and ends with a letter or digit, and has none of S3's reserved prefixes and suffixes",
        fix: "write a name such as `acme-terraform-state-111122223333`",
      };

/** The group's role is named after it, so IAM's characters hold, not Cognito's. */
export const groupName: Check = matching(
  /^[A-Za-z0-9_+=,.@-]{1,128}$/,
  "a group name is 1–128 letters, digits and `_+=,.@-`: an IAM role is named after it",
  "write a name such as `Admins`",
);

/** Cognito would take spaces and `+=,.@` too; a Terraform address does not. */
export const clientName: Check = matching(
  /^[A-Za-z][A-Za-z0-9_-]{0,63}$/,
  "a client's name is 1–64 letters, digits, `_` and `-`, and begins with a letter: its Terraform address is made of it",
  "write a name such as `web`",
);

/** @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSet.html */
export const configurationSetName: Check = matching(
  /^[A-Za-z0-9_-]{1,64}$/,
  "an SES configuration set's name is 1–64 letters, digits, `_` and `-`",
  "write the configuration set's name",
);

/** AWS's own pattern for the names of custom attributes; the prefix would be doubled. */
export const customAttributeName: Check = matching(
  /^(?!custom:|dev:)[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,20}$/u,
  "a custom attribute's name is 1–20 letters, digits and signs, without spaces and without the `custom:` prefix, which Cognito adds",
  "write a name such as `plan`",
);

/** A field of a row as DynamoDB and GraphQL both can name it. */
export const rowField: Check = matching(
  /^[A-Za-z_][A-Za-z0-9_-]{0,254}$/,
  "a field of a row is 1–255 letters, digits, `_` and `-`, and begins with a letter or `_`",
  "write the field's name, without `custom:`",
);

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const keyPrefix: Check = matching(
  /^(?!\/)(?!.*\/\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[A-Za-z0-9!_.*'()/-]{1,900}(?<!\/)$/,
  "a key prefix is 1–900 of the characters that are safe in S3 keys, in folders parted by single slashes, without one at either end",
  "write a prefix such as `gatehouse/dev`, or leave it out",
);

/** @see https://docs.aws.amazon.com/sns/latest/dg/channels-sms-originating-identities-sender-ids.html */
export const senderId: Check = matching(
  /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/,
  "a sender ID is 1–11 letters and digits, with at least one letter",
  "write a name such as `ACME`, or leave it out",
);

/** An account by its number, which is text: it may begin with 0. */
export const accountId: Check = matching(
  /^\d{12}$/,
  "an AWS account ID is a string of 12 digits",
  "write the 12 digits in quotes, leading zeros included",
);
