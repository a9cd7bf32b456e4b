import type { PostConfirmationTriggerEvent } from "aws-lambda";

/** What a test may want to be different. An attribute that is `undefined` is taken away. */
export interface PostConfirmationDifferences {
  readonly triggerSource?: PostConfirmationTriggerEvent["triggerSource"];
  readonly region?: string;
  readonly userPoolId?: string;
  readonly userName?: string;
  readonly userAttributes?: Readonly<Record<string, string | undefined>>;
  readonly clientMetadata?: Readonly<Record<string, string>>;
}

/** The user of every event that does not say otherwise. */
export const SUB = "6a1f7c52-3b0e-4c57-9d1a-2f5f0c9b7e44";

/** The event that Cognito sends when Ada Lovelace has confirmed her sign-up, but for `differences`. */
export function postConfirmationEvent(
  differences: PostConfirmationDifferences = {},
): PostConfirmationTriggerEvent {
  const { userAttributes, clientMetadata, ...rest } = differences;
  const attributes: Record<string, string | undefined> = {
    sub: SUB,
    email: "ada.lovelace@analytical.example",
    email_verified: "true",
    "cognito:user_status": "CONFIRMED",
    ...userAttributes,
  };
  return {
    version: "1",
    region: "eu-west-1",
    userPoolId: "eu-west-1_Abc123XyZ",
    userName: SUB,
    callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: "4k2v9s7q1m3n5p8r0t6u" },
    triggerSource: "PostConfirmation_ConfirmSignUp",
    ...rest,
    request: {
      userAttributes: Object.fromEntries(
        Object.entries(attributes).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value]],
        ),
      ),
      ...(clientMetadata ? { clientMetadata: { ...clientMetadata } } : {}),
    },
    response: {},
  };
}
