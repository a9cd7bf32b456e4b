import type { TerraformResource } from "cdktf";
import type { AuthStack } from "../../stacks/auth-stack";
import { keep } from "../../stacks/keep";
import type { Kept } from "./kept";

/** The resources that an environment can adopt, each with what it is called in `extend.ts`. */
export function adoptable(auth: AuthStack): readonly (readonly [string, TerraformResource])[] {
  const named = (from: string, resources: Readonly<Record<string, TerraformResource>>) =>
    Object.entries(resources).map(
      ([name, resource]) => [`auth.${from}[${JSON.stringify(name)}]`, resource] as const,
    );
  return [
    ["auth.pool", auth.pool],
    ...named("clients", auth.clients),
    ...named("groups", auth.groups),
    ...named("identityProviders", auth.identityProviders),
    ...named("resourceServers", auth.resourceServers),
    ...(auth.managedLogin
      ? [["auth.managedLogin?.domain", auth.managedLogin.domain] as const]
      : []),
    ["auth.access.identityPool", auth.access.identityPool],
    ["auth.access.rolesAttachment", auth.access.rolesAttachment],
  ];
}

/** A resource's address: `aws_cognito_user_pool.user-directory_pool`. */
export function addressOf(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}

/** Keeps what is to be kept, as `extend.ts` will. */
export function keepAll(auth: AuthStack, kept: Kept): void {
  for (const [, resource] of adoptable(auth)) {
    const settings = kept.get(addressOf(resource));
    if (settings !== undefined) keep(resource, settings);
  }
}
