import { z } from "zod";
import { adoption, existingUserPool } from "./adoption/schema";
import { httpApi } from "./http-api/schema";
import { waf } from "./waf/schema";
import { accessLogsSchema } from "./access-logs";
import { alarmsSchema } from "./alarms";
import { groupAccessSchema, identityPoolSchema } from "./access";
import { client } from "./clients/schema";
import { factorSchemas } from "./factors";
import { domain } from "./domain/schema";
import { email } from "./email/schema";
import { identityProviders } from "./identity-providers/schema";
import { resourceServers } from "./resource-servers/schema";
import { bundleLoaders, functionRuntimes, logRetentionDays } from "./input";
import { messagesSchema } from "./messages";
import { regions } from "./regions";
import { choice, integer, kind, list, matches, must, words } from "./schema-blocks";
import { threatProtectionSchema } from "./threat-protection";
import { triggerNames } from "./trigger-catalogue";
import { standardAttributes } from "./user-attributes";
import { userAttribute } from "./values/user-attribute";
import { kmsKeyArn, sesIdentityArn, userPoolArn } from "./values/arn";
import { emailDomain, mailbox } from "./values/email-address";
import { origin } from "./values/origin";
import {
  accountId,
  bucketName,
  clientName,
  customAttributeName,
  groupName,
  keyPrefix,
  label,
  rowField,
  senderId,
} from "./values/resource-name";
import { schedule } from "./values/schedule";
import { sentText } from "./values/sent-text";
import { faultyTags, tagCount, tagKey, tagValue } from "./values/tags";
import { endpointUrl } from "./values/url";
import { isVariableName, variableNameRule } from "./values/variable-name";

const region = z.enum(regions, {
  error: "a Region is one of the `aws` partition that has Cognito user pools",
});

const reason = words(10, 500, "the reason for switching protection off");

