import { CognitoIdentityProvider } from "@cdktf/provider-aws/lib/cognito-identity-provider";
import { DataAwsSecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-version";
import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { IdentityProvidersInput, SecretReference } from "../../configuration";
import {
  providerList,
  type IdentityProvider,
} from "../../configuration/identity-providers/provider-list";
import { readProjectFile } from "../project-file";

/** Props of {@link IdentityProviders}. */
export interface IdentityProvidersProps {
  readonly userPoolId: string;
  readonly identityProviders: IdentityProvidersInput;
}

/**
 * Details that AWS adds to those it was given, and that the provider would take away again. What AWS does
 * not show again, it would set again with each plan: a new private key of Apple's takes `-replace`.
 */
const addedByAws: Readonly<Record<IdentityProvider["type"], readonly string[]>> = {
  Google: [
    "attributes_url",
    "attributes_url_add_attributes",
    "authorize_url",
    "oidc_issuer",
    "token_request_method",
    "token_url",
  ],
  Facebook: [
    "api_version",
    "attributes_url",
    "attributes_url_add_attributes",
    "authorize_url",
    "token_request_method",
    "token_url",
  ],
  LoginWithAmazon: [
    "attributes_url",
    "attributes_url_add_attributes",
    "authorize_url",
    "token_request_method",
    "token_url",
  ],
  SignInWithApple: [
    "attributes_url_add_attributes",
    "authorize_url",
    "oidc_issuer",
    "private_key",
    "token_request_method",
    "token_url",
  ],
  OIDC: [
    "attributes_url",
    "attributes_url_add_attributes",
    "authorize_url",
    "jwks_uri",
    "token_url",
  ],
  SAML: ["ActiveEncryptionCertificate", "SLORedirectBindingURI", "SSORedirectBindingURI"],
};

/**
 * Where users come from who have an account elsewhere, by name. Terraform reads the secrets when it plans
 * and keeps them in its state; neither the repository nor the JSON that is synthesized has them.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html
 */
export class IdentityProviders extends Construct {
  readonly resources: Readonly<Record<string, CognitoIdentityProvider>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: IdentityProvidersProps,
  ) {
    super(scope, id);
    this.resources = Object.fromEntries(
      providerList(props.identityProviders).map((provider) => [
        provider.name,
        this.addProvider(provider),
      ]),
    );
  }

  private addProvider(provider: IdentityProvider): CognitoIdentityProvider {
    const { name, type, details, secrets, metadataFile, attributes, username } = provider;
    const ignored = addedByAws[type].filter((detail) => !Object.hasOwn(details, detail));
    return new CognitoIdentityProvider(this, name, {
      userPoolId: this.props.userPoolId,
      providerName: name,
      providerType: type,
      providerDetails: {
        ...details,
        ...(metadataFile !== undefined && {
          MetadataFile: readProjectFile(metadataFile)?.toString("utf8") ?? "",
        }),
        ...Object.fromEntries(
          Object.entries(secrets).map(([detail, reference]) => [
            detail,
            this.secret(`${name}-${detail.replaceAll("_", "-")}`, reference),
          ]),
        ),
      },
      attributeMapping: {
        ...(attributes as Readonly<Record<string, string>>),
        ...(username !== undefined && { username }),
      },
      ...(provider.identifiers.length > 0 && { idpIdentifiers: [...provider.identifiers] }),
      lifecycle: { ignoreChanges: ignored.map((detail) => `provider_details["${detail}"]`) },
    });
  }

  private secret(id: string, reference: SecretReference): string {
    if (reference.parameter !== undefined) {
      return new DataAwsSsmParameter(this, id, { name: reference.parameter }).value;
    }
    const { secret, key } = reference;
    const { secretString } = new DataAwsSecretsmanagerSecretVersion(this, id, { secretId: secret });
    return key === undefined ? secretString : String(Fn.lookup(Fn.jsondecode(secretString), key));
  }
}
