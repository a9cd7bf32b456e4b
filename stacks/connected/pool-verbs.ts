/**
 * What a function may do on the user pool, in verbs: the actions of each.
 *
 * None of them gives a password, a session or a secret of another: `AdminSetUserPassword`,
 * `AdminInitiateAuth` and `AdminLinkProviderForUser` let whoever may call them sign in as anybody, and
 * `DescribeUserPoolClient` tells a client's secret. They are in `admin` alone.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html
 */
export const poolVerbs = {
  /** Look at users, their groups and their devices. */
  readUsers: [
    "AdminGetDevice",
    "AdminGetUser",
    "AdminListDevices",
    "AdminListGroupsForUser",
    "AdminListUserAuthEvents",
    "ListUsers",
    "ListUsersInGroup",
  ],
  /** Invite, change, disable, sign out and delete users. */
  manageUsers: [
    "AdminConfirmSignUp",
    "AdminCreateUser",
    "AdminDeleteUser",
    "AdminDeleteUserAttributes",
    "AdminDisableUser",
    "AdminEnableUser",
    "AdminForgetDevice",
    "AdminGetUser",
    "AdminResetUserPassword",
    "AdminSetUserMFAPreference",
    "AdminUpdateDeviceStatus",
    "AdminUpdateUserAttributes",
    "AdminUserGlobalSignOut",
  ],
  /** Put users into groups, and take them out. */
  manageGroupMembership: [
    "AdminAddUserToGroup",
    "AdminListGroupsForUser",
    "AdminRemoveUserFromGroup",
    "ListGroups",
    "ListUsersInGroup",
  ],
  /** Make, change and delete groups. */
  manageGroups: ["CreateGroup", "DeleteGroup", "GetGroup", "ListGroups", "UpdateGroup"],
  /** Look at the pool's settings, and at what it has: groups, clients, providers, by name. */
  readPool: [
    "DescribeUserPool",
    "GetGroup",
    "GetUserPoolMfaConfig",
    "ListGroups",
    "ListIdentityProviders",
    "ListResourceServers",
    "ListUserPoolClients",
  ],
  /** All that an administrator of users may do, passwords and sign-ins of others included. */
  admin: [
    "Admin*",
    "DescribeIdentityProvider",
    "DescribeResourceServer",
    "DescribeUserPool",
    "DescribeUserPoolClient",
    "DescribeUserPoolDomain",
    "GetGroup",
    "ListGroups",
    "ListUserPoolClients",
    "ListUsers",
    "ListUsersInGroup",
    "UpdateGroup",
  ],
} as const;

/** {@link poolVerbs} */
export type PoolVerb = keyof typeof poolVerbs;