/** A day of the calendar, which `Date` would otherwise move on: 31 June is 1 July to it. */
function isDay(value: string): boolean {
  const day = new Date(`${value}T00:00:00Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(day.getTime()) &&
    day.toISOString().startsWith(value)
  );
}

const allowance = z.strictObject({
  address: matches(
    // Modules, then the resource, each with its index or key; or a provider's source.
    /^(?:(?:module\.[A-Za-z_][\w-]*(?:\[(?:\d+|"[^"]*")\])?\.)*(?:(?:data|ephemeral|action)\.[a-z]\w*|[a-z][a-z0-9]*(?:_[a-z0-9]+)+)\.[A-Za-z_][\w-]*(?:\[(?:\d+|"[^"]*")\])?|[\w.-]+\/[\w-]+\/[\w-]+)$/,
    "address is a resource's address, as Terraform's plan prints it, or a provider's source",
    "copy it from the review: `aws_cognito_user_pool.user-directory_pool`",
  ),
  rule: matches(
    /^[a-z]+(?:-[a-z0-9]+)*$/,
    "rule is the name of one of the review's rules",
    "copy it from the review, where it stands beside the address: `callback-url-added`",
  ),
  reason: words(10, 500, "the reason for allowing a blocked change"),
  until: must(
    z.string(),
    isDay,
    "until is the last day on which the change is allowed, a day of the calendar: `2026-12-31`",
    "write year, month and day with hyphens",
  ),
});

const review = z.strictObject({
  production: z.boolean().optional(),
  allow: z.array(allowance).optional(),
});

/** @see https://docs.github.com/en/get-started/using-git/dealing-with-special-characters-in-branch-and-tag-names */
const github = z.strictObject({
  // Both go into trust policies, where `*` and `?` would let others in.
  repository: matches(
    /^[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
    "repository is `<owner>/<name>` on GitHub",
    "write it as in the repository's address: `acme/users`",
  ),
  repositoryId: matches(
    /^[1-9]\d{0,18}$/,
    "repositoryId is GitHub's number of the repository, as text",
    "run `gh api repos/<owner>/<name> --jq .id` and write what it prints in quotes",
  ),
  branch: matches(
    /^(?![/.-])(?!.*(?:\.\.|\/\/|\/\.|\.lock$))[A-Za-z0-9._/-]{1,200}(?<![/.])$/,
    "branch is the name of one branch, made of letters, digits and `._/-`",
    "write a name such as `main`, without `refs/heads/`",
  )
    .refine((name) => !name.startsWith("refs/"), {
      error: "branch is a name without `refs/heads/`",
      params: { fix: "write `main` for `refs/heads/main`" },
    })
    .optional(),
  accountsWithProvider: list(kind(accountId)).optional(),
});

const expectedDifference = z.strictObject({
  path: matches(
    /^\S{1,300}$/,
    "path is where the difference is, `<address>.<attribute>`, 1–300 characters without spaces",
    "copy it from `npm run compare`; `*` stands for anything without a dot, `**` for anything",
  ),
  reason: words(10, 500, "the reason for a difference"),
  between: must(
    z.tuple([z.string(), z.string()], "between names two environments, and they are not the same"),
    ([one, other]) => one !== other,
    "between names two environments, and they are not the same",
    'write `["staging", "prod"]`, or leave it out for any two',
  ).optional(),
});

const customAttribute = z.strictObject({
  type: z.enum(["String", "Number", "Boolean", "DateTime"]),
  mutable: z.boolean().optional(),
  minLength: integer(0, 2048, "minLength").optional(),
  maxLength: integer(0, 2048, "maxLength").optional(),
  // Cognito takes numbers up to 2^1023; these are what JavaScript and JSON hold exactly.
  min: integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, "min").optional(),
  max: integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, "max").optional(),
});

const userPool = z.strictObject({
  usernameAttributes: list(z.enum(["email", "phone_number"])).optional(),
  aliasAttributes: list(z.enum(["email", "phone_number", "preferred_username"])).optional(),
  autoVerifiedAttributes: list(z.enum(["email", "phone_number"])).optional(),
  selfSignUp: z.boolean().optional(),
  requiredAttributes: list(z.enum(standardAttributes)).optional(),
  immutableAttributes: list(z.enum(standardAttributes)).optional(),
  customAttributes: must(
    z.record(kind(customAttributeName), customAttribute),
    (attributes) => Object.keys(attributes).length <= 50,
    "a user pool has at most 50 custom attributes",
    "keep what sign-in needs here, and move the rest to the user table",
  ).optional(),
  tier: z.enum(["LITE", "ESSENTIALS", "PLUS"]).optional(),
  passwordPolicy: z
    .strictObject({
      minimumLength: integer(6, 99, "minimumLength").optional(),
      requireLowercase: z.boolean().optional(),
      requireUppercase: z.boolean().optional(),
      requireNumbers: z.boolean().optional(),
      requireSymbols: z.boolean().optional(),
      historySize: integer(0, 24, "historySize").optional(),
      temporaryPasswordValidityDays: integer(1, 365, "temporaryPasswordValidityDays").optional(),
    })
    .optional(),
  ...factorSchemas,
  advancedSecurityMode: z.enum(["OFF", "AUDIT", "ENFORCED"]).optional(),
  threatProtection: threatProtectionSchema.optional(),
  messages: messagesSchema.optional(),
  waf: waf.optional(),
  email: email.optional(),
  verificationEmail: z
    .strictObject({
      subject: kind(sentText({ what: "the subject", from: 1, to: 140, inALine: true })),
      message: must(
        kind(sentText({ what: "the message", from: 6, to: 20_000 })),
        (message) => message.includes("{####}"),
        "the message holds `{####}`, where Cognito puts the code",
        "add `{####}` to the message",
      ),
    })
    .optional(),
});

const sesSender = { from: kind(mailbox), sourceArn: kind(sesIdentityArn) };

