import { z } from "zod";
import { authFlows, logRetentionDays, standardAttributes } from "./input";
import { regions } from "./regions";
import { triggerNames } from "./trigger-catalogue";

/** Adds a rule of ours to a schema, with the fix that the report shows beside it. */
function must<T extends z.ZodType>(
  schema: T,
  holds: (value: z.output<T>) => boolean,
  rule: string,
  fix: string,
): T {
  return schema.refine(holds, { error: rule, params: { fix } });
}

function matches(pattern: RegExp, rule: string, fix: string): z.ZodString {
  return must(z.string(), (text) => pattern.test(text), rule, fix);
}

function integer(from: number, to: number, what: string): z.ZodNumber {
  return must(
    z.number(),
    (value) => Number.isInteger(value) && value >= from && value <= to,
    `${what} is a whole number from ${from} to ${to}`,
    `write a whole number from ${from} to ${to}`,
  );
}

function text(from: number, to: number, what: string): z.ZodString {
  return must(
    z.string(),
    (value) => value.length >= from && value.length <= to && value.trim() !== "",
    `${what} has ${from} to ${to} characters`,
    `write ${from} to ${to} characters`,
  );
}

function list<T extends z.ZodType>(item: T): z.ZodArray<T> {
  return must(
    z.array(item),
    (items) => new Set(items).size === items.length,
    "a list names each thing once",
    "remove what is there twice",
  );
}

/** Labels become parts of bucket, role and function names, which allow this much in common. */
function label(from: number, to: number, what: string): z.ZodString {
  const pattern = /^[a-z](?:-?[a-z0-9])*$/;
  return must(
    z.string(),
    (value) => pattern.test(value) && value.length >= from && value.length <= to,
    `${what} is ${from}–${to} lowercase letters, digits and single hyphens, and begins with a letter: it is part of bucket, role and function names`,
    "write a name such as `acme` or `dev-2`",
  );
}

const bucketName = must(
  z.string(),
  (name) =>
    /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name) &&
    !/^(?:xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(?:-s3alias|--ol-s3|--x-s3|--table-s3)$/.test(name),
  "an S3 bucket name is 3–63 lowercase letters, digits and hyphens, begins and ends with a letter or digit, and has none of S3's reserved prefixes and suffixes",
  "write a name such as `acme-terraform-state-111122223333`",
);

const userAttribute = matches(
  new RegExp(`^(?:${standardAttributes.join("|")}|custom:.+)$`),
  "a user attribute is one of Cognito's standard attributes or `custom:<name>`",
  `write one of ${standardAttributes.join(", ")}, or a custom attribute with its \`custom:\` prefix`,
);

const groupName = matches(
  /^[A-Za-z0-9_+=,.@-]{1,128}$/,
  "a group name is 1–128 letters, digits and `_+=,.@-`: an IAM role is named after it",
  "write a name such as `Admins`",
);

/** A redirect that an attacker on the network cannot read: HTTPS, an app's scheme, or the loopback. */
function isSafeRedirect(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, hash } = new URL(value);
  if (hash !== "" || value.endsWith("#") || value.length > 1024) return false;
  if (protocol === "http:") return ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return !["javascript:", "data:", "file:", "vbscript:", "blob:"].includes(protocol);
}

const redirectUrl = must(
  z.string(),
  isSafeRedirect,
  "a callback or sign-out URL is `https://…`, an app's own scheme (`myapp://…`), or `http://` on localhost; absolute, without a fragment, 1024 characters at most",
  "use https, or http://localhost:<port>/… while developing",
);

function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, origin } = new URL(value);
  const loopback = hostname === "localhost" || hostname === "127.0.0.1";
  return origin === value && (protocol === "https:" || (protocol === "http:" && loopback));
}

const allowedOrigin = must(
  z.string(),
  isOrigin,
  "an allowed origin is scheme, host and port of one site, `https://…` or `http://localhost…`, without a path; `*` would let every site read a user's files",
  "write an origin such as `https://app.example.com`",
);

const region = z.enum(regions, {
  error: "a Region is one of the `aws` partition that has Cognito user pools",
});

const reason = text(10, 500, "the reason for switching protection off");

