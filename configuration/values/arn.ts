import { likeliest } from "../likeliest";
import { regions } from "../regions";
import { faultOfDomain, emailAddress } from "./email-address";
import type { Check, Fault } from "./fault";

/**
 * An ARN in its parts.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** One kind of ARN that a setting takes. */
interface ArnKind {
  /** The setting, and what it names: `sourceArn is the ARN of a verified SES identity`. */
  readonly rule: string;
  readonly service: string;
  /** How the resource is written, for the fix. */
  readonly example: string;
  /** Looks at the resource alone. */
  readonly resource: Check;
}

const longest = 2048;

/** The parts of an ARN; `undefined` for what is none. */
export function parseArn(value: string): Arn | undefined {
  const [arn, partition = "", service = "", region = "", account = "", ...rest] = value.split(":");
  return arn === "arn" && rest.length > 0 && value.length <= longest
    ? { partition, service, region, account, resource: rest.join(":") }
    : undefined;
}

function arnOf({ rule, service, example, resource }: ArnKind): Check {
  const fix = `write \`arn:aws:${service}:<region>:<account>:${example}\``;
  return (value) => {
    const arn = parseArn(value);
    if (arn?.service !== service) return { rule, fix };
    if (arn.partition !== "aws") {
      return { rule: `${rule}, in the partition \`aws\`: no other is deployed to`, fix };
    }
    return faultOfRegion(arn.region) ?? faultOfAccount(arn.account) ?? resource(arn.resource);
  };
}

function faultOfRegion(region: string): Fault | undefined {
  if ((regions as readonly string[]).includes(region)) return undefined;
  const meant = likeliest(region, regions);
  return {
    rule: "an ARN names a Region that exists, and this one does not",
    fix: meant === undefined ? "write a Region such as `eu-west-1`" : `did you mean "${meant}"?`,
  };
}

function faultOfAccount(account: string): Fault | undefined {
  return /^\d{12}$/.test(account)
    ? undefined
    : {
        rule: "an ARN names an account by its 12 digits",
        fix: "write the 12 digits, leading zeros included",
      };
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsesv2.html */
export const sesIdentityArn: Check = arnOf({
  rule: "sourceArn is the ARN of a verified SES identity",
  service: "ses",
  example: "identity/<domain or address>",
  resource: (resource) => {
    const identity = resource.startsWith("identity/") ? resource.slice("identity/".length) : "";
    return identity.includes("@")
      ? emailAddress("the identity")(identity)
      : faultOfDomain(identity, "the identity");
  },
});

/** The domain or address that an SES identity is about; `undefined` for another ARN. */
export function sesIdentityOf(arn: string): string | undefined {
  const { service, resource } = parseArn(arn) ?? {};
  return service === "ses" && resource?.startsWith("identity/") === true
    ? resource.slice("identity/".length)
    : undefined;
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html */
export const userPoolArn: Check = (value) => {
  const fault = anyUserPoolArn(value);
  if (fault !== undefined) return fault;
  const { region = "", resource = "" } = parseArn(value) ?? {};
  return resource.startsWith(`userpool/${region}_`)
    ? undefined
    : {
        rule: "a user pool's id begins with its Region, and this one is another than the ARN's",
        fix: "copy the ARN from the pool that users come from",
      };
};

const anyUserPoolArn = arnOf({
  rule: "userPoolArn is the ARN of a user pool",
  service: "cognito-idp",
  example: "userpool/<id>",
  resource: (resource) =>
    /^userpool\/[a-z0-9-]+_[A-Za-z0-9]{1,40}$/.test(resource)
      ? undefined
      : {
          rule: "userPoolArn ends in `userpool/` and the pool's id",
          fix: "write `userpool/eu-west-1_AbCdEfGhI` at its end",
        },
});

const anyCertificateArn = arnOf({
  rule: "certificateArn is the ARN of a certificate of ACM",
  service: "acm",
  example: "certificate/<id>",
  resource: (resource) =>
    /^certificate\/[A-Za-z0-9-]{1,64}$/.test(resource)
      ? undefined
      : {
          rule: "certificateArn ends in `certificate/` and the certificate's id",
          fix: "copy the ARN from ACM",
        },
});

/** A certificate for a domain of the pool, which CloudFront serves: it takes those of one Region alone. */
export const certificateArn: Check = (value) => {
  const fault = anyCertificateArn(value);
  if (fault !== undefined) return fault;
  return parseArn(value)?.region === "us-east-1"
    ? undefined
    : {
        rule: "Cognito takes the certificate of a domain from us-east-1, whatever the pool's Region",
        fix: "make the certificate in us-east-1, or leave it out and name `hostedZoneId`: the stack makes one",
      };
};

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html */
export const kmsKeyArn: Check = arnOf({
  rule: "kmsKeyId is the ARN of a KMS key or alias",
  service: "kms",
  example: "key/<id>",
  resource: (resource) =>
    /^(?:key\/[A-Za-z0-9-]{1,64}|alias\/(?!aws\/)[A-Za-z0-9/_-]{1,250})$/.test(resource)
      ? undefined
      : {
          rule: "kmsKeyId ends in `key/` and an id, or in `alias/` and a name; AWS's own keys (`alias/aws/…`) cannot be shared with a deploy role",
          fix: "write `key/<id>` or `alias/<name>` at its end",
        },
});
