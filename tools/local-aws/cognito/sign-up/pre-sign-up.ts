import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { z } from "zod";
import { CognitoError } from "../cognito-error";
import { unrecognizableAnswer } from "../refusals";
import type { Triggers } from "../triggers";

/** A user about to be created. */
export interface Applicant {
  readonly source: "PreSignUp_SignUp" | "PreSignUp_AdminCreateUser" | "PreSignUp_ExternalProvider";
  readonly pool: UserPoolType;
  readonly userName: string;
  readonly clientId: string;
  readonly userAttributes: Readonly<Record<string, string>>;
  readonly validationData?: Readonly<Record<string, string>> | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

const verdict = z.object({
  autoConfirmUser: z.boolean().default(false),
  autoVerifyEmail: z.boolean().default(false),
  autoVerifyPhone: z.boolean().default(false),
});

/** What the function grants the new user; nothing without a function. */
export type Verdict = z.output<typeof verdict>;

/**
 * Asks the pool's pre sign-up trigger; a function that throws refuses the user.
 *
 * @throws {@link CognitoError} as {@link Triggers.fire} does.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 */
export async function askPreSignUp(triggers: Triggers, applicant: Applicant): Promise<Verdict> {
  const { source, pool, userName, clientId, userAttributes, clientMetadata } = applicant;
  const response = await triggers.fire({
    pool,
    trigger: "PreSignUp",
    source,
    userName,
    clientId,
    request: {
      userAttributes,
      validationData: applicant.validationData ?? null,
      ...(clientMetadata && { clientMetadata }),
    },
    response: verdict.parse({}),
  });
  const answer = verdict.safeParse(response ?? {});
  if (answer.success) return answer.data;
  throw unrecognizableAnswer();
}

/**
 * Of a sign-up Cognito takes an address for verified only together with the user, and only if there is
 * one. In the other flows it ignores what the function says of addresses.
 *
 * @throws {@link CognitoError} `InvalidLambdaResponseException`.
 */
export function checkAutoVerified(
  { autoConfirmUser, autoVerifyEmail, autoVerifyPhone }: Verdict,
  attributes: Readonly<Record<string, string>>,
): void {
  if (!autoVerifyEmail && !autoVerifyPhone) return;
  if (!autoConfirmUser) {
    // https://github.com/aws/aws-sdk-java/issues/1049
    throw refused("Phone or email cannot be auto verified, when user is not being auto confirmed.");
  }
  if (autoVerifyEmail && !attributes["email"]) throw refused("User has no email to verify.");
  if (autoVerifyPhone && !attributes["phone_number"]) {
    throw refused("User has no phone number to verify.");
  }
}

function refused(message: string): CognitoError {
  return new CognitoError("InvalidLambdaResponseException", message);
}