/** A day of the calendar, which `Date` would otherwise move on: 31 June is 1 July to it. */
function isDay(value: string): boolean {
  const day = new Date(`${value}T00:00:00Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(day.getTime()) &&
    day.toISOString().startsWith(value)
  );
}

const accountId = matches(
  /^\d{12}$/,
  "an AWS account ID is a string of 12 digits",
  "write the 12 digits in quotes, leading zeros included",
);

const allowance = z.strictObject({
  address: matches(
    // Modules, then the resource, each with its index or key.
    /^(?:module\.[A-Za-z_][\w-]*(?:\[(?:\d+|"[^"]*")\])?\.)*[a-z][a-z0-9]*(?:_[a-z0-9]+)+\.[A-Za-z_][\w-]*(?:\[(?:\d+|"[^"]*")\])?$/,
    "address is a resource's address, as Terraform's plan prints it",
    "copy it from the review: `aws_cognito_user_pool.user-directory_pool`",
  ),
  rule: matches(
    /^[a-z]+(?:-[a-z0-9]+)*$/,
    "rule is the name of one of the review's rules",
    "copy it from the review: `callback-url-added`, or leave it out for all that is blocked there",
  ).optional(),
  reason: text(10, 500, "the reason for allowing a blocked change"),
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
  accountsWithProvider: list(accountId).optional(),
});

const expectedDifference = z.strictObject({
  path: matches(
    /^\S{1,300}$/,
    "path is where the difference is, `<address>.<attribute>`, 1–300 characters without spaces",
    "copy it from `npm run compare`; `*` stands for anything without a dot, `**` for anything",
  ),
  reason: text(10, 500, "the reason for a difference"),
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
  min: integer(-(2 ** 31), 2 ** 31 - 1, "min").optional(),
  max: integer(-(2 ** 31), 2 ** 31 - 1, "max").optional(),
});

const sesIdentityArn = matches(
  /^arn:aws:ses:[a-z0-9-]+:\d{12}:identity\/.+$/,
  "sourceArn is the ARN of a verified SES identity",
  "write `arn:aws:ses:<region>:<account>:identity/<domain or address>`",
);

const fromAddress = matches(
  /^(?:[^<>@]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/,
  "from is an e-mail address, with or without a display name",
  "write `no-reply@example.com` or `Acme <no-reply@example.com>`",
);

const email = z.strictObject({
  sendingAccount: z.enum(["COGNITO_DEFAULT", "DEVELOPER"]),
  sourceArn: sesIdentityArn.optional(),
  from: fromAddress.optional(),
  replyTo: matches(
    /^[^<>@\s]+@[^<>@\s]+$/,
    "replyTo is an e-mail address",
    "write an address such as `support@example.com`",
  ).optional(),
  configurationSet: matches(
    /^[A-Za-z0-9_-]{1,64}$/,
    "an SES configuration set's name is 1–64 letters, digits, `_` and `-`",
    "write the configuration set's name",
  ).optional(),
});

const userPool = z.strictObject({
  usernameAttributes: list(z.literal("email")).optional(),
  aliasAttributes: list(z.enum(["email", "preferred_username"])).optional(),
  autoVerifiedAttributes: list(z.literal("email")).optional(),
  selfSignUp: z.boolean().optional(),
  requiredAttributes: list(z.enum(standardAttributes)).optional(),
  customAttributes: must(
    z.record(
      matches(
        // AWS's own pattern for names; the prefix would be doubled.
        /^(?!custom:|dev:)[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,20}$/u,
        "a custom attribute's name is 1–20 letters, digits and signs, without spaces and without the `custom:` prefix, which Cognito adds",
        "write a name such as `plan`",
      ),
      customAttribute,
    ),
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
  mfa: z
    .strictObject({
      mode: z.enum(["OFF", "OPTIONAL", "ON"]),
      factors: list(z.literal("SOFTWARE_TOKEN")).optional(),
    })
    .optional(),
  advancedSecurityMode: z.enum(["OFF", "AUDIT", "ENFORCED"]).optional(),
  email: email.optional(),
  verificationEmail: z
    .strictObject({
      subject: text(1, 140, "the subject"),
      message: must(
        text(6, 20000, "the message"),
        (message) => message.includes("{####}"),
        "the message holds `{####}`, where Cognito puts the code",
        "add `{####}` to the message",
      ),
    })
    .optional(),
});

const validity = z.strictObject({
  value: integer(1, 315_360_000, "value"),
  unit: z.enum(["seconds", "minutes", "hours", "days"]),
});

