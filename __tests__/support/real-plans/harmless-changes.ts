import { appendFileSync } from "node:fs";
import path from "node:path";
import { addresses, baseEnvironment } from "./base";
import type { PlannedChange } from "./real-plans";
import { editPolicy, renameResource, resourceAt } from "./stack-json";

const { clients, table } = addresses;
const { userPool } = baseEnvironment;

/** What teams do every day. A review that blocks it teaches them to allow everything. */
export const harmlessChanges: readonly PlannedChange[] = [
  { name: "nothing changes", plan: "nothing" },
  { name: "the first deploy", plan: "first", deployed: "nothing" },
  {
    name: "a tag is added to everything",
    plan: "tag",
    environment: (environment) => ({ ...environment, tags: { team: "identity" } }),
  },

  {
    name: "a custom attribute is added",
    plan: "settings",
    environment: (environment) => ({
      ...environment,
      userPool: {
        ...environment.userPool,
        customAttributes: { ...userPool.customAttributes, newsletter: { type: "Boolean" } },
      },
    }),
  },
  {
    name: "a longer password is asked for",
    plan: "settings",
    environment: (environment) => ({
      ...environment,
      userPool: { ...environment.userPool, passwordPolicy: { minimumLength: 16 } },
    }),
  },
  {
    name: "the e-mail with the code says something else",
    plan: "settings",
    environment: (environment) => ({
      ...environment,
      userPool: {
        ...environment.userPool,
        verificationEmail: { subject: "Welcome", message: "Your code: {####}" },
      },
    }),
  },
  {
    name: "a group is added, and another described anew",
    plan: "settings",
    environment: (environment) => ({
      ...environment,
      groups: [
        { name: "Admins", precedence: 10, description: "Look after users and settings." },
        { name: "Managers", precedence: 20, description: "Manage the work of others." },
        { name: "Users", precedence: 30, description: "Everybody who has signed up." },
        { name: "Partners", precedence: 40, description: "Work for somebody else." },
      ],
    }),
  },
  {
    name: "an app client without a callback URL is added",
    plan: "settings",
    environment: (environment) => ({
      ...environment,
      clients: { ...environment.clients, kiosk: { authFlows: ["USER_SRP_AUTH"] } },
    }),
  },
  {
    name: "tokens are valid for a shorter time, and a callback URL is removed",
    plan: "settings",
    environment: (environment) => ({
      ...environment,
      clients: {
        ...environment.clients,
        web: {
          oauth: { callbackUrls: ["https://app.example.com/signed-in"] },
          accessTokenValidity: { value: 10, unit: "minutes" },
        },
      },
    }),
  },
  {
    name: "pages of one more origin may reach the users' files",
    plan: "settings",
    environment: (environment) => ({
      ...environment,
      attachments: {
        ...environment.attachments,
        allowedOrigins: ["https://app.example.com", "https://www.example.com"],
      },
    }),
  },
  {
    name: "a trigger is added",
    plan: "settings",
    environment: (environment) => ({
      ...environment,
      triggers: [...baseEnvironment.triggers, "post-authentication"],
    }),
  },
  {
    name: "logs are kept for longer",
    plan: "settings",
    environment: (environment) => ({ ...environment, functions: { logRetentionDays: 365 } }),
  },
  {
    name: "a function's code changes",
    plan: "settings",
    edit: (_, folder) => {
      appendFileSync(path.join(folder, "functions/pre-authentication/index.js"), "\n// changed\n");
    },
  },
  {
    name: "a policy says the same in other words",
    plan: "settings",
    edit: (stack) => {
      editPolicy(stack, addresses.supportPolicy, "policy", (policy) => {
        const [statement] = policy.Statement;
        policy.Statement = [
          { ...statement, Sid: "Look", Action: "cognito-idp:AdminGetUser" },
          { ...statement, Sid: "List", Action: ["cognito-idp:ListUsers"] },
        ];
      });
    },
  },
  {
    name: "a role's trust says the same in other words",
    plan: "settings",
    edit: (stack) => {
      editPolicy(
        stack,
        addresses.supportRole,
        "assume_role_policy",
        ({ Statement: [statement] }) => {
          Object.assign(statement ?? {}, {
            Sid: "Office",
            Principal: { AWS: ["arn:aws:iam::123456789012:role/office"] },
            Action: ["sts:AssumeRole"],
            Condition: { Bool: { "aws:MultiFactorAuthPresent": ["true"] } },
          });
        },
      );
    },
  },
  {
    name: "a policy allows less",
    plan: "settings",
    edit: (stack) => {
      editPolicy(
        stack,
        "aws_iam_role_policy.triggers_pre-authentication_own-policy",
        "policy",
        (policy) => {
          policy.Statement = policy.Statement.filter(({ Sid }) => Sid !== "SendTraces");
        },
      );
    },
  },

  {
    name: "constructs are renamed with `moved`",
    plan: "addresses",
    edit: (stack) => {
      renameResource(stack, table, "users");
      renameResource(stack, clients.mobile, "phone");
      stack.moved = [
        { from: table, to: "aws_dynamodb_table.users" },
        { from: clients.mobile, to: "aws_cognito_user_pool_client.phone" },
      ];
    },
  },
  {
    name: "a table that is deployed already is imported as it is",
    plan: "import",
    unknown: [table],
    edit: (stack) => {
      stack.import = [{ to: table, id: "acme-prod-users" }];
    },
  },
  {
    // Terraform itself takes the one of before for the first.
    name: "a resource gets a `count` of one",
    plan: "addresses",
    edit: (stack) => {
      resourceAt(stack, addresses.key)["count"] = 1;
    },
  },
];
