/**
 * An API of yours that tokens carry scopes for.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
 */
export interface ResourceServerInput {
  /** First part of each scope's name in tokens: `https://orders.example.com`, or `orders`. For good. */
  readonly identifier: string;
  /** For the console. Default: the identifier. */
  readonly name?: string;
  /** What each scope allows, by its name: `{ read: "Read orders" }`. 100 at most. */
  readonly scopes: Readonly<Record<string, string>>;
}

/** A scope of one of the environment's resource servers: {@link scopesOf} makes it. */
export interface ScopeReference {
  /** The server's identifier. */
  readonly resourceServer: string;
  /** The scope's name there. */
  readonly scope: string;
}

/**
 * The scopes of a resource server by their names, for clients to refer to: `scopesOf(orders).read`. A
 * name that the server does not have does not compile.
 */
export function scopesOf<const Server extends ResourceServerInput>({
  identifier,
  scopes,
}: Server): { readonly [Scope in keyof Server["scopes"]]: ScopeReference } {
  return Object.fromEntries(
    Object.keys(scopes).map((scope) => [scope, { resourceServer: identifier, scope }]),
  ) as { readonly [Scope in keyof Server["scopes"]]: ScopeReference };
}
