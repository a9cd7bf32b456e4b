import type { TerraformResource } from "cdktf";
import type { AdoptionInput } from "../../configuration";

/** What of an auth stack may exist already. */
export interface Adoptable {
  readonly pool: TerraformResource;
  readonly clients: Readonly<Record<string, TerraformResource>>;
  readonly groups: Readonly<Record<string, TerraformResource>>;
  readonly identityProviders: Readonly<Record<string, TerraformResource>>;
  readonly resourceServers: Readonly<Record<string, TerraformResource>>;
  readonly domain: TerraformResource | undefined;
  readonly identityPool: TerraformResource;
  readonly identityPoolRoles: TerraformResource;
}

/** What each part is called where it is already. */
export interface AdoptedNames {
  /** Of the domain: its prefix, or its own name. */
  readonly domain: string | undefined;
  /** Identifiers of resource servers, by their names in the configuration. */
  readonly identifiers: Readonly<Record<string, string>>;
}

/**
 * Has Terraform import what exists already. Each type of the provider has an id of its own form. An import
 * that is done is passed over, so the blocks can stay.
 *
 * @see https://developer.hashicorp.com/terraform/language/import
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/cognito_user_pool#import
 */
export function importAdopted(adopt: AdoptionInput, stack: Adoptable, names: AdoptedNames): void {
  const pool = adopt.userPoolId;
  stack.pool.importFrom(pool);
  for (const [name, id] of Object.entries(adopt.clientIds ?? {})) {
    stack.clients[name]?.importFrom(`${pool}/${id}`);
  }
  for (const name of adopt.groups ?? []) stack.groups[name]?.importFrom(`${pool}/${name}`);
  for (const name of adopt.identityProviders ?? []) {
    stack.identityProviders[name]?.importFrom(`${pool}:${name}`);
  }
  for (const name of adopt.resourceServers ?? []) {
    stack.resourceServers[name]?.importFrom(`${pool}|${names.identifiers[name] ?? ""}`);
  }
  if (adopt.domain === true) stack.domain?.importFrom(names.domain ?? "");
  if (adopt.identityPoolId === undefined) return;
  stack.identityPool.importFrom(adopt.identityPoolId);
  if (adopt.identityPoolRoles === true) stack.identityPoolRoles.importFrom(adopt.identityPoolId);
}
