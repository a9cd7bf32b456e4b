import type { Statement } from "../iam/policy-document";

/** Statements of a bucket policy that refuse everybody who comes without TLS 1.2 or later. */
export function tlsOnly(bucketArn: string): readonly Statement[] {
  const everything = {
    effect: "Deny",
    principal: "*",
    actions: ["s3:*"],
    resources: [bucketArn, `${bucketArn}/*`],
  } as const;
  return [
    {
      ...everything,
      sid: "DenyWithoutTls",
      conditions: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      ...everything,
      sid: "DenyOldTls",
      conditions: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
    },
  ];
}
