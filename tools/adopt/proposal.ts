import type { GroupType } from "@aws-sdk/client-cognito-identity-provider";
import type { LivePool } from "./live-pool";
import { namedClients, proposedClient, withNames } from "./proposed-clients";
import { filled, present, type Proposed, proposedUserPool } from "./proposed-pool";
import { type ProviderSecret, proposedProviders } from "./proposed-providers";

/** Where the environment is to be. */
export interface Place {
  readonly project: string;
  readonly environment: string;
  readonly accountId: string;
  readonly region: string;
  readonly state: Proposed;
}

/** An environment's entry, as far as it follows from the pool. */
export interface Proposal {
  readonly entry: Proposed;
  /** Secrets that Terraform reads when it plans: they have to be there by then. */
  readonly secrets: readonly ProviderSecret[];
  /** What the pool has and the environment leaves alone, each with why. */
  readonly left: readonly { readonly what: string; readonly why: string }[];
}

/** Groups that Gatehouse makes where a pool has none: new users have to go somewhere. */
const firstGroup = { name: "Users", precedence: 30, description: "Everybody who has signed up." };

/**
 * The environment that has what the pool has. The configuration's rules have not seen it yet.
 *
 * @param functions those of the team's own that every environment has.
 */
export function proposedEnvironment(
  live: LivePool,
  place: Place,
  functions: readonly string[],
): Proposal {
  const { project, environment, accountId, region, state } = place;
  const clients = namedClients(live);
  const servers = withNames(live.resourceServers, ({ Identifier }) => Identifier ?? "server");
  const providers = proposedProviders(live, `/${project}/${environment}/identity-providers`);
  const [domain, ...otherDomains] = live.domains;
  const [identityPool, ...otherPools] = live.identityPools;
  const groups = proposedGroups(live.groups);
  const isAlone = otherPools.length === 0 ? identityPool : undefined;
  const entry = present({
    accountId,
    region,
    state,
    adopt: present({
      userPoolId: live.pool.Id,
      clientIds: byName(clients, ({ ClientId }) => ClientId),
      groups: filled(live.groups.map(({ GroupName = "" }) => GroupName)),
      identityProviders: filled(providers.names),
      resourceServers: filled(servers.map(({ name }) => name)),
      domain: domain === undefined ? undefined : true,
      identityPoolId: isAlone?.pool.IdentityPoolId,
      identityPoolRoles: isAlone?.hasRoles === true ? true : undefined,
    }),
    userPool: proposedUserPool(live),
    clients: byName(clients, proposedClient),
    identityProviders: providers.settings,
    resourceServers: byName(servers, ({ Identifier, Name, Scopes = [] }) =>
      present({
        identifier: Identifier,
        name: Name === Identifier ? undefined : Name,
        scopes: Object.fromEntries(
          Scopes.map(({ ScopeName = "", ScopeDescription = "" }) => [ScopeName, ScopeDescription]),
        ),
      }),
    ),
    domain: domain && proposedDomain(domain),
    groups,
    signUp: { defaultGroup: defaultGroupOf(groups) },
    identityPool:
      isAlone?.pool.AllowUnauthenticatedIdentities === true ? { guests: true } : undefined,
    // What calls functions of its own goes on calling them; Gatehouse's come when the team names them.
    triggers: [],
    // Every user of the pool would be put into a group at once.
    recipes: { reconcileUsers: { mode: "report" } },
    // They may ask for clients and groups by the names that these have elsewhere.
    functions:
      functions.length === 0
        ? undefined
        : { each: Object.fromEntries(functions.map((name) => [name, { deploy: false }])) },
  });
  return {
    entry,
    secrets: providers.secrets,
    left: [
      ...providers.left,
      ...otherDomains.map(({ Domain }) => ({
        what: `the domain ${Domain ?? ""}`,
        why: "an environment has one, and the pool has two: Cognito keeps it, and Terraform knows nothing of it",
      })),
      ...(isAlone === undefined ? live.identityPools : []).map(({ pool }) => ({
        what: `the identity pool ${pool.IdentityPoolId ?? ""}`,
        why: "several take the pool's tokens, and an environment has one: name the one that is to be adopted in `adopt.identityPoolId`",
      })),
    ],
  };
}

function byName<Item>(
  items: readonly { readonly name: string; readonly item: Item }[],
  valueOf: (item: Item) => unknown,
): Proposed | undefined {
  if (items.length === 0) return undefined;
  return Object.fromEntries(items.map(({ name, item }) => [name, valueOf(item)]));
}

/** The configuration wants a description, and a precedence that no other group has. */
function proposedGroups(groups: readonly GroupType[]): readonly (typeof firstGroup)[] {
  if (groups.length === 0) return [firstGroup];
  const taken = new Set<number>();
  return groups.map(({ GroupName: name = "", Precedence, Description }) => {
    let precedence = Precedence ?? 10;
    while (taken.has(precedence)) precedence += 1;
    taken.add(precedence);
    return { name, precedence, description: described(Description) ?? name };
  });
}

/** AWS tells an empty one of a group without any. */
function described(description: string | undefined): string | undefined {
  return description === "" ? undefined : description;
}

function defaultGroupOf(groups: readonly (typeof firstGroup)[]): string {
  const last = [...groups].sort((one, other) => other.precedence - one.precedence)[0];
  return groups.find(({ name }) => name === firstGroup.name)?.name ?? last?.name ?? "";
}

function proposedDomain({
  Domain,
  CustomDomainConfig,
  ManagedLoginVersion,
}: LivePool["domains"][number]): Proposed {
  const certificateArn = CustomDomainConfig?.CertificateArn;
  return present({
    ...(certificateArn === undefined ? { prefix: Domain } : { name: Domain, certificateArn }),
    managedLoginVersion: ManagedLoginVersion,
  });
}
