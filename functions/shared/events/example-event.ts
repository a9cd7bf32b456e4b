import {
  triggerCatalogue,
  type TriggerName,
  type TriggerSource,
} from "../../../configuration/trigger-catalogue";
import type { EventOfSource } from "./trigger-events";

/** The user of every event that does not say otherwise. Made up, as all that follows. */
export const SUB = "6a1f7c52-3b0e-4c57-9d1a-2f5f0c9b7e44";

/** The pool of every event that does not say otherwise. */
export const USER_POOL_ID = "eu-west-1_Abc123XyZ";

/**
 * What an event may have otherwise. Objects are merged, anything else replaces what is there,
 * and what is `undefined` is taken away.
 */
export type Difference<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: Difference<T[Key]> | undefined }
    : T;

/**
 * Names beside the pool's own: an attribute that a later configuration has, or a client that sends
 * what it likes.
 */
interface Freedom {
  readonly request?: {
    readonly userAttributes?: Readonly<Record<string, string | undefined>>;
  };
}

type DifferenceOf<Source extends TriggerSource> = Difference<EventOfSource<Source>> | Freedom;

const invented = {
  sub: SUB,
  email: "ada.lovelace@analytical.example",
  email_verified: "true",
  "cognito:user_status": "CONFIRMED",
};
const newUser = { email: invented.email };

