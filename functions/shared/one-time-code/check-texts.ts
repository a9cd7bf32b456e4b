import { findTextProblems, type TextProblem, type TextsContext } from "../texts/check-texts";
import { CODE_LENGTH } from "./code-proof";
import type { OneTimeCodeSource, OneTimeCodeTexts } from "./texts";

/** Finds every problem of `texts.ts`. */
export function checkTexts(
  texts: OneTimeCodeTexts,
  context: TextsContext = {},
): readonly TextProblem[] {
  return findTextProblems<OneTimeCodeSource>({
    ...context,
    file: "functions/shared/one-time-code/texts.ts",
    texts,
    rules: {
      OneTimeCode: {
        parts: ["subject", "email"],
        required: ["code"],
        optional: ["brand"],
        codeLength: CODE_LENGTH,
      },
    },
  });
}
