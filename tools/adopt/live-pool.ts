import {
  type CognitoIdentityProviderClient,
  DescribeIdentityProviderCommand,
  DescribeResourceServerCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  DescribeUserPoolDomainCommand,
  type DomainDescriptionType,
  GetUserPoolMfaConfigCommand,
  type GetUserPoolMfaConfigCommandOutput,
  type GroupType,
  type IdentityProviderType,
  paginateListGroups,
  paginateListIdentityProviders,
  paginateListResourceServers,
  paginateListUserPoolClients,
  type ResourceServerType,
  type UserPoolClientType,
  type UserPoolType,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  type CognitoIdentityClient,
  DescribeIdentityPoolCommand,
  GetIdentityPoolRolesCommand,
  type IdentityPool,
  paginateListIdentityPools,
} from "@aws-sdk/client-cognito-identity";

/** A user pool as AWS tells of it, with all that belongs to it. */
export interface LivePool {
  readonly pool: UserPoolType;
  readonly mfa: GetUserPoolMfaConfigCommandOutput;
  readonly clients: readonly UserPoolClientType[];
  readonly groups: readonly GroupType[];
  readonly identityProviders: readonly IdentityProviderType[];
  readonly resourceServers: readonly ResourceServerType[];
  /** Its own name first, then its prefix. */
  readonly domains: readonly DomainDescriptionType[];
  /** Identity pools that take its tokens, each with whether it hands out roles. */
  readonly identityPools: readonly { readonly pool: IdentityPool; readonly hasRoles: boolean }[];
}

/** Clients for the pool's Region. */
export interface Clients {
  readonly cognito: CognitoIdentityProviderClient;
  readonly identity: CognitoIdentityClient;
}

/**
 * Reads a pool and what belongs to it. Nothing is changed.
 *
 * @throws what AWS answers: `ResourceNotFoundException` where there is no such pool.
 */
export async function livePool(
  { cognito, identity }: Clients,
  userPoolId: string,
): Promise<LivePool> {
  const of = { UserPoolId: userPoolId };
  const [{ UserPool: pool }, mfa] = await Promise.all([
    cognito.send(new DescribeUserPoolCommand(of)),
    cognito.send(new GetUserPoolMfaConfigCommand(of)),
  ]);
  if (pool === undefined) throw new Error(`AWS tells nothing of the user pool ${userPoolId}.`);
  return {
    pool,
    mfa,
    clients: await appClients(cognito, of),
    groups: await all(paginateListGroups({ client: cognito }, of), ({ Groups }) => Groups),
    identityProviders: await providers(cognito, of),
    resourceServers: await servers(cognito, of),
    domains: await domains(cognito, pool),
    identityPools: await identityPools(identity, userPoolId),
  };
}

interface Of {
  readonly UserPoolId: string;
}

async function appClients(cognito: Clients["cognito"], of: Of) {
  const pages = paginateListUserPoolClients({ client: cognito }, of);
  const listed = await all(pages, ({ UserPoolClients }) => UserPoolClients);
  return oneByOne(listed, async ({ ClientId }) => {
    const command = new DescribeUserPoolClientCommand({ ...of, ClientId });
    return (await cognito.send(command)).UserPoolClient;
  });
}

async function providers(cognito: Clients["cognito"], of: Of) {
  const pages = paginateListIdentityProviders({ client: cognito }, of);
  const listed = await all(pages, ({ Providers }) => Providers);
  return oneByOne(listed, async ({ ProviderName }) => {
    const command = new DescribeIdentityProviderCommand({ ...of, ProviderName });
    return (await cognito.send(command)).IdentityProvider;
  });
}

async function servers(cognito: Clients["cognito"], of: Of) {
  const pages = paginateListResourceServers({ client: cognito }, { ...of, MaxResults: 50 });
  const listed = await all(pages, ({ ResourceServers }) => ResourceServers);
  return oneByOne(listed, async ({ Identifier }) => {
    const command = new DescribeResourceServerCommand({ ...of, Identifier });
    return (await cognito.send(command)).ResourceServer;
  });
}

async function domains(cognito: Clients["cognito"], pool: UserPoolType) {
  const names = [pool.CustomDomain, pool.Domain].filter((name) => name !== undefined);
  return oneByOne(names, async (Domain) => {
    const command = new DescribeUserPoolDomainCommand({ Domain });
    return (await cognito.send(command)).DomainDescription;
  });
}

async function identityPools(identity: Clients["identity"], userPoolId: string) {
  const pages = paginateListIdentityPools({ client: identity }, { MaxResults: 60 });
  const listed = await all(pages, ({ IdentityPools }) => IdentityPools);
  const found = await oneByOne(listed, async ({ IdentityPoolId }) => {
    const pool = await identity.send(new DescribeIdentityPoolCommand({ IdentityPoolId }));
    const takes = (pool.CognitoIdentityProviders ?? []).some(({ ProviderName = "" }) =>
      ProviderName.endsWith(`/${userPoolId}`),
    );
    if (!takes) return undefined;
    const { Roles = {} } = await identity.send(new GetIdentityPoolRolesCommand({ IdentityPoolId }));
    return { pool, hasRoles: Object.keys(Roles).length > 0 };
  });
  return found;
}

async function all<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => Item[] | undefined,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}

/** One after the other: Cognito takes few calls of an administrator a second. */
async function oneByOne<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result | undefined>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    const result = await read(item);
    if (result !== undefined) results.push(result);
  }
  return results;
}
