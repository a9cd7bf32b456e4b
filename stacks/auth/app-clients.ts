import {
  CognitoUserPoolClient,
  type CognitoUserPoolClientConfig,
} from "@cdktf/provider-aws/lib/cognito-user-pool-client";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Client } from "../../configuration";
import { scopeName } from "./scope-name";

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
  /** By name. */
  readonly resources: Readonly<Record<string, CognitoUserPoolClient>>;

  constructor(scope: Construct, id: string, props: AppClientsProps) {
    super(scope, id);
    this.resources = Object.fromEntries(
      Object.entries(props.clients).map(([name, client]) => [
        name,
        this.addClient(name, client, props),
      ]),
    );
  }

  /** Client ids by client name. */
  get ids(): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(this.resources).map(([name, { id }]) => [name, id]));
  }

  private addClient(name: string, client: Client, props: AppClientsProps): CognitoUserPoolClient {
    return new CognitoUserPoolClient(this, name, {
      name,
      userPoolId: props.userPoolId,
      enableTokenRevocation: true,
      // A stranger cannot find out whether somebody has an account.
      preventUserExistenceErrors: "ENABLED",
      enablePropagateAdditionalUserContextData: false,
      ...argumentsOf(client),
      ...(props.after.length > 0 && { dependsOn: [...props.after] }),
    });
  }
}

type Arguments = Partial<CognitoUserPoolClientConfig>;

function argumentsOf(client: Client): Arguments {
  return Object.values(settings).reduce<Arguments>(
    (all, setting) => ({ ...all, ...setting(client) }),
    {},
  );
}

/** What each setting says to Terraform. One that is not here does not compile. */
const settings: { readonly [Setting in keyof Client]: (client: Client) => Arguments } = {
  generateSecret: ({ generateSecret }) => ({ generateSecret }),
  // The names of all of a kind's defaults stand here, written out.
  kind: () => ({}),
  authFlows: flows,
  refreshTokenRotation: ({ refreshTokenRotation }) =>
    refreshTokenRotation.enabled
      ? {
          refreshTokenRotation: [
            {
              feature: "ENABLED",
              retryGracePeriodSeconds: refreshTokenRotation.retryGracePeriodSeconds ?? 0,
            },
          ],
        }
      : {},
  identityProviders: ({ identityProviders, oauth }) => ({
    supportedIdentityProviders:
      oauth?.grant === "client_credentials" ? ["COGNITO"] : [...identityProviders],
  }),
  authSessionValidityMinutes: ({ authSessionValidityMinutes }) => ({
    authSessionValidity: authSessionValidityMinutes,
  }),
  accessTokenValidity: validities,
  idTokenValidity: validities,
  refreshTokenValidity: validities,
  readAttributes: ({ readAttributes }) => ({ readAttributes: sorted(readAttributes) }),
  writeAttributes: ({ writeAttributes }) => ({ writeAttributes: sorted(writeAttributes) }),
  oauth: ({ oauth }) => ({
    allowedOauthFlowsUserPoolClient: oauth !== undefined,
    ...(oauth && {
      allowedOauthFlows: [oauth.grant],
      allowedOauthScopes: oauth.scopes.map(scopeName),
      ...(oauth.callbackUrls.length > 0 && { callbackUrls: [...oauth.callbackUrls] }),
      ...(oauth.defaultRedirectUri !== undefined && {
        defaultRedirectUri: oauth.defaultRedirectUri,
      }),
      // An empty list comes back as none, which the provider calls an inconsistent result.
      ...(oauth.logoutUrls.length > 0 && { logoutUrls: [...oauth.logoutUrls] }),
    }),
  }),
};

/** A refresh token that is good for one use is taken by another operation alone. */
function flows({ authFlows, refreshTokenRotation: { enabled } }: Client): Arguments {
  const all = enabled ? authFlows : [...authFlows, "REFRESH_TOKEN_AUTH"];
  return { explicitAuthFlows: all.map((flow) => `ALLOW_${flow}`) };
}

function validities(client: Client): Arguments {
  const { accessTokenValidity, idTokenValidity, refreshTokenValidity } = client;
  return {
    accessTokenValidity: accessTokenValidity.value,
    idTokenValidity: idTokenValidity.value,
    refreshTokenValidity: refreshTokenValidity.value,
    // Without units AWS answers with its own, and the provider calls that an inconsistent result.
    tokenValidityUnits: [
      {
        accessToken: accessTokenValidity.unit,
        idToken: idTokenValidity.unit,
        refreshToken: refreshTokenValidity.unit,
      },
    ],
  };
}

/** Terraform holds these as sets; sorted, the JSON does not change with the order in the configuration. */
function sorted(names: readonly string[]): string[] {
  return [...names].sort();
}
