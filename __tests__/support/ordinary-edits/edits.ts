/** @functions post-confirmation pre-authentication post-authentication reconcile-users */
import { readdirSync } from "node:fs";
import path from "node:path";
import type {
  ConfigurationInput,
  EnvironmentInput,
  EnvironmentParts,
} from "../../../configuration";
import { isThorough } from "../thorough";

/** What somebody edits: the configuration, files of the team's, and folders that go. */
export interface Edit {
  readonly configuration: ConfigurationInput;
  /** Text by the file's path in the project. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders that are deleted, before files are written. */
  readonly gone?: readonly string[];
}

const local = {
  platform: "local",
  protection: { enabled: false, reason: "It lives as long as the test." },
  attachments: { keepReplacedFiles: "for good" },
  recipes: { reconcileUsers: { schedule: "off" } },
} as const satisfies EnvironmentParts & { readonly platform: "local" };

const aws = {
  accountId: "123456789012",
  region: "eu-west-1",
  state: { bucket: "acme-terraform-state" },
} as const;

const web = { authFlows: ["USER_PASSWORD_AUTH"] } as const;

const ownGroups = {
  groups: [
    { name: "Owners", precedence: 1, description: "Own it." },
    { name: "Members", precedence: 2, description: "Everybody." },
  ],
  signUp: { defaultGroup: "Members" },
} satisfies EnvironmentParts;

const ownAttributes = {
  requiredAttributes: ["email", "name"],
  customAttributes: { plan: { type: "String", minLength: 1, maxLength: 32 } },
} satisfies EnvironmentParts["userPool"];

const twoClients = {
  web,
  server: { generateSecret: true, authFlows: ["ADMIN_USER_PASSWORD_AUTH"] },
} satisfies EnvironmentParts["clients"];

/** What is edited in an environment, each without the others. */
const parts: Readonly<Record<string, EnvironmentParts>> = {
  groups: ownGroups,
  three: { triggers: ["post-confirmation", "pre-authentication", "post-authentication"] },
  profile: {
    userPool: ownAttributes,
    clients: { web: { ...web, writeAttributes: ["email", "name"] } },
    userTable: { attributes: ["name"] },
  },
  clients: { clients: twoClients },
  mfa: { userPool: { mfa: { mode: "ON", factors: ["SOFTWARE_TOKEN"] } } },
  names: { userPool: { usernameAttributes: [] }, clients: { web } },
};

/** The project renamed; each of the other edits in environments of its own, here and on AWS. */
export const inEnvironments: Edit = {
  configuration: {
    project: "orchard",
    environments: Object.fromEntries<EnvironmentInput>(
      Object.entries(parts).flatMap(([name, edited]) => [
        [`here-${name}`, { ...local, ...edited }],
        [name, { ...aws, ...edited }],
      ]),
    ),
  },
};

export const oneEnvironment: Edit = {
  configuration: { project: "acme", environments: { dev: aws } },
};

/** A project that names as few functions as there can be. */
const withParts = (its: EnvironmentParts): ConfigurationInput => ({
  project: "acme",
  environments: { local: { ...local, ...its }, dev: { ...aws, ...its } },
});

/** Whatever an environment names of a function by default. */
const withoutIt: Readonly<Record<string, EnvironmentParts>> = {
  "post-confirmation": { triggers: [] },
  "reconcile-users": { recipes: { reconcileUsers: { schedule: "off" } } },
};

const functions = readdirSync(path.resolve(__dirname, "../../../functions")).filter(
  (name) => name !== "shared",
);

/** Numbers of so many bits of which half are set. */
const halves = (bits: number): readonly number[] =>
  Array.from({ length: 2 ** bits }, (_, number) => number).filter(
    (number) => number.toString(2).replaceAll("0", "").length === bits / 2,
  );

/** How often half of the functions have to go until each has been gone while any other was there. */
const times = [2, 4, 6, 8, 10].find((bits) => halves(bits).length >= functions.length) ?? 12;

/** Of any two functions there is a time when the one is gone and the other is there, as if each went in turn. */
const eachWithoutAnyOther = Array.from({ length: times }, (_, time) =>
  functions.filter((_name, index) => ((halves(times)[index] ?? 0) >> time) & 1),
);

/** Each is gone once, and there once. */
const eachOnce = [0, 1].map((rest) => functions.filter((_name, index) => index % 2 === rest));

/**
 * Half of the functions are deleted at a time. That none imports another is seen without; what programs make of
 * any two is tried every night.
 */
export const deletions: readonly Edit[] = (isThorough ? eachWithoutAnyOther : eachOnce).map(
  (gone) => ({
    gone: gone.map((name) => `functions/${name}`),
    configuration: withParts(
      gone.reduce<EnvironmentParts>((its, name) => ({ ...its, ...withoutIt[name] }), {}),
    ),
  }),
);

const ownPreSignUp = `import { requiredVariable } from "../shared/aws/environment-variables";
import type { PreSignUpEvent } from "../shared/events/pre-sign-up";
import { secretValue } from "../shared/secrets/secret-value";

const invitation = secretValue(requiredVariable(process.env, "INVITATION_SECRET_ID"));

/** Lets in whoever has an address at work, or knows the invitation. */
export const handler = async (event: PreSignUpEvent): Promise<PreSignUpEvent> => {
  const { userAttributes, clientMetadata } = event.request;
  if (userAttributes.email?.endsWith("@example.com") === true) return event;
  const expected = await invitation(AbortSignal.timeout(3000));
  if (clientMetadata?.["invitation"] === expected) return event;
  throw new Error("Please use your address at work");
};
`;

const secretForIt = `import { secret } from "../../stacks/auth/bindings/secret";
import type { GrantsOf } from "../../stacks/auth/trigger-grants";

export const grants: GrantsOf = ({ environment }) => ({
  description: "Lets in who works here.",
  bindings: [
    secret(environment, { variable: "INVITATION_SECRET_ID", secretId: "acme/invitation" }),
  ],
});
`;

const ownTable = `import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { physicalName } from "./configuration/naming";
import type { Extension } from "./stacks/environment-stacks";

export const extend: Extension = ({ environment, auth }) => {
  const isProtected = environment.protection.enabled;
  const orders = new DynamodbTable(auth, "orders", {
    name: physicalName(environment, "orders"),
    billingMode: "PAY_PER_REQUEST",
    hashKey: "id",
    attribute: [{ name: "id", type: "S" }],
    pointInTimeRecovery: { enabled: true },
    deletionProtectionEnabled: isProtected,
    lifecycle: { preventDestroy: isProtected },
  });
  auth.addOutputs({ orders_table_name: orders.name });
};
`;

/**
 * A function with a secret and a resource of the team's own, with what goes together of the rest: an
 * environment that can be deployed.
 */
export const together: Edit = {
  gone: ["functions/pre-sign-up", "functions/user-migration", "functions/create-auth-challenge"],
  files: {
    "functions/pre-sign-up/index.ts": ownPreSignUp,
    "functions/pre-sign-up/grants.ts": secretForIt,
    "extend.ts": ownTable,
  },
  configuration: withParts({
    ...ownGroups,
    userPool: { ...ownAttributes, mfa: { mode: "ON", factors: ["SOFTWARE_TOKEN"] } },
    triggers: ["pre-sign-up", "post-confirmation", "post-authentication"],
    clients: twoClients,
  }),
};
