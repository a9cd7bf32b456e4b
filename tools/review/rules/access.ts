import type { Rule } from "./rule";
import { becomes, wasAndMayNotBe, watchRule } from "./watch";

const identityPool = "aws_cognito_identity_pool";
const rolesAttachment = "aws_cognito_identity_pool_roles_attachment";
const noCredentials =
  "Users of the identity pool get no AWS credentials any more: uploads and API calls fail.";

/** Who gets in: guests, strangers who sign up, and users without their roles. */
export const accessRules: readonly Rule[] = [
  watchRule(
    {
      id: "guests-allowed",
      title: "People who have not signed in get AWS credentials.",
      why: "Guests of an identity pool get AWS credentials without signing in.",
      fix: "Keep guests out.",
      see: "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html",
    },
    [
      {
        type: identityPool,
        path: ["allow_unauthenticated_identities"],
        when: becomes(true),
        level: "block",
        effect: "Anybody who knows the pool's id gets AWS credentials without signing in.",
        instead: "Keep guests out; serve what is public without credentials.",
      },
      {
        // Without the enhanced flow there is no session policy that narrows a role further, but a
        // token of the pool and a role that trusts it are still needed.
        type: identityPool,
        path: ["allow_classic_flow"],
        when: becomes(true),
        level: "notice",
        effect:
          "Apps can ask for any role that trusts the pool, not only for the one it would choose.",
        instead: "Keep the enhanced flow, unless an old SDK cannot use it.",
      },
    ],
  ),
  watchRule(
    {
      id: "public-sign-up-allowed",
      title: "Anybody can make an account.",
      why: "A pool that only invites relies on nobody else making an account.",
      fix: "Invite users with AdminCreateUser.",
      see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-admin-create-user-policy.html",
    },
    [
      {
        type: "aws_cognito_user_pool",
        path: ["admin_create_user_config", 0, "allow_admin_create_user_only"],
        when: wasAndMayNotBe(true),
        level: "block",
        effect: "Anybody can sign up, where until now an administrator made every account.",
        instead: "Keep sign-up closed; invite users with AdminCreateUser.",
      },
    ],
  ),
  watchRule(
    {
      id: "roles-detached",
      title: "Users of an identity pool lose their roles, or get others.",
      why: "Without its roles an identity pool gives nobody credentials.",
      fix: "Keep the attachment, or replace it in the same change.",
      see: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html",
    },
    [
      {
        type: rolesAttachment,
        path: ["identity_pool_id"],
        when: (before) => before !== null,
        level: "block",
        effect: noCredentials,
        instead: "Keep the roles where they are, and attach roles to the other pool beside it.",
      },
    ],
    [
      {
        type: rolesAttachment,
        level: "block",
        effect: noCredentials,
        instead: "Keep the attachment, or replace it in the same change.",
        partOf: { type: identityPool, attribute: "id", from: "identity_pool_id" },
      },
    ],
  ),
];
