import { defaultAuthFlows } from "../clients/defaults";
import { requiredAttributes as defaultRequired } from "../defaults";
import type { Problem } from "../problem";
import type { Rule, SoundClient, SoundEnvironment } from "./rule";
import { namedTriggers } from "./triggers";

/** What is true of somebody on the way in. */
type Fact =
  | "account"
  | "email"
  | "verified email"
  | "confirmed"
  | "password"
  | "first factor"
  | "second factor"
  | "token";

/** One step of a way: what it takes, what is true after it, and what in the settings stands against it. */
interface Step {
  readonly does: string;
  readonly needs: readonly Fact[];
  readonly gives: readonly Fact[];
  readonly obstacle?: Problem | undefined;
}

/** What the steps depend on: the environment, one of its clients, and where both stand. */
interface Setting {
  readonly environment: SoundEnvironment;
  readonly client: SoundClient;
  readonly path: string;
  readonly clientPath: string;
}

/**
 * How somebody proves who they are at first, by the flow that a client offers. `asksSecond` says
 * whether Cognito goes on to ask for the second factor that the pool requires. It does so after a
 * password alone: of a custom challenge the Cognito team says that "MFA is not supported", and that MFA
 * depends on the password verifier (https://github.com/aws-amplify/amplify-js/issues/12887); after a
 * password in a custom sign-in it asks for MFA and never comes back to the challenge
 * (https://github.com/aws-amplify/amplify-js/issues/3876). A new way to sign in is one line here.
 */
const firstFactors = [
  { flow: "USER_SRP_AUTH", needs: "password", asksSecond: true },
  { flow: "USER_PASSWORD_AUTH", needs: "password", asksSecond: true },
  { flow: "ADMIN_USER_PASSWORD_AUTH", needs: "password", asksSecond: true },
  { flow: "CUSTOM_AUTH", needs: "email", asksSecond: false },
] as const;

/**
 * Walks the ways from sign-up to a token, through each client by each way that it offers, and back
 * after a lost password. What no settings can make up for is a problem, with the step that fails.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 */
export const waysIn: Rule = (environment, { path }) => {
  const clients = Object.entries(environment.clients ?? { web: {} });
  const problems = clients.flatMap(([name, client]) =>
    client === undefined
      ? []
      : waysThrough({ environment, client, path, clientPath: `${path}.clients.${name}` }),
  );
  // What stands against a step of the pool stands against it for each client.
  return [
    ...new Map(problems.map((problem) => [`${problem.path} ${problem.rule}`, problem])).values(),
  ];
};

function waysThrough(setting: Setting): readonly Problem[] {
  const isOpen = setting.environment.userPool?.selfSignUp ?? true;
  const begin = isOpen ? signUp(setting) : [invitation(setting)];
  return factorsOf(setting.client).flatMap(({ flow, needs, asksSecond }) => {
    const signIn: readonly Step[] = [
      { does: `signs in with ${flow}`, needs: ["confirmed", needs], gives: ["first factor"] },
      secondFactor(setting, asksSecond),
      { does: "gets a token", needs: ["first factor", "second factor"], gives: ["token"] },
    ];
    const there = walk([...begin, ...signIn], []);
    if (needs !== "password" || !isOpen) return obstaclesOn(there);
    // Who has come in once, and has lost the password: what was proven stays.
    const kept = there.facts.filter(
      (fact) => !["password", "first factor", "second factor", "token"].includes(fact),
    );
    return [...obstaclesOn(there), ...obstaclesOn(walk([...recovery(setting), ...signIn], kept))];
  });
}

function factorsOf({ authFlows }: SoundClient) {
  const flows: readonly (string | undefined)[] = authFlows ?? defaultAuthFlows;
  return firstFactors.filter(({ flow }) => flows.includes(flow));
}

