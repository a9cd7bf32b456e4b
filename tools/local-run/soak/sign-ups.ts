import {
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
  type CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { setTimeout as sleep } from "node:timers/promises";

/** One sign-up, planned before the first begins, so that a seed plans the same ones each time. */
export interface PlannedSignUp {
  readonly email: string;
  /** What the sign-up asks for in the group attribute, if anything. */
  readonly asksFor: string | undefined;
  /** Where the user belongs by the environment's rules. */
  readonly group: string;
  readonly confirms: boolean;
  readonly signsIn: boolean;
}

/** What of an environment decides where a user belongs. */
export interface GroupRules {
  readonly defaultGroup: string;
  readonly groupAttribute?: {
    readonly attribute: string;
    readonly allowedGroups: readonly string[];
  };
}

/** A group that no sign-up may choose. */
const forbidden = "Admins";

/** Plans sign-ups: some ask for a group, allowed or not; a few never confirm; some sign in at once. */
export function planSignUps(
  count: number,
  { defaultGroup, groupAttribute }: GroupRules,
  random: () => number,
): readonly PlannedSignUp[] {
  const choices = groupAttribute && [...groupAttribute.allowedGroups, forbidden];
  return Array.from({ length: count }, (_, index) => {
    const [asks, which, confirms, signsIn] = [random(), random(), random(), random()];
    const asksFor = choices && asks < 0.5 ? choices[Math.floor(which * choices.length)] : undefined;
    const isAllowed =
      asksFor !== undefined && groupAttribute?.allowedGroups.includes(asksFor) === true;
    return {
      email: `soak-${index}@example.com`,
      asksFor,
      group: isAllowed ? asksFor : defaultGroup,
      confirms: confirms >= 0.05,
      signsIn: signsIn < 0.3,
    };
  });
}

const password = "Correct-Horse-9-Battery";

/** An app's patience: it tries a call again that the backend could not finish. */
const attempts = 3;

/** How a person's way ended: the last error that they saw of each step, if any. */
export interface SignUpResult {
  readonly errors: readonly string[];
}

/** Takes one person through sign-up, confirmation and sign-in, as an app does. Never throws. */
export async function goThrough(
  client: CognitoIdentityProviderClient,
  clientId: string,
  { email, asksFor, confirms, signsIn }: PlannedSignUp,
  groupAttribute: string | undefined,
): Promise<SignUpResult> {
  const errors: string[] = [];
  const step = async (call: () => Promise<unknown>, isDone: (error: Error) => boolean) => {
    for (let attempt = 1; ; attempt++) {
      try {
        await call();
        return;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (attempt > 1 && isDone(error)) return;
        errors.push(error.name);
        if (attempt === attempts) return;
        await sleep(20 * attempt);
      }
    }
  };
  const attributes = [
    { Name: "email", Value: email },
    ...(groupAttribute !== undefined && asksFor !== undefined
      ? [{ Name: groupAttribute, Value: asksFor }]
      : []),
  ];
  await step(
    () =>
      client.send(
        new SignUpCommand({
          ClientId: clientId,
          Username: email,
          Password: password,
          UserAttributes: attributes,
        }),
      ),
    // An earlier attempt has made the user.
    ({ name }) => name === "UsernameExistsException",
  );
  if (!confirms) return { errors };
  await step(
    () =>
      client.send(
        new ConfirmSignUpCommand({
          ClientId: clientId,
          Username: email,
          ConfirmationCode: "123456",
        }),
      ),
    // The user is confirmed although the trigger failed, and confirming again is refused.
    ({ name }) => name === "NotAuthorizedException",
  );
  if (!signsIn) return { errors };
  await step(
    () =>
      client.send(
        new InitiateAuthCommand({
          ClientId: clientId,
          AuthFlow: "USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME: email, PASSWORD: password },
        }),
      ),
    () => false,
  );
  return { errors };
}