const recipes = z.strictObject({
  preSignUp: z
    .strictObject({
      allowedEmailDomains: must(
        list(kind(emailDomain("a domain on the list"))),
        (domains) => domains.length > 0,
        "the allow-list names at least one domain, or nobody could sign up",
        "name a domain, or leave `allowedEmailDomains` out for any",
      ).optional(),
      federatedExistingUser: z.enum(["link", "block", "allow"]).optional(),
    })
    .optional(),
  userMigration: z
    .strictObject({
      from: z.strictObject({
        kind: z.enum(["user-pool", "https"]),
        userPoolArn: kind(userPoolArn).optional(),
        clientId: matches(
          /^[A-Za-z0-9]{1,128}$/,
          "clientId is the id of an app client: 1–128 letters and digits",
          "copy the client's id from the pool that users come from",
        ).optional(),
        url: kind(endpointUrl("url")).optional(),
      }),
    })
    .optional(),
  preTokenGeneration: z
    .strictObject({
      version: z.enum(["V1_0", "V2_0", "V3_0"]).optional(),
      claims: z
        .record(
          matches(
            /^[^\s"\\]{1,255}$/,
            "a claim's name is 1–255 characters without spaces, quotes and backslashes",
            "write a name such as `plan`, or a URL of yours",
          ),
          kind(rowField),
        )
        .optional(),
      scopes: z
        .strictObject({
          field: kind(rowField),
          allowed: must(
            list(
              matches(
                // RFC 6749, section 3.3.
                /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/,
                "a scope is 1–256 visible ASCII characters without quotes and backslashes",
                "write a scope such as `orders/read`",
              ),
            ),
            (scopes) => scopes.length > 0,
            "the allow-list names at least one scope",
            "name a scope, or leave `scopes` out",
          ),
        })
        .optional(),
      whenTableIsDown: must(
        z.strictObject({
          tokens: z.enum(["refuse", "issue"]),
          reason: words(10, 500, "the reason for tokens that nobody could check").optional(),
        }),
        ({ tokens, reason: why }) => tokens === "refuse" || why !== undefined,
        "tokens are given while the table is down only for a written reason: suspended users get them too",
        'add `reason: "…"`, or leave `whenTableIsDown` out',
      ).optional(),
    })
    .optional(),
  customMessage: z
    .strictObject({
      languageAttribute: kind(userAttribute).optional(),
      defaultLanguage: matches(
        /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/,
        "a language is written as in BCP 47",
        "write `en`, `de` or `de-AT`",
      ).optional(),
      brand: kind(sentText({ what: "the brand", from: 1, to: 64, inALine: true })).optional(),
    })
    .optional(),
  oneTimeCode: z
    .strictObject({
      ...sesSender,
      validitySeconds: integer(60, 900, "validitySeconds").optional(),
    })
    .optional(),
  customEmailSender: z.strictObject(sesSender).optional(),
  customSmsSender: z
    .strictObject({
      senderId: kind(senderId).optional(),
    })
    .optional(),
  reconcileUsers: z
    .strictObject({
      schedule: kind(schedule).optional(),
      mode: z.enum(["heal", "report"]).optional(),
      requestsPerSecond: integer(1, 25, "requestsPerSecond").optional(),
      removeRows: z
        .strictObject({
          afterDays: integer(1, 3650, "afterDays"),
          reason: words(10, 500, "the reason for removing rows"),
        })
        .optional(),
    })
    .optional(),
});

const functionName = matches(
  /^[a-z](?:-?[a-z0-9])*$/,
  "a function is named as its folder under functions/",
  "write the folder's name",
);

const functionSettings = {
  memorySize: integer(128, 10_240, "memorySize").optional(),
  architecture: z.enum(["arm64", "x86_64"]).optional(),
  runtime: z.enum(functionRuntimes).optional(),
  timeoutSeconds: integer(1, 900, "timeoutSeconds").optional(),
  environment: z
    .record(
      must(z.string(), isVariableName, variableNameRule, "write a name such as `CRM_URL`"),
      z.string(),
    )
    .optional(),
  reservedConcurrency: integer(0, 1000, "reservedConcurrency").optional(),
  layers: must(
    list(
      matches(
        /^arn:aws:lambda:[a-z0-9-]+:\d{12}:layer:[A-Za-z0-9_-]+:\d+$/,
        "a layer is the ARN of one version of it",
        "write `arn:aws:lambda:<region>:<account>:layer:<name>:<version>`",
      ),
    ),
    (layers) => layers.length <= 5,
    "Lambda takes at most 5 layers",
    "put several into one",
  ).optional(),
  vpc: z
    .strictObject({
      subnetIds: must(
        list(matches(/^subnet-[0-9a-f]+$/, "a subnet's id", "write `subnet-…`")),
        (ids) => ids.length > 0,
        "a function in a VPC has at least one subnet",
        "name one",
      ),
      securityGroupIds: must(
        list(matches(/^sg-[0-9a-f]+$/, "a security group's id", "write `sg-…`")),
        (ids) => ids.length > 0,
        "a function in a VPC has at least one security group",
        "name one",
      ),
    })
    .optional(),
  external: list(
    matches(/^[@a-z0-9][@\w./*-]*$/i, "a package's name", "write it as it is imported"),
  ).optional(),
  loader: z
    .record(
      matches(/^\.[\w.-]+$/, "an extension with its dot", "write `.html`"),
      z.enum(bundleLoaders),
    )
    .optional(),
  format: z.enum(["cjs", "esm"]).optional(),
};

/** Limits: https://docs.aws.amazon.com/appsync/latest/devguide/security-best-practices.html */
const graphql = z.strictObject({
  administrators: list(kind(groupName)).optional(),
  readers: list(kind(groupName)).optional(),
  ownFields: list(
    matches(
      /^[A-Za-z][_0-9A-Za-z]{0,63}$/,
      "a field is 1–64 letters, digits and `_`, and begins with a letter",
      "write a name such as `displayName`",
    ),
  ).optional(),
  introspection: z.boolean().optional(),
  queryDepthLimit: integer(0, 75, "the depth of a document").optional(),
  resolverCountLimit: integer(0, 10_000, "the number of resolvers in a request").optional(),
  waf: waf.optional(),
});

const environment = z.strictObject({
  platform: z.enum(["aws", "local"]).optional(),
  accountId: kind(accountId).optional(),
  region: region.optional(),
  state: z
    .strictObject({
      bucket: kind(bucketName),
      existingBucket: z.boolean().optional(),
      keyPrefix: kind(keyPrefix).optional(),
      region: region.optional(),
      kmsKeyId: kind(kmsKeyArn).optional(),
    })
    .optional(),
  tags: z
    .record(kind(tagKey), kind(tagValue))
    .superRefine((tags, context) => {
      const keys = Object.keys(tags);
      const tooMany = tagCount(keys);
      if (tooMany) {
        context.addIssue({ code: "custom", message: tooMany.rule, params: { fix: tooMany.fix } });
      }
      for (const { key, rule, fix } of faultyTags(keys)) {
        context.addIssue({ code: "custom", message: rule, params: { fix }, path: [key] });
      }
    })
    .optional(),
  protection: z.strictObject({ enabled: z.boolean(), reason: reason.optional() }).optional(),
  userPool: userPool.optional(),
  adopt: adoption.optional(),
  existingUserPool: existingUserPool.optional(),
  clients: must(
    z.record(kind(clientName), client),
    (clients) => Object.keys(clients).length > 0,
    "a user pool has at least one app client: nobody could sign in",
    "leave `clients` out for the default client `web`, or name one",
  ).optional(),
  domain: domain.optional(),
  identityProviders: identityProviders.optional(),
  resourceServers: resourceServers.optional(),
  groups: z
    .array(
      z.strictObject({
        name: kind(groupName),
        precedence: integer(0, 2 ** 31 - 1, "precedence"),
        description: words(1, 2048, "a group's description"),
        access: groupAccessSchema.optional(),
      }),
    )
    .optional(),
  signUp: z
    .strictObject({
      defaultGroup: kind(groupName).optional(),
      groupAttribute: z
        .strictObject({
          attribute: matches(
            /^custom:.+$/,
            "groupAttribute.attribute is a custom attribute with its `custom:` prefix",
            "write `custom:<name>` of an attribute in `userPool.customAttributes`",
          ),
          allowedGroups: must(
            list(kind(groupName)),
            (groups) => groups.length > 0,
            "the allow-list names at least one group",
            "name a group, or leave `groupAttribute` out",
          ),
        })
        .optional(),
    })
    .optional(),
  identityPool: identityPoolSchema.optional(),
  attachments: z
    .strictObject({
      allowedOrigins: list(kind(origin)).optional(),
      keepReplacedFiles: choice(
        z.union([z.literal("for good"), z.int().min(1).max(3650)]),
        'replaced files are kept for 1–3650 whole days, or "for good"',
        'write a number of days, or "for good"',
      ).optional(),
    })
    .optional(),
  userTable: z.strictObject({ attributes: list(kind(userAttribute)).optional() }).optional(),
  triggers: list(z.enum(triggerNames)).optional(),
  recipes: recipes.optional(),
  functions: z
    .strictObject({
      ...functionSettings,
      each: z
        .record(
          functionName,
          z.strictObject({ ...functionSettings, deploy: z.boolean().optional() }),
        )
        .optional(),
      logRetentionDays: z.literal([...logRetentionDays]).optional(),
      logKmsKeyArn: kind(kmsKeyArn).optional(),
    })
    .optional(),
  httpApi: httpApi.optional(),
  graphql: graphql.optional(),
  alarms: alarmsSchema.optional(),
  accessLogs: accessLogsSchema.optional(),
  outputParameters: z.boolean().optional(),
  review: review.optional(),
});

/** What each value must be on its own. What values must be to each other stands in `rules.ts`. */
export const configurationSchema = z.strictObject({
  project: kind(label(2, 20, "the project's name")),
  environments: must(
    z.record(kind(label(2, 12, "an environment's name")), environment),
    (environments) => Object.keys(environments).length > 0,
    "there is at least one environment",
    "add an environment such as `dev`",
  ),
  github: github.optional(),
  expectedDifferences: z.array(expectedDifference).optional(),
});

/** A configuration in which each value is right on its own. */
export type CheckedConfiguration = z.output<typeof configurationSchema>;

/** One of its environments. */
export type CheckedEnvironment = z.output<typeof environment>;
