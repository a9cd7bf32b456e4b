import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { SesDomainIdentityVerification } from "@cdktf/provider-aws/lib/ses-domain-identity-verification";
import { Sesv2ConfigurationSet } from "@cdktf/provider-aws/lib/sesv2-configuration-set";
import { Sesv2ConfigurationSetEventDestination } from "@cdktf/provider-aws/lib/sesv2-configuration-set-event-destination";
import { Sesv2EmailIdentity } from "@cdktf/provider-aws/lib/sesv2-email-identity";
import { Sesv2EmailIdentityMailFromAttributes } from "@cdktf/provider-aws/lib/sesv2-email-identity-mail-from-attributes";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { SesIdentityInput } from "../../configuration";

/** What an identity is made of. */
export interface SesIdentityProps {
  readonly sesIdentity: SesIdentityInput;
  readonly configurationSet: string;
  readonly region: string;
}

/** A record in the DNS of an identity's domain. */
interface DnsRecord {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/**
 * Regions whose DKIM keys are at a name of their own
 * (https://docs.aws.amazon.com/general/latest/gr/ses.html#ses_dkim_domains).
 */
const ownDkimDomain = [
  "af-south-1",
  "ap-northeast-3",
  "ap-south-2",
  "ap-southeast-3",
  "ap-southeast-5",
  "ca-west-1",
  "eu-central-2",
  "eu-south-1",
  "il-central-1",
  "me-central-1",
];

/** An identity has as many keys, so that SES can change one while another signs. */
const dkimKeys = 3;

/**
 * A domain that SES sends from: verified and signed for by its keys (Easy DKIM), with a configuration set
 * that asks for TLS, and counts in CloudWatch what was sent, came back or was complained about.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html
 */
export class SesIdentity extends Construct {
  /** Whoever sends comes after it: SES has seen the records by then. */
  readonly verified: ITerraformDependable;
  /** The records that the domain needs, each as `<name> <type> <value>`. */
  readonly dnsRecords: readonly string[];
  private readonly identity: Sesv2EmailIdentity;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SesIdentityProps,
  ) {
    super(scope, id);
    const { domain, mailFromDomain } = props.sesIdentity;
    this.identity = new Sesv2EmailIdentity(this, "identity", {
      emailIdentity: domain,
      configurationSetName: this.addConfigurationSet().configurationSetName,
      dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" },
    });
    const keys = Array.from({ length: dkimKeys }, (_, index) => this.keyRecord(index));
    const ofMailFrom = mailFromDomain === undefined ? [] : this.addMailFrom(mailFromDomain);
    this.verified = new SesDomainIdentityVerification(this, "verification", {
      domain: this.identity.emailIdentity,
      dependsOn: [...this.write(keys, "key")],
    });
    this.write(ofMailFrom, "mail-from");
    this.dnsRecords = [...keys, ...ofMailFrom].map(
      ({ name, type, value }) => `${name} ${type} ${value}`,
    );
  }

  private addConfigurationSet(): Sesv2ConfigurationSet {
    const set = new Sesv2ConfigurationSet(this, "configuration-set", {
      configurationSetName: this.props.configurationSet,
      deliveryOptions: { tlsPolicy: "REQUIRE" },
      reputationOptions: { reputationMetricsEnabled: true },
      sendingOptions: { sendingEnabled: true },
      // Whoever has complained, or is not there, gets nothing more.
      suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
    });
    new Sesv2ConfigurationSetEventDestination(this, "events", {
      configurationSetName: set.configurationSetName,
      eventDestinationName: "cloudwatch",
      eventDestination: {
        enabled: true,
        matchingEventTypes: ["BOUNCE", "COMPLAINT", "REJECT", "SEND"],
        cloudWatchDestination: {
          dimensionConfiguration: [
            {
              // SES puts this tag on each message by itself.
              dimensionName: "ses:configuration-set",
              dimensionValueSource: "MESSAGE_TAG",
              defaultDimensionValue: this.props.configurationSet,
            },
          ],
        },
      },
    });
    return set;
  }

  /** Where receivers find the public half of a key. */
  private keyRecord(index: number): DnsRecord {
    const { region, sesIdentity } = this.props;
    const at = ownDkimDomain.includes(region) ? `dkim.${region}` : "dkim";
    const token = `\${${this.identity.fqn}.dkim_signing_attributes[0].tokens[${index}]}`;
    return {
      name: `${token}._domainkey.${sesIdentity.domain}`,
      type: "CNAME",
      value: `${token}.${at}.amazonses.com`,
    };
  }

  private addMailFrom(mailFromDomain: string): readonly DnsRecord[] {
    new Sesv2EmailIdentityMailFromAttributes(this, "mail-from", {
      emailIdentity: this.identity.emailIdentity,
      mailFromDomain,
      // While its records are missing, e-mail goes out as it would without.
      behaviorOnMxFailure: "USE_DEFAULT_VALUE",
    });
    return [
      {
        name: mailFromDomain,
        type: "MX",
        value: `10 feedback-smtp.${this.props.region}.amazonses.com`,
      },
      { name: mailFromDomain, type: "TXT", value: "v=spf1 include:amazonses.com ~all" },
    ];
  }

  private write(records: readonly DnsRecord[], id: string): readonly Route53Record[] {
    const { hostedZoneId } = this.props.sesIdentity;
    if (hostedZoneId === undefined) return [];
    return records.map(
      ({ name, type, value }, index) =>
        new Route53Record(this, `${id}-record-${index}`, {
          zoneId: hostedZoneId,
          name,
          type,
          records: [value],
          ttl: 300,
        }),
    );
  }
}
