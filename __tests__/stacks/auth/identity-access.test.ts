import { describe, expect, test } from "@jest/globals";
import { authTemplateWith } from "../../support/auth-template";
import { allowedBy, statements } from "../../support/policies";
import type { Template } from "../../support/template";

const template = authTemplateWith({ clients: { web: {}, admin: {} } });

function assumedByFederation(from: Template) {
  return from
    .resources()
    .filter(({ type }) => type === "aws_iam_role")
    .filter(({ block }) => String(block["assume_role_policy"]).includes("Federated"));
}

test("guests and the classic flow are off", () => {
  expect(template.only("aws_cognito_identity_pool")).toMatchObject({
    allow_unauthenticated_identities: false,
    allow_classic_flow: false,
    lifecycle: { prevent_destroy: true },
  });
});

test("each client is a provider with a server-side token check and a mapping of its own", () => {
  const endpoint = "${aws_cognito_user_pool.user-directory_pool.endpoint}";
  const ids = ["web", "admin"].map(
    (name) => `\${aws_cognito_user_pool_client.app-clients_${name}.id}`,
  );
  expect(template.only("aws_cognito_identity_pool")["cognito_identity_providers"]).toEqual(
    ids.map((client_id) => ({
      client_id,
      provider_name: endpoint,
      server_side_token_check: true,
    })),
  );
  expect(template.only("aws_cognito_identity_pool_roles_attachment")["role_mapping"]).toEqual(
    ids.map((id) => ({
      identity_provider: `${endpoint}:${id}`,
      type: "Token",
      ambiguous_role_resolution: "Deny",
    })),
  );
});

test("there is a role for everybody and one for each group, and no other", () => {
  expect(assumedByFederation(template).map(({ block }) => block["name"])).toEqual([
    "acme-dev-authenticated",
    "acme-dev-group-Admins",
    "acme-dev-group-Managers",
    "acme-dev-group-Users",
  ]);
});

describe.each(assumedByFederation(template).map(({ address, block }) => [address, block] as const))(
  "%s",
  (address, block) => {
    test("is handed out by this identity pool only, to those who have signed in", () => {
      expect(statements(block["assume_role_policy"])).toEqual([
        expect.objectContaining({
          Principal: { Federated: "cognito-identity.amazonaws.com" },
          Action: ["sts:AssumeRoleWithWebIdentity"],
          Condition: {
            StringEquals: {
              "cognito-identity.amazonaws.com:aud":
                "${aws_cognito_identity_pool.identity-access_pool.id}",
            },
            "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
          },
        }),
      ]);
    });

    test("reads, writes, deletes and lists the user's own files, and does nothing else", () => {
      const bucket = "${aws_s3_bucket.attachments_bucket.arn}";
      const ownFiles = [`${bucket}/private/$\${cognito-identity.amazonaws.com:sub}/*`];
      expect(allowedBy(template, address)).toEqual({
        "s3:GetObject": ownFiles,
        "s3:PutObject": ownFiles,
        "s3:DeleteObject": ownFiles,
        "s3:ListBucket": [bucket],
      });
    });
  },
);

test("listing is limited to the user's own folder", () => {
  const own = template
    .all("aws_iam_role_policy")
    .flatMap((block) => statements(block["policy"]))
    .filter(({ Action }) => Action.includes("s3:ListBucket"));
  expect(own).toHaveLength(4);
  for (const { Condition } of own) {
    expect(Condition).toEqual({
      StringLike: {
        "s3:prefix": [
          "private/$${cognito-identity.amazonaws.com:sub}/",
          "private/$${cognito-identity.amazonaws.com:sub}/*",
        ],
      },
    });
  }
});

test("with guests on, they get a role of their own that allows nothing", () => {
  const withGuests = authTemplateWith({ identityPool: { guests: true } });
  const guest = withGuests.named("aws_iam_role", "acme-dev-guest");
  expect(statements(guest["assume_role_policy"])).toMatchObject([
    {
      Condition: {
        "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "unauthenticated" },
      },
    },
  ]);
  expect(allowedBy(withGuests, "aws_iam_role.identity-access_guest-role")).toEqual({});
  expect(withGuests.only("aws_cognito_identity_pool_roles_attachment")["roles"]).toHaveProperty(
    "unauthenticated",
  );
});

test("each group has its precedence, its description and its role", () => {
  const custom = authTemplateWith({
    groups: [
      { name: "Owners", precedence: 1, description: "Own it." },
      { name: "Users", precedence: 2, description: "Use it." },
    ],
  });
  expect(custom.named("aws_cognito_user_group", "Owners")).toMatchObject({
    precedence: 1,
    description: "Own it.",
    role_arn: "${aws_iam_role.identity-access_group-Owners-role.arn}",
  });
  expect(custom.all("aws_cognito_user_group")).toHaveLength(2);
  expect(custom.output("group_role_arns")).toEqual({
    Owners: "${aws_iam_role.identity-access_group-Owners-role.arn}",
    Users: "${aws_iam_role.identity-access_group-Users-role.arn}",
  });
});
