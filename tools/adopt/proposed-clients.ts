import type { UserPoolClientType } from "@aws-sdk/client-cognito-identity-provider";
import { userScopes } from "../../configuration/clients/input";
import type { LivePool } from "./live-pool";
import { filled, present, type Proposed } from "./proposed-pool";

/** Something of the pool under the name that it gets in the configuration. */
export interface Named<Item> {
  readonly name: string;
  readonly item: Item;
}

/** App clients, each under its own name as far as the configuration takes it. */
export function namedClients({ clients }: LivePool): readonly Named<UserPoolClientType>[] {
  return withNames(clients, ({ ClientName }) => ClientName ?? "client");
}

/** Letters, digits and hyphens, and each name once: Terraform's addresses are made of them. */
export function withNames<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
): readonly Named<Item>[] {
  const taken = new Set<string>();
  return items.map((item) => {
    const words = nameOf(item).replaceAll(/[^A-Za-z0-9_-]+/g, "-");
    const base = (/^[A-Za-z]/.test(words) ? words : `n-${words}`).slice(0, 60).replace(/-+$/, "");
    let name = base;
    for (let count = 2; taken.has(name); count += 1) name = `${base}-${count}`;
    taken.add(name);
    return { name, item };
  });
}

/** A client in the configuration's words. What it has none for is left out. */
export function proposedClient(client: UserPoolClientType): Proposed {
  const flows = (client.ExplicitAuthFlows ?? [])
    .map((flow) => flow.replace(/^ALLOW_/, ""))
    .filter((flow) => flow !== "REFRESH_TOKEN_AUTH");
  const isMachine = client.AllowedOAuthFlows?.includes("client_credentials") === true;
  const rotation = client.RefreshTokenRotation;
  return present({
    kind: isMachine ? "machine" : undefined,
    generateSecret: client.ClientSecret !== undefined,
    authFlows: filled(flows),
    ...validities(client),
    refreshTokenRotation:
      rotation?.Feature === "ENABLED"
        ? { enabled: true, retryGracePeriodSeconds: rotation.RetryGracePeriodSeconds ?? 0 }
        : { enabled: false },
    authSessionValidityMinutes: client.AuthSessionValidity,
    readAttributes: filled(client.ReadAttributes),
    writeAttributes: filled(client.WriteAttributes),
    identityProviders: isMachine ? undefined : filled(client.SupportedIdentityProviders),
    oauth: oauth(client, isMachine),
  });
}

/** What Cognito takes where a client says nothing: tokens for an hour, sign-ins for 30 days. */
function validities({ TokenValidityUnits, ...client }: UserPoolClientType): Proposed {
  return {
    accessTokenValidity: {
      value: client.AccessTokenValidity ?? 1,
      unit: TokenValidityUnits?.AccessToken ?? "hours",
    },
    idTokenValidity: {
      value: client.IdTokenValidity ?? 1,
      unit: TokenValidityUnits?.IdToken ?? "hours",
    },
    refreshTokenValidity: {
      value: client.RefreshTokenValidity ?? 30,
      unit: TokenValidityUnits?.RefreshToken ?? "days",
    },
  };
}

function oauth(client: UserPoolClientType, isMachine: boolean): Proposed | undefined {
  if (client.AllowedOAuthFlowsUserPoolClient !== true) return undefined;
  const scopes = (client.AllowedOAuthScopes ?? []).map(scope);
  if (isMachine) return { scopes };
  return present({
    callbackUrls: client.CallbackURLs,
    logoutUrls: filled(client.LogoutURLs),
    defaultRedirectUri: client.DefaultRedirectURI,
    scopes,
  });
}

/** Of Cognito's own, or of a resource server: `orders/read`. */
function scope(name: string): unknown {
  if ((userScopes as readonly string[]).includes(name)) return name;
  const slash = name.lastIndexOf("/");
  return { resourceServer: name.slice(0, slash), scope: name.slice(slash + 1) };
}