function signUp(setting: Setting): readonly Step[] {
  const { userPool } = setting.environment;
  const required = requiredOf(setting);
  const hasEmail =
    required.includes("email") || (userPool?.usernameAttributes ?? ["email"]).includes("email");
  const confirms = namedTriggers(setting.environment).includes("pre-sign-up");
  const asksForCode = (userPool?.autoVerifiedAttributes ?? ["email"]).includes("email");
  return [
    {
      does: "signs up",
      needs: [],
      gives: ["account", "password", ...(hasEmail ? (["email"] as const) : [])],
      obstacle: unwritable(setting, required) ?? premature(setting, required),
    },
    // Nothing makes them give one, so some do not.
    {
      does: "gives an e-mail address",
      needs: ["account"],
      gives: ["email"],
      obstacle: {
        path: `${setting.path}.userPool.requiredAttributes`,
        value: userPool?.requiredAttributes,
        rule: "whoever signs up gives an e-mail address, or no code for confirming the account or for a new password can reach them",
        fix: 'add "email" to requiredAttributes, or set `usernameAttributes: ["email"]`',
      },
    },
    {
      does: "confirms by the code that Cognito sends",
      needs: ["account", "email"],
      gives: ["confirmed", "verified email"],
      obstacle: asksForCode
        ? undefined
        : {
            path: `${setting.path}.userPool.autoVerifiedAttributes`,
            value: userPool?.autoVerifiedAttributes,
            rule: "whoever signs up is confirmed by a code or by a trigger, and here Cognito sends none and there is no pre-sign-up: nobody could sign in",
            fix: 'set `autoVerifiedAttributes: ["email"]`, add a "pre-sign-up" that confirms, or set `selfSignUp: false`',
          },
    },
    // The team's own function may set `autoConfirmUser` and `autoVerifyEmail`.
    ...(confirms
      ? [
          {
            does: "is confirmed by pre-sign-up",
            needs: ["account"],
            gives: ["confirmed", ...(hasEmail ? (["verified email"] as const) : [])],
          } as const,
        ]
      : []),
  ];
}

/** An administrator may give an address and call it verified, and can set a new password. */
function invitation(setting: Setting): Step {
  return {
    does: "is invited by an administrator",
    needs: [],
    gives: ["account", "email", "verified email", "password", "confirmed"],
    obstacle: premature(setting, requiredOf(setting)),
  };
}

function recovery(setting: Setting): readonly Step[] {
  const { userPool } = setting.environment;
  return [
    {
      does: "sets a new password with the code that Cognito sends",
      needs: ["verified email"],
      gives: ["password"],
    },
    {
      does: "proves that the address is theirs",
      needs: ["account"],
      gives: ["verified email"],
      obstacle: {
        path: `${setting.path}.userPool.autoVerifiedAttributes`,
        value: userPool?.autoVerifiedAttributes,
        rule: "a new password goes to a verified e-mail address, and here nobody's is: who loses the password stays outside",
        fix: 'set `autoVerifiedAttributes: ["email"]` and require "email"',
      },
    },
  ];
}

function secondFactor({ environment, clientPath, client }: Setting, asksSecond: boolean): Step {
  const isNeeded = environment.userPool?.mfa?.mode === "ON";
  return {
    does: "answers with a second factor",
    needs: ["first factor"],
    gives: ["second factor"],
    obstacle:
      isNeeded && !asksSecond
        ? {
            path: `${clientPath}.authFlows`,
            value: client.authFlows,
            rule: "with MFA ON everybody shows a second factor, and after a one-time code (CUSTOM_AUTH) Cognito asks for none: it gives tokens for the code alone",
            fix: 'remove "CUSTOM_AUTH", or set `userPool.mfa.mode: "OPTIONAL"`',
          }
        : undefined,
  };
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

/** The end of a way: what is true then, and what stood against it. */
interface Way {
  readonly facts: readonly Fact[];
  readonly obstacles: readonly Problem[];
}

function obstaclesOn({ obstacles }: Way): readonly Problem[] {
  return obstacles;
}

/**
 * The way to a token that meets the fewest obstacles. None means that somebody gets in; otherwise those
 * are what is to be mended. Facts are only ever added, so the ways are few.
 */
function walk(steps: readonly Step[], from: readonly Fact[]): Way {
  const open: Way[] = [{ facts: from, obstacles: [] }];
  const seen = new Set<string>();
  for (;;) {
    open.sort((one, other) => one.obstacles.length - other.obstacles.length);
    const way = open.shift();
    if (way === undefined) throw new Error("The steps of a way in lead nowhere.");
    if (way.facts.includes("token")) return way;
    const key = [...way.facts].sort().join();
    if (seen.has(key)) continue;
    seen.add(key);
    for (const { needs, gives, obstacle } of steps) {
      if (!needs.every((fact) => way.facts.includes(fact))) continue;
      open.push({
        facts: [...new Set([...way.facts, ...gives])],
        obstacles: obstacle === undefined ? way.obstacles : [...way.obstacles, obstacle],
      });
    }
  }
}
