import {
  findTextProblems,
  type TextProblem,
  type TextRule,
  type TextsContext,
} from "../texts/check-texts";
import type { MessageSource } from "./message-source";
import type { MessageTexts } from "./texts";

/** Cognito's codes have six digits. */
const withCode: TextRule = {
  parts: ["subject", "email", "sms"],
  required: ["code"],
  optional: ["brand"],
  codeLength: 6,
};

/** What of an environment the messages depend on. */
export interface MessageTextsContext extends TextsContext {
  /** Characters of a password that Cognito makes up. Default: 12. */
  readonly temporaryPasswordLength?: number;
}

/**
 * Finds every problem of `texts.ts`: a message without its code, without the user name that an
 * invitation must show, with a placeholder that nothing fills in, too long, or missing in a language.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
 */
export function checkTexts(
  texts: MessageTexts,
  { temporaryPasswordLength = 12, ...context }: MessageTextsContext = {},
): readonly TextProblem[] {
  return findTextProblems<MessageSource>({
    ...context,
    file: "functions/shared/message-texts/texts.ts",
    texts,
    rules: {
      SignUp: withCode,
      AdminCreateUser: {
        ...withCode,
        required: ["username", "code"],
        codeLength: temporaryPasswordLength,
      },
      ResendCode: withCode,
      ForgotPassword: withCode,
      UpdateUserAttribute: withCode,
      VerifyUserAttribute: withCode,
      Authentication: withCode,
    },
  });
}
