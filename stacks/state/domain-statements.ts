import type { Statement } from "../iam/policy-document";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";

/** The name that the stack makes a certificate for; `undefined` where it makes none. */
export function certifiedName({ domain }: DeployedEnvironment): string | undefined {
  return domain?.name !== undefined && domain.certificateArn === undefined
    ? domain.name
    : undefined;
}

/** What Terraform reads of the pool's domain, its certificate and its records. */
export function domainReads(environment: DeployedEnvironment): readonly Statement[] {
  const { domain } = environment;
  if (domain === undefined) return [];
  const zone = zoneOf(environment);
  return [
    {
      sid: "ReadDomain",
      actions: ["cognito-idp:DescribeUserPoolDomain"],
      resources: ["*"],
      reason: "Cognito has no resource to name for it.",
    },
    ...(zone === undefined
      ? []
      : [
          {
            sid: "ReadZone",
            actions: ["route53:GetHostedZone", "route53:ListResourceRecordSets"],
            resources: [zone],
          },
          {
            sid: "ReadZoneChanges",
            actions: ["route53:GetChange"],
            resources: ["arn:aws:route53:::change/*"],
            reason: "Route 53 makes up a change's id.",
          },
        ]),
    ...(certifiedName(environment) === undefined
      ? []
      : [
          {
            sid: "ReadCertificate",
            actions: ["acm:DescribeCertificate", "acm:ListTagsForCertificate"],
            resources: [certificates(environment)],
            conditions: deployedResources(environment).ownTags,
          },
        ]),
  ];
}

/** What Terraform writes of them; the pool's own part is with the pool. */
export function domainWrites(environment: DeployedEnvironment): readonly Statement[] {
  const { domain } = environment;
  if (domain?.name === undefined) return [];
  const of = deployedResources(environment);
  const zone = zoneOf(environment);
  return [
    {
      // Cognito puts the name on a distribution of its own, with the caller's right to do so.
      sid: "UseDistribution",
      actions: ["cloudfront:UpdateDistribution"],
      resources: ["*"],
      reason: "The distribution is Cognito's: its id is known to nobody before.",
    },
    ...(zone === undefined
      ? []
      : [
          {
            sid: "WriteDomainRecords",
            actions: ["route53:ChangeResourceRecordSets"],
            resources: [zone],
            conditions: {
              "ForAllValues:StringLike": {
                "route53:ChangeResourceRecordSetsNormalizedRecordNames": [
                  domain.name,
                  `_*.${domain.name}`,
                ],
              },
            },
          },
        ]),
    ...(certifiedName(environment) === undefined
      ? []
      : [
          {
            sid: "RequestCertificate",
            actions: ["acm:RequestCertificate"],
            resources: ["*"],
            conditions: of.newTags,
            reason:
              "What is yet to be made has no ARN; the condition is on the tags that it is to get.",
          },
          {
            sid: "TagNewCertificate",
            actions: ["acm:AddTagsToCertificate"],
            resources: [certificates(environment)],
            conditions: of.newTags,
          },
          {
            sid: "WriteCertificate",
            actions: ["acm:DeleteCertificate", "acm:RemoveTagsFromCertificate"],
            resources: [certificates(environment)],
            conditions: of.ownTags,
          },
        ]),
  ];
}

function zoneOf({ domain }: DeployedEnvironment): string | undefined {
  return domain?.name === undefined || domain.hostedZoneId === undefined
    ? undefined
    : `arn:aws:route53:::hostedzone/${domain.hostedZoneId}`;
}

/** CloudFront, which serves a domain, takes certificates of us-east-1. */
function certificates({ accountId }: DeployedEnvironment): string {
  return `arn:aws:acm:us-east-1:${accountId}:certificate/*`;
}
