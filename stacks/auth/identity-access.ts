import { CognitoIdentityPool } from "@cdktf/provider-aws/lib/cognito-identity-pool";
import { CognitoIdentityPoolRolesAttachment } from "@cdktf/provider-aws/lib/cognito-identity-pool-roles-attachment";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Construct } from "constructs";
import { GrantedRole } from "../iam/granted-role";
import { policyDocument, type Statement } from "../iam/policy-document";
import { type NameScope, physicalName } from "../../configuration/naming";

/** Props of {@link IdentityAccess}. */
export interface IdentityAccessProps {
  readonly nameScope: NameScope;
  readonly protected: boolean;
  /** `cognito-idp.<region>.amazonaws.com/<pool id>`. */
  readonly userPoolEndpoint: string;
  /** Ids of the app clients whose tokens are taken, by client name. */
  readonly clientIds: Readonly<Record<string, string>>;
  readonly groupNames: readonly string[];
  readonly guests: boolean;
  /** What everybody who has signed in may do, whatever their group. */
  readonly baseGrant: readonly Statement[];
}

/**
 * The identity pool, and the roles that it hands out: one for everybody who has signed in, one for
 * each group. A group's role takes the place of the first, so each carries the base grant too.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
 */
export class IdentityAccess extends Construct {
  readonly identityPool: CognitoIdentityPool;
  /** Of everybody who has signed in and is in no group. */
  readonly authenticatedRole: GrantedRole;
  /** Of the members of each group, by its name. */
  readonly groupRoles: Readonly<Record<string, GrantedRole>>;
  /** Of whoever has not signed in. There where `identityPool.guests` is on. */
  readonly guestRole: GrantedRole | undefined;

  constructor(scope: Construct, id: string, props: IdentityAccessProps) {
    super(scope, id);
    const clientIds = Object.values(props.clientIds);

    this.identityPool = new CognitoIdentityPool(this, "pool", {
      identityPoolName: physicalName(props.nameScope),
      allowUnauthenticatedIdentities: props.guests,
      // The classic flow lets a client choose its own role and go round the mapping.
      allowClassicFlow: false,
      cognitoIdentityProviders: clientIds.map((clientId) => ({
        clientId,
        providerName: props.userPoolEndpoint,
        // A user who was signed out or disabled gets no new credentials.
        serverSideTokenCheck: true,
      })),
      // The users' files are filed under the pool's identity ids.
      lifecycle: { preventDestroy: props.protected },
    });

    this.authenticatedRole = this.addRole("authenticated", {
      name: physicalName(props.nameScope, "authenticated"),
      description: "Everybody who has signed in.",
      kind: "authenticated",
    });
    this.authenticatedRole.allow("own-files", props.baseGrant);

    this.groupRoles = Object.fromEntries(
      props.groupNames.map((group) => {
        const role = this.addRole(`group-${group}`, {
          name: physicalName(props.nameScope, "group", group),
          description: `Members of the group ${group}.`,
          kind: "authenticated",
        });
        role.allow("own-files", props.baseGrant);
        return [group, role];
      }),
    );

    this.guestRole = props.guests ? this.addGuestRole(props.nameScope) : undefined;
    new CognitoIdentityPoolRolesAttachment(this, "roles", {
      identityPoolId: this.identityPool.id,
      roles: {
        authenticated: this.authenticatedRole.resource.arn,
        ...(this.guestRole && { unauthenticated: this.guestRole.resource.arn }),
      },
      roleMapping: clientIds.map((clientId) => ({
        identityProvider: `${props.userPoolEndpoint}:${clientId}`,
        type: "Token",
        // A token without one clear role gets none, rather than somebody else's.
        ambiguousRoleResolution: "Deny",
      })),
    });
  }

  /** A role that Gatehouse gives no rights: what guests may do is for the team to say. */
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
          actions: ["sts:AssumeRoleWithWebIdentity"],
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
