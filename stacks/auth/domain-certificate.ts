import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";

/** Props of {@link DomainCertificate}. */
export interface DomainCertificateProps {
  readonly name: string;
  readonly hostedZoneId: string;
  /** Of us-east-1; `undefined` where the stack is there itself. */
  readonly provider: AwsProvider | undefined;
}

/**
 * A certificate for a domain of the pool, which AWS renews as long as its record stands.
 *
 * @see https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
export class DomainCertificate extends Construct {
  /** Known once ACM has seen the record. */
  readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    { name, hostedZoneId, provider }: DomainCertificateProps,
  ) {
    super(scope, id);
    const inUsEast1 = provider === undefined ? {} : { provider };
    const certificate = new AcmCertificate(this, "certificate", {
      domainName: name,
      validationMethod: "DNS",
      lifecycle: { createBeforeDestroy: true },
      ...inUsEast1,
    });
    const proof = certificate.domainValidationOptions.get(0);
    const record = new Route53Record(this, "record", {
      zoneId: hostedZoneId,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: 300,
    });
    this.arn = new AcmCertificateValidation(this, "validation", {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
      ...inUsEast1,
    }).certificateArn;
  }
}
