import { accountRecovery, requiredAttributes as defaultRequired } from "../defaults";
import type { Problem } from "../problem";
import type { SoundClient, SoundEnvironment } from "./rule";
import { namedTriggers } from "./triggers";
import type { Address, Step } from "./ways-in-walk";

/** What the steps depend on: the environment, one of its clients, where both stand, and what is signed in with. */
export interface Setting {
  readonly environment: SoundEnvironment;
  readonly client: SoundClient;
  readonly path: string;
  readonly clientPath: string;
  /** `undefined` for a username of the user's choice. */
  readonly name: Address | undefined;
}

/** The words of an address. */
const addresses = {
  email: {
    noun: "e-mail address",
    one: "an e-mail address",
    recovery: "verified_email",
    mfa: "EMAIL",
    message: "e-mail",
  },
  phone_number: {
    noun: "telephone number",
    one: "a telephone number",
    recovery: "verified_phone_number",
    mfa: "SMS",
    message: "text message",
  },
} as const satisfies Record<Address, object>;

const bothAddresses = ["email", "phone_number"] as const;

/** What everybody gives who signs up. */
function givenBy(setting: Setting): readonly Address[] {
  const required = requiredOf(setting);
  return bothAddresses.filter((each) => required.includes(each) || setting.name === each);
}

function verifiedBySignUp({ environment: { userPool } }: Setting): readonly Address[] {
  const verified = userPool?.autoVerifiedAttributes ?? ["email"];
  return bothAddresses.filter((each) => verified.includes(each));
}

export function signUp(setting: Setting): readonly Step[] {
  const given = givenBy(setting);
  const verified = verifiedBySignUp(setting);
  const confirms = namedTriggers(setting.environment).includes("pre-sign-up");
  const required = requiredOf(setting);
  // Of two addresses that it verifies, Cognito sends its one code to the telephone.
  const sentTo = given.includes("phone_number") && verified.includes("phone_number");
  const codes = sentTo ? (["phone_number"] as const) : bothAddresses;
  return [
    {
      does: "signs up",
      needs: [],
      gives: ["account", "password", ...given],
      obstacle: unwritable(setting, required) ?? premature(setting, required),
    },
    ...addressesOf(setting).map((address) => gives(setting, address)),
    ...codes
      .filter((address) => addressesOf(setting).includes(address))
      .map((address) => confirmsBy(setting, address, verified)),
    // The team's own function may set `autoConfirmUser`, `autoVerifyEmail` and `autoVerifyPhone`.
    ...(confirms
      ? [
          {
            does: "is confirmed by pre-sign-up",
            needs: ["account"],
            gives: ["confirmed", ...given.map((each) => `verified ${each}` as const)],
          } as const,
        ]
      : []),
  ];
}

/** The addresses that the settings have a use for. Without any a pool can have e-mail addresses. */
function addressesOf(setting: Setting): readonly Address[] {
  const { userPool } = setting.environment;
  const used = bothAddresses.filter(
    (each) =>
      givenBy(setting).includes(each) ||
      verifiedBySignUp(setting).includes(each) ||
      // The recipe sends its code by e-mail.
      (each === "email" && setting.client.authFlows?.includes("CUSTOM_AUTH") === true) ||
      recoveriesOf(setting).includes(addresses[each].recovery) ||
      userPool?.mfa?.factors?.includes(addresses[each].mfa) === true,
  );
  return used.length > 0 ? used : ["email"];
}

/** Nothing makes people give one, so some do not. */
function gives({ environment: { userPool }, path }: Setting, address: Address): Step {
  const { one } = addresses[address];
  return {
    does: `gives ${one}`,
    needs: ["account"],
    gives: [address],
    obstacle: {
      path: `${path}.userPool.requiredAttributes`,
      value: userPool?.requiredAttributes,
      rule:
        address === "email"
          ? "whoever signs up gives an e-mail address, or no code for confirming the account or for a new password can reach them"
          : "whoever signs up gives a telephone number, or no code by text message can reach them",
      fix: `add "${address}" to requiredAttributes, or set \`usernameAttributes: ["${address}"]\``,
    },
  };
}

function confirmsBy(
  { environment: { userPool }, path }: Setting,
  address: Address,
  verified: readonly Address[],
): Step {
  return {
    does: `confirms by the code that Cognito sends by ${addresses[address].message}`,
    needs: ["account", address],
    gives: ["confirmed", `verified ${address}`],
    obstacle: verified.includes(address)
      ? undefined
      : {
          path: `${path}.userPool.autoVerifiedAttributes`,
          value: userPool?.autoVerifiedAttributes,
          rule:
            verified.length === 0
              ? "whoever signs up is confirmed by a code or by a trigger, and here Cognito sends none and there is no pre-sign-up: nobody could sign in"
              : `whoever signs up with ${addresses[address].one} is confirmed by a code to it or by a trigger, and here Cognito sends none there and there is no pre-sign-up: nobody of them could sign in`,
          fix: `set \`autoVerifiedAttributes: ${listed([...verified, address])}\`, add a "pre-sign-up" that confirms, or set \`selfSignUp: false\``,
        },
  };
}

/** An administrator may give an address and call it verified, and can set a new password. */
export function invitation(setting: Setting): Step {
  return {
    does: "is invited by an administrator",
    needs: [],
    gives: [
      "account",
      "email",
      "verified email",
      "phone_number",
      "verified phone_number",
      "password",
      "confirmed",
    ],
    obstacle: premature(setting, requiredOf(setting)),
  };
}

