import { expect, test } from "@jest/globals";
import type {
  AwsPlace,
  ConfigurationInput,
  CustomAttributeInput,
  CustomAttributesOf,
  EmailInput,
  EnvironmentParts,
  LocalPlace,
  Mfa,
  Protection,
} from "../../configuration";

/*
 * What cannot be written, because `npm run typecheck` refuses it. Each `@ts-expect-error` is an error
 * itself as soon as the line below it compiles.
 */

const place = { accountId: "111122223333", region: "eu-west-1", state: { bucket: "b" } } as const;

const sender = { sendingAccount: "DEVELOPER", from: "no-reply@example.com" } as const;
const sesIdentity = { domain: "example.com" } as const;

export const refused = [
  // @ts-expect-error MFA required, with no factor
  { mode: "ON", factors: [] } satisfies Mfa,
  // @ts-expect-error MFA required, with nothing said of factors
  { mode: "ON" } satisfies Mfa,
  // @ts-expect-error protection off, without a reason
  { enabled: false } satisfies Protection,
  // @ts-expect-error a string attribute without limits, which Terraform would replace the pool for
  { type: "String" } satisfies CustomAttributeInput,
  // @ts-expect-error a Region that there is not
  { ...place, region: "eu-wset-1" } satisfies AwsPlace,
  // @ts-expect-error an environment on AWS without its state
  { accountId: "111122223333", region: "eu-west-1" } satisfies AwsPlace,
  // @ts-expect-error a local environment in an account
  { platform: "local", accountId: "111122223333" } satisfies LocalPlace,
  // @ts-expect-error a trigger that there is not
  { triggers: ["x"] } satisfies EnvironmentParts,
  // @ts-expect-error an SES identity that is made, and named
  { ...sender, sourceArn: "arn:aws:ses:…", sesIdentity } satisfies EmailInput,
  // @ts-expect-error a configuration set beside the one of an identity that is made
  { ...sender, configurationSet: "mine", sesIdentity } satisfies EmailInput,
  // @ts-expect-error an identity that sends from no address
  { sendingAccount: "DEVELOPER", sesIdentity } satisfies EmailInput,
  // @ts-expect-error an identity of Cognito's own sender
  { sendingAccount: "COGNITO_DEFAULT", sesIdentity } satisfies EmailInput,
];

test("the types were checked against twelve wrong configurations", () => {
  expect(refused).toHaveLength(12);
});

const text = { type: "String", minLength: 1, maxLength: 20 } as const;
export const configuration = {
  project: "acme",
  environments: {
    local: {
      platform: "local",
      userPool: { tier: "PLUS", customAttributes: { group: text, plan: text } },
    },
    dev: { ...place, userPool: { customAttributes: { team: text } } },
    prod: place,
    test: { ...place, userPool: { tier: "LITE" } },
  },
} satisfies ConfigurationInput;

/** True where both are the same union. */
type Same<One, Other> = [One, Other] extends [Other, One] ? true : false;

export const attributes = [
  true satisfies Same<
    CustomAttributesOf<typeof configuration>,
    "custom:group" | "custom:plan" | "custom:team"
  >,
  true satisfies Same<CustomAttributesOf<ConfigurationInput>, `custom:${string}`>,
];

test("custom attributes are known by name over all environments, or not at all", () => {
  expect(attributes).toEqual([true, true]);
});
