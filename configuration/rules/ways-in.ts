import { kindDefaults } from "../clients/defaults";
import type { Problem } from "../problem";
import type { Rule, SoundClient } from "./rule";
import { invitation, recovery, secondFactors, type Setting, signUp } from "./ways-in-steps";
import { obstaclesTo, type Step } from "./ways-in-walk";

/**
 * How somebody proves who they are at first, by the flow that a client offers. `asksSecond` says
 * whether Cognito goes on to ask for the second factor that the pool requires. It does so after a
 * password alone: of a custom challenge the Cognito team says that "MFA is not supported", and that MFA
 * depends on the password verifier (https://github.com/aws-amplify/amplify-js/issues/12887); after a
 * password in a custom sign-in it asks for MFA and never comes back to the challenge
 * (https://github.com/aws-amplify/amplify-js/issues/3876). In `USER_AUTH` a user chooses among what they
 * have, and everybody may choose the password. A new way to sign in is one line here.
 */
const firstFactors = [
  { flow: "USER_SRP_AUTH", needs: "password", asksSecond: true },
  { flow: "USER_PASSWORD_AUTH", needs: "password", asksSecond: true },
  { flow: "ADMIN_USER_PASSWORD_AUTH", needs: "password", asksSecond: true },
  { flow: "USER_AUTH", needs: "password", asksSecond: true },
  { flow: "CUSTOM_AUTH", needs: "email", asksSecond: false },
] as const;

/**
 * The one question of all settings together: can a new user reach CONFIRMED and a token, and come back
 * with a lost password? It walks the ways from sign-up to a token, with each name that users may sign in
 * with, through each client by each flow that it offers. What no settings can make up for is a problem,
 * with the step that fails.
 */
export const waysIn: Rule = (environment, { path }) => {
  const clients = Object.entries(environment.clients ?? { web: {} });
  const names = (environment.userPool?.usernameAttributes ?? ["email"]).filter(
    (name) => name !== undefined,
  );
  const problems = clients.flatMap(([client, input]) =>
    input === undefined
      ? []
      : (names.length > 0 ? names : [undefined]).flatMap((name) =>
          waysThrough({
            environment,
            client: input,
            path,
            clientPath: `${path}.clients.${client}`,
            name,
          }),
        ),
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
      ...secondFactors(setting, asksSecond),
      { does: "gets a token", needs: ["first factor", "second factor"], gives: ["token"] },
    ];
    // Who is invited can be invited again, and who has no password loses none.
    return needs === "password" && isOpen
      ? obstaclesTo("new password", [...begin, ...signIn, ...recovery(setting)])
      : obstaclesTo("token", [...begin, ...signIn]);
  });
}

function factorsOf({ authFlows, kind }: SoundClient) {
  const flows: readonly (string | undefined)[] = authFlows ?? kindDefaults(kind).authFlows;
  return firstFactors.filter(({ flow }) => flows.includes(flow));
}
