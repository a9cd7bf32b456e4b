import { CognitoUserPoolDomain } from "@cdktf/provider-aws/lib/cognito-user-pool-domain";
import { CognitoUserPoolUiCustomization } from "@cdktf/provider-aws/lib/cognito-user-pool-ui-customization";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Construct } from "constructs";
import type { Client, Domain, UiCustomizationInput } from "../../configuration";
import { readProjectFile } from "../project-file";
import { DomainCertificate } from "./domain-certificate";

/** Props of {@link ManagedLogin}. */
export interface ManagedLoginProps {
  readonly userPoolId: string;
  readonly domain: Domain;
  readonly platform: "aws" | "local";
  readonly region: string;
  /** Whether the domain is kept: whoever got it next would be at an address that users trust. */
  readonly protected: boolean;
  readonly clients: Readonly<Record<string, Client>>;
  /** Ids of the clients, by name. */
  readonly clientIds: Readonly<Record<string, string>>;
  /** The provider of us-east-1, where a certificate for a domain is. */
  readonly certificateProvider: () => AwsProvider | undefined;
}

/**
 * Where people sign in with a browser: the domain of the pool, and how its classic pages look.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
 */
export class ManagedLogin extends Construct {
  readonly domain: CognitoUserPoolDomain;
  /** `acme-dev-1a2b3c4d.auth.eu-west-1.amazoncognito.com`, `auth.example.com`. */
  readonly host: string;
  /** Where a browser finds it. The local AWS tells with the domain where it has it. */
  readonly url: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ManagedLoginProps,
  ) {
    super(scope, id);
    const { domain, region, platform } = props;
    this.domain = this.addDomain(domain);
    this.host = domain.name ?? `${domain.prefix}.auth.${region}.amazoncognito.com`;
    this.url =
      platform === "local"
        ? `http://${this.domain.cloudfrontDistribution}`
        : `https://${this.host}`;
    this.customize("all", domain.uiCustomization, undefined);
    for (const [name, { oauth }] of Object.entries(props.clients)) {
      this.customize(`client-${name}`, oauth?.uiCustomization, props.clientIds[name]);
    }
  }

  private addDomain(domain: Domain): CognitoUserPoolDomain {
    const { userPoolId, certificateProvider } = this.props;
    const common = {
      userPoolId,
      managedLoginVersion: domain.managedLoginVersion,
      lifecycle: { preventDestroy: this.props.protected },
    };
    if (domain.name === undefined) {
      return new CognitoUserPoolDomain(this, "domain", { ...common, domain: domain.prefix });
    }
    const { name, certificateArn, hostedZoneId } = domain;
    const made =
      certificateArn === undefined && hostedZoneId !== undefined
        ? new DomainCertificate(this, "certificate", {
            name,
            hostedZoneId,
            provider: certificateProvider(),
          })
        : undefined;
    const arn = made?.arn ?? certificateArn;
    const resource = new CognitoUserPoolDomain(this, "domain", {
      ...common,
      domain: name,
      ...(arn !== undefined && { certificateArn: arn }),
    });
    if (hostedZoneId !== undefined) {
      new Route53Record(this, "record", {
        zoneId: hostedZoneId,
        name,
        type: "A",
        alias: {
          name: resource.cloudfrontDistribution,
          zoneId: resource.cloudfrontDistributionZoneId,
          evaluateTargetHealth: false,
        },
      });
    }
    return resource;
  }

  private customize(
    id: string,
    ui: UiCustomizationInput | undefined,
    clientId: string | undefined,
  ): void {
    if (ui === undefined) return;
    const { cssFile, imageFile } = ui;
    new CognitoUserPoolUiCustomization(this, `pages-${id}`, {
      userPoolId: this.props.userPoolId,
      ...(clientId !== undefined && { clientId }),
      ...(cssFile !== undefined && { css: textOf(cssFile, "utf8") }),
      ...(imageFile !== undefined && { imageFile: textOf(imageFile, "base64") }),
      // Cognito has pages to style once there is a domain.
      dependsOn: [this.domain],
    });
  }
}

/** Files were looked at with the configuration: what is wrong with one is told there. */
function textOf(file: string, encoding: "utf8" | "base64"): string {
  return readProjectFile(file)?.toString(encoding) ?? "";
}