function recoveriesOf({ environment: { userPool } }: Setting): readonly string[] {
  const named = (userPool?.accountRecovery ?? []).filter((each) => each !== undefined);
  return named.length > 0 ? named : accountRecovery;
}

/** What users have shown to be theirs by the time that they are confirmed. */
function provenBy(setting: Setting): readonly Address[] {
  const given = givenBy(setting);
  if (namedTriggers(setting.environment).includes("pre-sign-up")) return given;
  const verified = verifiedBySignUp(setting);
  const codeTo = (["phone_number", "email"] as const).find(
    (each) => given.includes(each) && verified.includes(each),
  );
  return codeTo === undefined ? [] : [codeTo];
}

/** From a lost password to a new one. */
export function recovery(setting: Setting): readonly Step[] {
  const { userPool } = setting.environment;
  const recoveries = recoveriesOf(setting);
  if (recoveries.includes("admin_only")) {
    return [{ does: "is given a new password", needs: ["token"], gives: ["new password"] }];
  }
  const at = `${setting.path}.userPool`;
  return bothAddresses
    .filter((address) => recoveries.includes(addresses[address].recovery))
    .flatMap((address): readonly Step[] => {
      const { noun, message, recovery: mechanism } = addresses[address];
      const other = provenBy(setting).find((each) => each !== address);
      return [
        {
          does: `sets a new password with the code that Cognito sends by ${message}`,
          needs: ["token", `verified ${address}`],
          gives: ["new password"],
          obstacle: isEverybodysSecondFactor(setting, address)
            ? {
                path: `${at}.accountRecovery`,
                value: userPool?.accountRecovery,
                rule: `with MFA ON a code by ${message} is everybody's second factor, and Cognito sends none for a new password there: who loses the password stays outside`,
                fix: `add "SOFTWARE_TOKEN" to mfa.factors, or set \`accountRecovery: ["admin_only"]\``,
              }
            : undefined,
        },
        {
          does: "proves that the address is theirs",
          needs: ["token"],
          gives: [`verified ${address}`],
          obstacle:
            other === undefined
              ? {
                  path: `${at}.autoVerifiedAttributes`,
                  value: userPool?.autoVerifiedAttributes,
                  rule: `a new password goes to a verified ${noun}, and here nobody's is: who loses the password stays outside`,
                  fix: `set \`autoVerifiedAttributes: ["${address}"]\` and require "${address}"`,
                }
              : {
                  path: `${at}.accountRecovery`,
                  value: userPool?.accountRecovery ?? `${mechanism} (default)`,
                  rule: `a new password goes to a verified ${noun}, and what people prove here when they sign up is ${addresses[other].one}: who loses the password stays outside`,
                  fix: `add "${addresses[other].recovery}" to accountRecovery`,
                },
        },
      ];
    });
}

/** Cognito sends no code for a new password to where it sends a second factor. */
function isEverybodysSecondFactor(
  { environment: { userPool } }: Setting,
  address: Address,
): boolean {
  const factors = userPool?.mfa?.factors ?? [];
  return (
    userPool?.mfa?.mode === "ON" &&
    factors.length > 0 &&
    factors.every((factor) => factor === addresses[address].mfa)
  );
}

/** An app and an e-mail address can be set up at the first sign-in; a telephone number has to be there. */
export function secondFactors(setting: Setting, asksSecond: boolean): readonly Step[] {
  const { environment, clientPath, client } = setting;
  const isNeeded = environment.userPool?.mfa?.mode === "ON";
  const factors = (environment.userPool?.mfa?.factors ?? []).filter((each) => each !== undefined);
  if (!isNeeded || factors.length === 0) {
    return [{ does: "needs no second factor", needs: ["first factor"], gives: ["second factor"] }];
  }
  const obstacle = asksSecond
    ? undefined
    : {
        path: `${clientPath}.authFlows`,
        value: client.authFlows,
        rule: "with MFA ON everybody shows a second factor, and after a one-time code (CUSTOM_AUTH) Cognito asks for none: it gives tokens for the code alone",
        fix: 'remove "CUSTOM_AUTH", or set `userPool.mfa.mode: "OPTIONAL"`',
      };
  return factors.map((factor) => ({
    does: `answers with ${factor}`,
    needs: ["first factor", ...(factor === "SMS" ? (["phone_number"] as const) : [])],
    gives: ["second factor"],
    obstacle,
  }));
}

function unwritable(
  { client, clientPath }: Setting,
  required: readonly string[],
): Problem | undefined {
  const { writeAttributes } = client;
  const missing = required.filter((name) => writeAttributes?.includes(name as never) === false);
  return missing.length === 0
    ? undefined
    : {
        path: `${clientPath}.writeAttributes`,
        value: writeAttributes,
        rule: "a client can write every required attribute, or nobody could sign up through it",
        fix: `add ${missing.join(", ")}`,
      };
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-aliases */
function premature(
  { environment: { userPool }, path }: Setting,
  required: readonly string[],
): Problem | undefined {
  const name = "preferred_username";
  return required.includes(name) && userPool?.aliasAttributes?.includes(name) === true
    ? {
        path: `${path}.userPool.requiredAttributes[${required.indexOf(name)}]`,
        value: name,
        rule: "Cognito takes a preferred_username that people sign in with only from confirmed users, so no sign-up can carry one",
        fix: `remove "${name}" from requiredAttributes, or from aliasAttributes`,
      }
    : undefined;
}

function requiredOf({ environment: { userPool } }: Setting): readonly string[] {
  return (userPool?.requiredAttributes ?? defaultRequired).filter((name) => name !== undefined);
}

function listed(names: readonly string[]): string {
  return `[${names.map((name) => `"${name}"`).join(", ")}]`;
}