const urls = must(
  list(redirectUrl),
  (items) => items.length >= 1 && items.length <= 100,
  "an app client has 1–100 callback URLs",
  "name at least one URL, or leave `oauth` out",
);

const client = z.strictObject({
  generateSecret: z.boolean().optional(),
  authFlows: must(
    list(z.enum(authFlows)),
    (flows) => flows.length > 0,
    "an app client has at least one way to sign in",
    `name one or more of ${authFlows.join(", ")}`,
  ).optional(),
  accessTokenValidity: validity.optional(),
  idTokenValidity: validity.optional(),
  refreshTokenValidity: validity.optional(),
  authSessionValidityMinutes: integer(3, 15, "authSessionValidityMinutes").optional(),
  readAttributes: list(userAttribute).optional(),
  writeAttributes: list(userAttribute).optional(),
  oauth: z
    .strictObject({
      callbackUrls: urls,
      logoutUrls: list(redirectUrl).optional(),
      scopes: must(
        list(z.enum(["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"])),
        (scopes) => scopes.length > 0,
        "an OAuth client asks for at least one scope",
        "name `openid`",
      ).optional(),
    })
    .optional(),
});

/** A field of a row as DynamoDB and GraphQL both can name it. */
const rowField = matches(
  /^[A-Za-z_][A-Za-z0-9_-]{0,254}$/,
  "a field of a row is 1–255 letters, digits, `_` and `-`, and begins with a letter or `_`",
  "write the field's name, without `custom:`",
);

