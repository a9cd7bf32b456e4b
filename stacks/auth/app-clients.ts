import { CognitoUserPoolClient } from "@cdktf/provider-aws/lib/cognito-user-pool-client";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Client } from "../../configuration";

/** Props of {@link AppClients}. */
export interface AppClientsProps {
  readonly userPoolId: string;
  readonly clients: Readonly<Record<string, Client>>;
  /**
   * What must stand before anybody can sign up: a client that is there before the triggers may be
   * invoked would take sign-ups that fail.
   */
  readonly after: readonly ITerraformDependable[];
}

/**
 * The app clients, by name.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html
 */
export class AppClients extends Construct {
  /** Client ids by client name. */
  readonly ids: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: AppClientsProps) {
    super(scope, id);
    this.ids = Object.fromEntries(
      Object.entries(props.clients).map(([name, client]) => [
        name,
        this.addClient(name, client, props).id,
      ]),
    );
  }

  private addClient(name: string, client: Client, props: AppClientsProps): CognitoUserPoolClient {
    const { oauth } = client;
    return new CognitoUserPoolClient(this, name, {
      name,
      userPoolId: props.userPoolId,
      generateSecret: client.generateSecret,
      explicitAuthFlows: [...client.authFlows, "REFRESH_TOKEN_AUTH"].map((flow) => `ALLOW_${flow}`),
      authSessionValidity: client.authSessionValidityMinutes,

      accessTokenValidity: client.accessTokenValidity.value,
      idTokenValidity: client.idTokenValidity.value,
      refreshTokenValidity: client.refreshTokenValidity.value,
      // Without units AWS answers with its own, and the provider calls that an inconsistent result.
      tokenValidityUnits: [
        {
          accessToken: client.accessTokenValidity.unit,
          idToken: client.idTokenValidity.unit,
          refreshToken: client.refreshTokenValidity.unit,
        },
      ],
      enableTokenRevocation: true,

      // A stranger cannot find out whether somebody has an account.
      preventUserExistenceErrors: "ENABLED",
      enablePropagateAdditionalUserContextData: false,
      readAttributes: sorted(client.readAttributes),
      writeAttributes: sorted(client.writeAttributes),

      allowedOauthFlowsUserPoolClient: oauth !== undefined,
      supportedIdentityProviders: ["COGNITO"],
      ...(oauth && {
        allowedOauthFlows: ["code"],
        allowedOauthScopes: [...oauth.scopes],
        callbackUrls: [...oauth.callbackUrls],
        // An empty list comes back as none, which the provider calls an inconsistent result.
        ...(oauth.logoutUrls.length > 0 && { logoutUrls: [...oauth.logoutUrls] }),
      }),
      ...(props.after.length > 0 && { dependsOn: [...props.after] }),
    });
  }
}

/** Terraform holds these as sets; sorted, the JSON does not change with the order in the configuration. */
function sorted(names: readonly string[]): string[] {
  return [...names].sort();
}