/** What Cognito sends for each trigger: request and response, where sources do not differ. */
const defaults: Readonly<Record<TriggerName, { request: object; response: object }>> = {
  "pre-sign-up": {
    request: { userAttributes: newUser, validationData: null },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  },
  "post-confirmation": { request: { userAttributes: invented }, response: {} },
  "user-migration": {
    request: { password: "correct horse battery staple", validationData: null },
    response: {
      userAttributes: null,
      forceAliasCreation: null,
      enableSMSMFA: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
    },
  },
  "pre-authentication": {
    request: { userAttributes: invented, validationData: null },
    response: {},
  },
  "post-authentication": {
    request: { userAttributes: invented, newDeviceUsed: false },
    response: {},
  },
  "pre-token-generation": {
    request: {
      userAttributes: invented,
      groupConfiguration: { groupsToOverride: ["Users"], iamRolesToOverride: [] },
      scopes: ["aws.cognito.signin.user.admin"],
    },
    response: { claimsAndScopeOverrideDetails: null },
  },
  "custom-message": {
    request: {
      userAttributes: invented,
      codeParameter: "{####}",
      linkParameter: "{##Click Here##}",
      usernameParameter: null,
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  },
  "define-auth-challenge": {
    request: { userAttributes: invented, session: [] },
    response: { challengeName: null, issueTokens: null, failAuthentication: null },
  },
  "create-auth-challenge": {
    request: { userAttributes: invented, challengeName: "CUSTOM_CHALLENGE", session: [] },
    response: {
      publicChallengeParameters: null,
      privateChallengeParameters: null,
      challengeMetadata: null,
    },
  },
  "verify-auth-challenge-response": {
    request: {
      userAttributes: invented,
      privateChallengeParameters: {},
      challengeAnswer: "123456",
    },
    response: { answerCorrect: null },
  },
  "custom-email-sender": {
    request: { type: "customEmailSenderRequestV1", code: "AYADeA==", userAttributes: invented },
    response: {},
  },
  "custom-sms-sender": {
    request: {
      type: "customSMSSenderRequestV1",
      code: "AYADeA==",
      userAttributes: { ...invented, phone_number: "+15550100", phone_number_verified: "true" },
    },
    response: {},
  },
};

/** Where a source's event is not its trigger's. */
const peculiarities: Readonly<Partial<Record<TriggerSource, object>>> = {
  PreSignUp_AdminCreateUser: {
    callerContext: { clientId: "CLIENT_ID_NOT_APPLICABLE" },
    request: { userAttributes: { "cognito:user_status": "FORCE_CHANGE_PASSWORD" } },
  },
  PreSignUp_ExternalProvider: {
    userName: "Google_106300000000000000042",
    request: {
      userAttributes: {
        email_verified: "true",
        "cognito:email_alias": "",
        "cognito:phone_number_alias": "",
      },
      validationData: {},
    },
  },
  UserMigration_Authentication: { userName: invented.email },
  UserMigration_ForgotPassword: { userName: invented.email, request: { password: undefined } },
  TokenGeneration_NewPasswordChallenge: {
    request: { userAttributes: { "cognito:user_status": "FORCE_CHANGE_PASSWORD" } },
  },
  TokenGeneration_ClientCredentials: {
    version: "3",
    userName: "ClientCredentials",
    request: {
      userAttributes: Object.fromEntries(Object.keys(invented).map((name) => [name, undefined])),
      groupConfiguration: null,
      scopes: ["reports/read"],
    },
  },
  CustomMessage_SignUp: {
    request: { userAttributes: { email_verified: "false", "cognito:user_status": "UNCONFIRMED" } },
  },
  CustomMessage_AdminCreateUser: {
    callerContext: { clientId: "CLIENT_ID_NOT_APPLICABLE" },
    request: {
      usernameParameter: "{username}",
      userAttributes: { "cognito:user_status": "FORCE_CHANGE_PASSWORD" },
    },
  },
  CustomEmailSender_AccountTakeOverNotification: {
    request: {
      code: null,
      userAttributes: {
        ...Object.fromEntries(Object.keys(invented).map((name) => [name, undefined])),
        EVENT_ID: "0f4a1c2e-7d53-4b6a-9f6e-2b8f3a1d5c70",
        USER_NAME: SUB,
        IP_ADDRESS: "192.0.2.1",
        ACCOUNT_TAKE_OVER_ACTION: "NO_ACTION",
        ONE_CLICK_LINK_VALID: "https://example.com/valid",
        ONE_CLICK_LINK_INVALID: "https://example.com/invalid",
        LOGIN_TIME: "1/6/2025 12:00:00 PM",
        FEEDBACK_TOKEN: "token",
      },
    },
  },
};

/**
 * The event that Cognito sends for `source` when Ada Lovelace causes it, but for `difference`. Nothing
 * in it is shared with another event.
 *
 * Token generation comes in version 2, where there is a user; `tokenEvent` makes the others.
 */
export function triggerEvent<Source extends TriggerSource>(
  source: Source,
  difference: DifferenceOf<Source> = {},
): EventOfSource<Source> {
  const trigger = triggerOf(source);
  const event = {
    version: trigger === "pre-token-generation" ? "2" : "1",
    region: "eu-west-1",
    userPoolId: USER_POOL_ID,
    userName: SUB,
    callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: "4k2v9s7q1m3n5p8r0t6u" },
    triggerSource: source,
    ...defaults[trigger],
  };
  const usual = merged(event, peculiarities[source] ?? {});
  return merged(usual, difference) as EventOfSource<Source>;
}

/** The trigger that has a source. */
function triggerOf(source: TriggerSource): TriggerName {
  const names = Object.keys(triggerCatalogue) as TriggerName[];
  const name = names.find((each) =>
    (triggerCatalogue[each].sources as readonly string[]).includes(source),
  );
  if (!name) throw new Error(`No trigger has the source ${source}`);
  return name;
}

function merged(original: unknown, difference: unknown): unknown {
  if (!isObject(original) || !isObject(difference)) return structuredClone(difference);
  const keys = new Set([...Object.keys(original), ...Object.keys(difference)]);
  return Object.fromEntries(
    [...keys].flatMap((key) => {
      if (!(key in difference)) return [[key, structuredClone(original[key])] as const];
      return difference[key] === undefined
        ? []
        : [[key, merged(original[key], difference[key])] as const];
    }),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