/** EventBridge counts one in the singular, and a day of the month or of the week is always open. */
function isSchedule(value: string): boolean {
  if (/^rate\((?:1 (?:minute|hour|day)|(?!0|1 )\d{1,8} (?:minutes|hours|days))\)$/.test(value)) {
    return true;
  }
  const [, fields = ""] = /^cron\((.*)\)$/.exec(value) ?? [];
  const [minutes, hours, days, months, weekdays, years, ...more] = fields.split(" ");
  return (
    more.length === 0 &&
    [minutes, hours, months, years].every((field) => /^[0-9A-Z*,/-]+$/.test(field ?? "")) &&
    [days, weekdays].every((field) => /^(?:\?|[0-9A-Z*,/#-]+)$/.test(field ?? "")) &&
    (days === "?") !== (weekdays === "?")
  );
}

const sesSender = { from: fromAddress, sourceArn: sesIdentityArn };

const recipes = z.strictObject({
  preSignUp: z
    .strictObject({
      allowedEmailDomains: must(
        list(
          matches(
            /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
            "a domain is written in lowercase, without `@` and without a wildcard; a subdomain is a domain of its own",
            "write a domain such as `example.com`",
          ),
        ),
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
        userPoolArn: matches(
          /^arn:aws:cognito-idp:[a-z0-9-]+:\d{12}:userpool\/[a-z0-9-]+_[A-Za-z0-9]+$/,
          "userPoolArn is the ARN of a user pool",
          "write `arn:aws:cognito-idp:<region>:<account>:userpool/<id>`",
        ).optional(),
        clientId: matches(
          /^[A-Za-z0-9]{1,128}$/,
          "clientId is the id of an app client: 1–128 letters and digits",
          "copy the client's id from the pool that users come from",
        ).optional(),
        url: must(
          z.string(),
          (value) => URL.canParse(value),
          "url is an absolute URL",
          "write `https://<host>/<path>`",
        ).optional(),
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
          rowField,
        )
        .optional(),
      scopes: z
        .strictObject({
          field: rowField,
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
    })
    .optional(),
  customMessage: z
    .strictObject({
      languageAttribute: userAttribute.optional(),
      defaultLanguage: matches(
        /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/,
        "a language is written as in BCP 47",
        "write `en`, `de` or `de-AT`",
      ).optional(),
      brand: text(1, 64, "the brand").optional(),
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
      senderId: matches(
        /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/,
        "a sender ID is 1–11 letters and digits, with at least one letter",
        "write a name such as `ACME`, or leave it out",
      ).optional(),
    })
    .optional(),
  reconcileUsers: z
    .strictObject({
      schedule: must(
        z.string(),
        (value) => value === "off" || isSchedule(value),
        "a schedule is EventBridge's `rate(<n> minutes|hours|days)`, `cron(<six fields>)` with `?` for the day of the month or of the week, or `off`",
        "write `rate(1 day)`, `cron(0 3 * * ? *)` or `off`",
      ).optional(),
      mode: z.enum(["heal", "report"]).optional(),
      requestsPerSecond: integer(1, 25, "requestsPerSecond").optional(),
    })
    .optional(),
});

const environment = z.strictObject({
  platform: z.enum(["aws", "local"]).optional(),
  accountId: accountId.optional(),
  region: region.optional(),
  state: z
    .strictObject({
      bucket: bucketName,
      existingBucket: z.boolean().optional(),
      keyPrefix: matches(
        /^(?!\/)(?!.*\/\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[A-Za-z0-9!_.*'()/-]{1,900}(?<!\/)$/,
        "a key prefix is 1–900 of the characters that are safe in S3 keys, in folders parted by single slashes, without one at either end",
        "write a prefix such as `gatehouse/dev`, or leave it out",
      ).optional(),
      region: region.optional(),
      kmsKeyId: matches(
        /^arn:aws:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/.+$/,
        "kmsKeyId is the ARN of a KMS key or alias",
        "write `arn:aws:kms:<region>:<account>:key/<id>`",
      ).optional(),
    })
    .optional(),
  tags: must(
    z.record(
      matches(
        /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu,
        "a tag key is 1–128 letters, digits, spaces and `_.:/=+-@`, and does not begin with `aws:`",
        "write a key such as `cost-center`",
      ),
      matches(
        /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
        "a tag value is at most 256 letters, digits, spaces and `_.:/=+-@`",
        "shorten it, or replace what is not allowed",
      ),
    ),
    (tags) => Object.keys(tags).length <= 47,
    "a resource has at most 50 tags, 3 of which Gatehouse sets",
    "keep 47 tags or fewer",
  ).optional(),
  protection: z.strictObject({ enabled: z.boolean(), reason: reason.optional() }).optional(),
  userPool: userPool.optional(),
  clients: must(
    z.record(
      matches(
        /^[A-Za-z][A-Za-z0-9_-]{0,63}$/,
        "a client's name is 1–64 letters, digits, `_` and `-`, and begins with a letter: its Terraform address is made of it",
        "write a name such as `web`",
      ),
      client,
    ),
    (clients) => Object.keys(clients).length > 0,
    "a user pool has at least one app client: nobody could sign in",
    "leave `clients` out for the default client `web`, or name one",
  ).optional(),
  groups: z
    .array(
      z.strictObject({
        name: groupName,
        precedence: integer(0, 2 ** 31 - 1, "precedence"),
        description: text(1, 2048, "a group's description"),
      }),
    )
    .optional(),
  signUp: z
    .strictObject({
      defaultGroup: groupName.optional(),
      groupAttribute: z
        .strictObject({
          attribute: matches(
            /^custom:.+$/,
            "groupAttribute.attribute is a custom attribute with its `custom:` prefix",
            "write `custom:<name>` of an attribute in `userPool.customAttributes`",
          ),
          allowedGroups: must(
            list(groupName),
            (groups) => groups.length > 0,
            "the allow-list names at least one group",
            "name a group, or leave `groupAttribute` out",
          ),
        })
        .optional(),
    })
    .optional(),
  identityPool: z.strictObject({ guests: z.boolean().optional() }).optional(),
  attachments: z
    .strictObject({
      allowedOrigins: list(allowedOrigin).optional(),
      keepReplacedFiles: must(
        z.union([z.number(), z.string()]),
        (keep) =>
          keep === "for good" ||
          (Number.isInteger(keep) && Number(keep) >= 1 && Number(keep) <= 3650),
        'replaced files are kept for 1–3650 whole days, or "for good"',
        'write a number of days, or "for good"',
      ).optional(),
    })
    .optional(),
  userTable: z.strictObject({ attributes: list(userAttribute).optional() }).optional(),
  triggers: list(z.enum(triggerNames)).optional(),
  recipes: recipes.optional(),
  functions: z
    .strictObject({ logRetentionDays: z.literal([...logRetentionDays]).optional() })
    .optional(),
  review: review.optional(),
});

/** What each value must be on its own. What values must be to each other stands in `rules.ts`. */
export const configurationSchema = z.strictObject({
  project: label(2, 20, "the project's name"),
  environments: must(
    z.record(label(2, 12, "an environment's name"), environment),
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
