import { describe, expect, test } from "@jest/globals";
import { authTemplateWith } from "../../support/auth-template";
import { problemsOf } from "../../support/configuration-problems";
import { allStatements, allowedBy, statements } from "../../support/policies";

const bucket = "${aws_s3_bucket.attachments_bucket.arn}";
const template = authTemplateWith({
  groups: [
    {
      name: "Editors",
      precedence: 1,
      description: "Edit.",
      access: { files: { group: ["read", "write"], public: ["write"] }, allRows: "read" },
    },
    { name: "Users", precedence: 2, description: "Everybody." },
  ],
  identityPool: {
    guests: true,
    guestAccess: { publicFiles: "read" },
    signedIn: { files: { shared: ["read"] }, ownRow: "read" },
    roleMapping: {
      type: "Rules",
      rules: [{ claim: "department", matchType: "Equals", value: "press", group: "Editors" }],
    },
  },
});
const may = (role: string) => allowedBy(template, `aws_iam_role.identity-access_${role}-role`);
const filesOf = (role: string, action: string) =>
  allStatements(template)
    .filter(({ address }) => address.includes(`identity-access_${role}-`))
    .filter(({ statement }) => statement.Action.includes(action))
    .flatMap(({ statement }) => statement.Resource);

describe("a role may do what the configuration says by verb, and nothing else", () => {
  test("everybody who has signed in, in each group too", () => {
    for (const role of ["authenticated", "group-Editors", "group-Users"]) {
      expect(filesOf(role, "s3:GetObject")).toContain(`${bucket}/shared/*`);
      expect(filesOf(role, "s3:PutObject")).not.toContain(`${bucket}/shared/*`);
    }
    expect(filesOf("group-Users", "s3:PutObject")).toEqual([
      `${bucket}/private/$\${cognito-identity.amazonaws.com:sub}/*`,
    ]);
  });

  test("a group in its own folder, and on every row", () => {
    expect(filesOf("group-Editors", "s3:PutObject")).toEqual(
      expect.arrayContaining([`${bucket}/group/Editors/*`, `${bucket}/public/*`]),
    );
    expect(filesOf("group-Editors", "s3:DeleteObject")).not.toContain(`${bucket}/group/Editors/*`);
    expect(may("group-Editors")).toHaveProperty("dynamodb:Scan");
    expect(may("group-Users")).not.toHaveProperty("dynamodb:Scan");
  });

  test("a guest reads what is public", () => {
    expect(may("guest")).toEqual({
      "s3:GetObject": [`${bucket}/public/*`],
      "s3:ListBucket": [bucket],
    });
  });

  test("a user reads the row that the session's tag names", () => {
    const [own] = allStatements(template)
      .map(({ statement }) => statement)
      .filter(({ Sid }) => Sid === "ReadOwnRow");
    expect(own?.Condition).toEqual({
      "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["$${aws:PrincipalTag/sub}"] },
      Null: { "dynamodb:LeadingKeys": "false" },
    });
    expect(template.only("aws_cognito_identity_pool_provider_principal_tag")).toMatchObject({
      principal_tags: { sub: "sub" },
    });
    const role = template.named("aws_iam_role", "acme-dev-group-Users");
    expect(statements(role["assume_role_policy"])[0]?.Action).toContain("sts:TagSession");
  });

  test("rules hand out the roles of groups, and whoever none fits gets none", () => {
    expect(template.only("aws_cognito_identity_pool_roles_attachment")["role_mapping"]).toEqual([
      expect.objectContaining({
        type: "Rules",
        ambiguous_role_resolution: "Deny",
        mapping_rule: [
          {
            claim: "department",
            match_type: "Equals",
            value: "press",
            role_arn: "${aws_iam_role.identity-access_group-Editors-role.arn}",
          },
        ],
      }),
    ]);
  });
});

const rule = { claim: "department", matchType: "Equals", value: "press", group: "Admins" };
test.each<[string, Readonly<Record<string, unknown>>, string, string]>([
  [
    "a rule by what users write",
    { identityPool: { roleMapping: { type: "Rules", rules: [{ ...rule, claim: "email" }] } } },
    "identityPool.roleMapping.rules[0].claim",
    "users can set email to anything through the client web, so it gives no rights",
  ],
  [
    "a rule for a group that there is not",
    { identityPool: { roleMapping: { type: "Rules", rules: [{ ...rule, group: "Press" }] } } },
    "identityPool.roleMapping.rules[0].group",
    "a rule hands out the role of a group that exists",
  ],
  [
    "rules that nobody looks at",
    { identityPool: { roleMapping: { type: "Token", rules: [rule] } } },
    "identityPool.roleMapping.rules",
    "with `Token` the identity pool goes by groups, so no rule would be looked at",
  ],
  [
    "no rules to go by",
    { identityPool: { roleMapping: { type: "Rules" } } },
    "identityPool.roleMapping.rules",
    "with `Rules` the identity pool goes by rules, and there are none",
  ],
  [
    "a tag that users write",
    { identityPool: { principalTags: { mail: "email" } } },
    "identityPool.principalTags.mail",
    "users can set email to anything through the client web, so it gives no rights",
  ],
  [
    "somebody else's row",
    { identityPool: { signedIn: { ownRow: "read" }, principalTags: { sub: "boss" } } },
    "identityPool.principalTags.sub",
    "the tag `sub` says whose row a user may read, and that is the claim `sub`",
  ],
  [
    "what guests may do, without guests",
    { identityPool: { guestAccess: { publicFiles: "read" } } },
    "identityPool.guestAccess",
    "this is what guests may do, and none are let in",
  ],
])("%s is refused", (_what, parts, path, told) => {
  expect(problemsOf(parts)).toEqual([
    expect.objectContaining({ path: `environments.dev.${path}`, rule: told }),
  ]);
});
