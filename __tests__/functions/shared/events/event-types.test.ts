import { expect, test } from "@jest/globals";
import {
  triggerCatalogue,
  type SourceOf,
  type TriggerName,
} from "../../../../configuration/trigger-catalogue";
import type {
  CustomAttribute,
  UserAttributes,
} from "../../../../functions/shared/events/user-attributes";
import type {
  EventOf,
  EventOfSource,
  ResponseOf,
} from "../../../../functions/shared/events/trigger-events";
import { triggerEvent } from "../../../support/events/trigger-event";

/*
 * Most of this file is checked by `npm run typecheck`. Each `@ts-expect-error` is an error itself as
 * soon as the line below it compiles.
 */

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** `true` for each trigger whose event has exactly the sources that the catalogue lists. */
type SourcesAgree = {
  readonly [Name in TriggerName]: Same<EventOf<Name>["triggerSource"], SourceOf<Name>>;
};

export const everySourceHasItsEventAndNoOther: SourcesAgree = {
  "pre-sign-up": true,
  "post-confirmation": true,
  "user-migration": true,
  "pre-authentication": true,
  "post-authentication": true,
  "pre-token-generation": true,
  "custom-message": true,
  "define-auth-challenge": true,
  "create-auth-challenge": true,
  "verify-auth-challenge-response": true,
  "custom-email-sender": true,
  "custom-sms-sender": true,
};

declare const attributes: UserAttributes;

/** Never called: only its types count. */
export const accepted = (): readonly unknown[] => [
  attributes.sub satisfies string,
  { sub: "1", email: "ada@example.org" } satisfies UserAttributes,
  // Those of the team's environments, whichever they are.
  true satisfies Same<Extract<keyof UserAttributes, `custom:${string}`>, CustomAttribute>,
  {
    autoConfirmUser: true,
    autoVerifyEmail: false,
    autoVerifyPhone: false,
  } satisfies ResponseOf<"pre-sign-up">,
];

/** Never called: only its types count. */
export const refused = (): readonly unknown[] => [
  // @ts-expect-error a custom attribute that no environment has
  attributes["custom:nobodyHasThis"],
  // @ts-expect-error nor can an event carry it
  { sub: "1", "custom:nobodyHasThis": "Ada" } satisfies UserAttributes,
  // @ts-expect-error a user of the pool without a sub
  { email: "ada@example.org" } satisfies UserAttributes,
  // @ts-expect-error a boolean, where Cognito sends "true"
  { sub: "1", email_verified: true } satisfies UserAttributes,
  // @ts-expect-error a user who is not there yet has no sub
  triggerEvent("PreSignUp_SignUp").request.userAttributes.sub,
  // @ts-expect-error an invitation alone has a placeholder for the username
  triggerEvent("CustomMessage_SignUp").request.usernameParameter satisfies string,
  // @ts-expect-error a reset carries no password
  triggerEvent("UserMigration_ForgotPassword").request.password satisfies string,
  // @ts-expect-error a warning carries no code
  triggerEvent("CustomEmailSender_AccountTakeOverNotification").request.code satisfies string,
  // @ts-expect-error version 1 has no access token to change
  { claimsAndScopeOverrideDetails: null } satisfies Extract<
    EventOf<"pre-token-generation">,
    { version: "1" }
  >["response"],
  // @ts-expect-error a machine raises version 3 only
  "2" satisfies EventOfSource<"TokenGeneration_ClientCredentials">["version"],
  // @ts-expect-error a source that there is not
  triggerEvent("PreSignUp_Guest"),
];

/** Where a user may be unknown, asking tells which; where not, the sub is there without asking. */
export function subOf(event: EventOf<"pre-authentication" | "post-authentication">) {
  const { request } = event;
  if (!("userNotFound" in request)) return request.userAttributes.sub;
  return request.userNotFound ? undefined : request.userAttributes.sub;
}

test.each(Object.values(triggerCatalogue).flatMap(({ sources }) => sources))(
  "%s has a fixture of its own, which no other test can spoil",
  (source) => {
    const event = triggerEvent(source);

    expect(event).toMatchObject({
      triggerSource: source,
      userPoolId: expect.stringContaining("eu-west-1_"),
      request: expect.any(Object),
      response: expect.any(Object),
    });

    const untouched = JSON.stringify(triggerEvent(source));
    Object.assign(event.request, { spoilt: true });
    Object.assign(event.callerContext, { spoilt: true });
    if ("userAttributes" in event.request) Object.assign(event.request.userAttributes, { x: "y" });
    expect(JSON.stringify(triggerEvent(source))).toBe(untouched);
  },
);

test("a fixture differs where a test says so, and nowhere else", () => {
  const { request, ...rest } = triggerEvent("PostConfirmation_ConfirmSignUp", {
    userName: "ada",
    request: { userAttributes: { "custom:group": "Managers", email: undefined } },
  });
  const { request: usual, ...usually } = triggerEvent("PostConfirmation_ConfirmSignUp");
  const { email, ...withoutEmail } = usual.userAttributes;

  expect(email).toBeDefined();
  expect(rest).toEqual({ ...usually, userName: "ada" });
  expect(request).toEqual({
    ...usual,
    userAttributes: { ...withoutEmail, "custom:group": "Managers" },
  });
});
