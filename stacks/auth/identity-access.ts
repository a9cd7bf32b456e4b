import { CognitoIdentityPool } from "@cdktf/provider-aws/lib/cognito-identity-pool";
import { CognitoIdentityPoolProviderPrincipalTag } from "@cdktf/provider-aws/lib/cognito-identity-pool-provider-principal-tag";
import {
  CognitoIdentityPoolRolesAttachment,
  type CognitoIdentityPoolRolesAttachmentRoleMapping,
} from "@cdktf/provider-aws/lib/cognito-identity-pool-roles-attachment";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Construct } from "constructs";
import type { RoleMapping } from "../../configuration";
import type { IdentityPool } from "../../configuration/access";
import { GrantedRole } from "../iam/granted-role";
import { policyDocument, type Statement } from "../iam/policy-document";
import { type NameScope, physicalName } from "../../configuration/naming";

/** Who may do what beside the trust of the roles themselves. */
export interface AccessGrants {
  /** Of everybody who has signed in, whatever their group. */
  readonly ownFiles: readonly Statement[];
  readonly signedIn: readonly Statement[];
  /** By group. */
  readonly groups: Readonly<Record<string, readonly Statement[]>>;
  readonly guests: readonly Statement[];
}

/** Props of {@link IdentityAccess}. */
export interface IdentityAccessProps {
  readonly nameScope: NameScope;
  readonly protected: boolean;
  /** `cognito-idp.<region>.amazonaws.com/<pool id>`. */
  readonly userPoolEndpoint: string;
  /** Ids of the app clients whose tokens are taken, by client name. */
  readonly clientIds: Readonly<Record<string, string>>;
  readonly groupNames: readonly string[];
  readonly identityPool: IdentityPool;
  readonly grants: AccessGrants;
  /** Ids of apps at providers whose own tokens are taken, by the names that they have there. */
  readonly supportedLoginProviders?: Readonly<Record<string, string>>;
}

/** Empty lists read back as missing ones. */
function directProviders(props: IdentityAccessProps) {
  const { supportedLoginProviders = {}, identityPool } = props;
  const { openIdConnectProviderArns, samlProviderArns } = identityPool;
  return {
    ...(Object.keys(supportedLoginProviders).length > 0 && { supportedLoginProviders }),
    ...(openIdConnectProviderArns.length > 0 && {
      openidConnectProviderArns: [...openIdConnectProviderArns],
    }),
    ...(samlProviderArns.length > 0 && { samlProviderArns: [...samlProviderArns] }),
  };
}

/**
 * The identity pool, and the roles that it hands out: one for everybody who has signed in, one for
 * each group. A group's role takes the place of the first, so each carries the base grant too.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
 */
export class IdentityAccess extends Construct {
  readonly identityPool: CognitoIdentityPool;
  /** Which role it hands out to whom. */
  readonly rolesAttachment: CognitoIdentityPoolRolesAttachment;
  /** Of everybody who has signed in and is in no group. */
  readonly authenticatedRole: GrantedRole;
  /** Of the members of each group, by its name. */
  readonly groupRoles: Readonly<Record<string, GrantedRole>>;
  /** Of whoever has not signed in. There where `identityPool.guests` is on. */
  readonly guestRole: GrantedRole | undefined;
  /** Whether sessions carry tags. */
  private readonly tagged: boolean;

