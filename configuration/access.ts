import { directProviders, type DirectProvidersInput } from "./identity-providers/identity-pool";
import { z } from "zod";
import { kind, list, matches, must } from "./schema-blocks";
import { groupName } from "./values/resource-name";

const fileVerbs = ["read", "write", "delete"] as const;

/** What may be done with files; `read` lists their folder, too. */
export type FileVerb = (typeof fileVerbs)[number];

/** What everybody who has signed in may do beside reading and writing their own files. */
export interface SignedInAccess {
  /** Files of the attachments bucket. Default: their own alone. */
  readonly files?: {
    /** Files under `shared/`. Default: nothing. */
    readonly shared?: readonly FileVerb[];
    /** Files under `public/`, which guests may be let read. Default: nothing. */
    readonly public?: readonly FileVerb[];
  };
  /** Whether users may read their own row of the user table. They write it through your API only. */
  readonly ownRow?: "read";
}

/** What the members of a group may do beside that. */
export interface GroupAccess {
  /** Files of the attachments bucket. Default: what everybody may. */
  readonly files?: {
    /** Files under `group/<name>/`. Default: nothing. */
    readonly group?: readonly FileVerb[];
    /** Files under `shared/`. Default: nothing. */
    readonly shared?: readonly FileVerb[];
    /** Files under `public/`. Default: nothing. */
    readonly public?: readonly FileVerb[];
  };
  /** Whether members may read every row of the user table. */
  readonly allRows?: "read";
}

/** How the identity pool chooses a role for whoever has signed in. */
export type RoleMapping =
  /** By the groups in the token: the one with the lowest precedence. */
  | {
      /** `Token`, or `Rules`. */
      readonly type: "Token";
    }
  /**
   * By claims of the ID token: the first rule that fits. No rule may go by an attribute that users write
   * themselves. Whoever no rule fits gets no credentials.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
   */
  | {
      readonly type: "Rules";
      /** The first that fits counts. */
      readonly rules: readonly [RoleRule, ...(readonly RoleRule[])];
    };

/** One rule: who has the claim gets the group's role. */
export interface RoleRule {
  /** A claim of the ID token: `custom:department`. */
  readonly claim: string;
  /** How the claim and `value` are compared. */
  readonly matchType: "Equals" | "Contains" | "StartsWith" | "NotEqual";
  /** What the claim is compared with. */
  readonly value: string;
  /** One of the environment's groups. */
  readonly group: string;
}

/** The identity pool. */
export interface IdentityPoolInput extends DirectProvidersInput {
  /** Whether people who have not signed in get AWS credentials. Default: false. */
  readonly guests?: boolean;
  /** What those credentials are good for: reading the files under `public/`. Default: nothing. */
  readonly guestAccess?: {
    /** Files under `public/`. */
    readonly publicFiles: "read";
  };
  /** What everybody who has signed in may do. Default: their own files. */
  readonly signedIn?: SignedInAccess;
  /** Default: `Token`. */
  readonly roleMapping?: RoleMapping;
  /**
   * Tags of users' sessions, each with the claim of the ID token that it copies, for policies that ask for
   * `aws:PrincipalTag/<tag>`: `{ department: "custom:department" }`. Default: none.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/attributes-for-access-control.html
   */
  readonly principalTags?: Readonly<Record<string, string>>;
}

const verbs = list(z.enum(fileVerbs)).optional();

/** What members of a group may do, as a schema. */
export const groupAccessSchema = z.strictObject({
  files: z.strictObject({ group: verbs, shared: verbs, public: verbs }).optional(),
  allRows: z.literal("read").optional(),
});

const claim = matches(
  /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,64}$/u,
  "a claim's name is 1–64 characters without spaces",
  "write a claim of the ID token such as `email` or `custom:plan`",
);

/** The identity pool's settings, as a schema. */
export const identityPoolSchema = z.strictObject({
  ...directProviders,
  guests: z.boolean().optional(),
  guestAccess: z.strictObject({ publicFiles: z.literal("read") }).optional(),
  signedIn: z
    .strictObject({
      files: z.strictObject({ shared: verbs, public: verbs }).optional(),
      ownRow: z.literal("read").optional(),
    })
    .optional(),
  roleMapping: z
    .strictObject({
      type: z.enum(["Token", "Rules"]),
      rules: must(
        z.array(
          z.strictObject({
            claim,
            matchType: z.enum(["Equals", "Contains", "StartsWith", "NotEqual"]),
            value: matches(
              /^[^]{1,128}$/,
              "a rule compares with 1–128 characters",
              "write what the claim is compared with",
            ),
            group: kind(groupName),
          }),
        ),
        (rules) => rules.length > 0 && rules.length <= 25,
        "an identity pool takes 1 to 25 rules for a provider",
        'write 1 to 25 rules, or `roleMapping: { type: "Token" }`',
      ).optional(),
    })
    .optional(),
  principalTags: must(
    z.record(
      matches(
        /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu,
        "a tag's key is 1–128 letters, digits, spaces and `_.:/=+-@`, and does not begin with `aws:`",
        "write a key such as `department`",
      ),
      claim,
    ),
    (tags) => Object.keys(tags).length <= 50,
    "a session has at most 50 tags",
    "keep 50",
  ).optional(),
});

/** The identity pool, complete. */
export interface IdentityPool extends Required<DirectProvidersInput> {
  readonly guests: boolean;
  readonly guestAccess: { readonly publicFiles: "read" } | undefined;
  readonly signedIn: SignedInAccess;
  readonly roleMapping: RoleMapping;
  readonly principalTags: Readonly<Record<string, string>>;
}

/** The tag of a session that says whose rows it may read. */
export const ownRowTag = "sub";

/** Fills in what the identity pool's settings leave open. */
export function identityPoolWithDefaults(input: IdentityPoolInput = {}): IdentityPool {
  const { guests = false, signedIn = {} } = input;
  return {
    supportedLoginProviders: input.supportedLoginProviders ?? [],
    openIdConnectProviderArns: input.openIdConnectProviderArns ?? [],
    samlProviderArns: input.samlProviderArns ?? [],
    guests,
    guestAccess: input.guestAccess,
    signedIn,
    roleMapping: input.roleMapping ?? { type: "Token" },
    principalTags: {
      ...input.principalTags,
      // Rows are filed under the user's `sub`, which IAM knows of nothing but a tag.
      ...(signedIn.ownRow && { [ownRowTag]: "sub" }),
    },
  };
}