  constructor(scope: Construct, id: string, props: IdentityAccessProps) {
    super(scope, id);
    this.tagged = Object.keys(props.identityPool.principalTags).length > 0;
    const clientIds = Object.values(props.clientIds);

    this.identityPool = new CognitoIdentityPool(this, "pool", {
      identityPoolName: physicalName(props.nameScope),
      allowUnauthenticatedIdentities: props.identityPool.guests,
      // The classic flow lets a client choose its own role and go round the mapping.
      allowClassicFlow: false,
      cognitoIdentityProviders: clientIds.map((clientId) => ({
        clientId,
        providerName: props.userPoolEndpoint,
        // A user who was signed out or disabled gets no new credentials.
        serverSideTokenCheck: true,
      })),
      ...directProviders(props),
      // The users' files are filed under the pool's identity ids.
      lifecycle: { preventDestroy: props.protected },
    });

    this.authenticatedRole = this.addRole("authenticated", {
      name: physicalName(props.nameScope, "authenticated"),
      description: "Everybody who has signed in.",
      kind: "authenticated",
    });
    this.allowSignedIn(this.authenticatedRole, props.grants);

    this.groupRoles = Object.fromEntries(
      props.groupNames.map((group) => {
        const role = this.addRole(`group-${group}`, {
          name: physicalName(props.nameScope, "group", group),
          description: `Members of the group ${group}.`,
          kind: "authenticated",
        });
        this.allowSignedIn(role, props.grants);
        const added = props.grants.groups[group] ?? [];
        if (added.length > 0) role.allow("group", added);
        return [group, role];
      }),
    );

    this.guestRole = props.identityPool.guests ? this.addGuestRole(props.nameScope) : undefined;
    if (props.grants.guests.length > 0) this.guestRole?.allow("guests", props.grants.guests);
    this.rolesAttachment = new CognitoIdentityPoolRolesAttachment(this, "roles", {
      identityPoolId: this.identityPool.id,
      roles: {
        authenticated: this.authenticatedRole.resource.arn,
        ...(this.guestRole && { unauthenticated: this.guestRole.resource.arn }),
      },
      roleMapping: clientIds.map((clientId) => ({
        identityProvider: `${props.userPoolEndpoint}:${clientId}`,
        ...this.mapping(props.identityPool.roleMapping),
        // A token without one clear role gets none, rather than somebody else's.
        ambiguousRoleResolution: "Deny",
      })),
    });
    if (this.tagged) {
      new CognitoIdentityPoolProviderPrincipalTag(this, "tags", {
        identityPoolId: this.identityPool.id,
        identityProviderName: props.userPoolEndpoint,
        useDefaults: false,
        principalTags: { ...props.identityPool.principalTags },
      });
    }
  }

  /** A group's role takes the place of the one for everybody, so it carries the same. */
  private allowSignedIn(role: GrantedRole, { signedIn, ownFiles }: AccessGrants): void {
    role.allow("own-files", ownFiles);
    if (signedIn.length > 0) role.allow("signed-in", signedIn);
  }

  private mapping(
    roleMapping: RoleMapping,
  ): Pick<CognitoIdentityPoolRolesAttachmentRoleMapping, "type" | "mappingRule"> {
    if (roleMapping.type === "Token") return { type: "Token" };
    return {
      type: "Rules",
      mappingRule: roleMapping.rules.map(({ group, ...rule }) => {
        const role = this.groupRoles[group];
        if (role === undefined) throw new Error(`The group ${group} has no role.`);
        return { ...rule, roleArn: role.resource.arn };
      }),
    };
  }

  /** A role that Gatehouse gives no rights by itself: what guests may do is for the team to say. */
  private addGuestRole(nameScope: NameScope): GrantedRole {
    return this.addRole("guest", {
      name: physicalName(nameScope, "guest"),
      description: "Whoever has not signed in.",
      kind: "unauthenticated",
    });
  }

  private addRole(
    id: string,
    role: {
      readonly name: string;
      readonly description: string;
      readonly kind: "authenticated" | "unauthenticated";
    },
  ): GrantedRole {
    const resource = new IamRole(this, `${id}-role`, {
      name: role.name,
      description: role.description,
      assumeRolePolicy: policyDocument([
        {
          sid: "AssumedThroughTheIdentityPool",
          principal: { Federated: "cognito-identity.amazonaws.com" },
          actions: [
            "sts:AssumeRoleWithWebIdentity",
            ...(this.tagged && role.kind === "authenticated" ? ["sts:TagSession"] : []),
          ],
          // Both: without `aud` any identity pool in the world could hand this role out.
          conditions: {
            StringEquals: { "cognito-identity.amazonaws.com:aud": this.identityPool.id },
            "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": role.kind },
          },
        },
      ]),
    });
    return new GrantedRole(resource, this, id);
  }
}
