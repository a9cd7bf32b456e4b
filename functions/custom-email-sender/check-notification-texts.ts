import { findTextProblems, type TextProblem, type TextsContext } from "../shared/texts/check-texts";
import type { NotificationSource, NotificationTexts } from "./notification-texts";

/** Finds every problem of `notification-texts.ts`. */
export function checkNotificationTexts(
  texts: NotificationTexts,
  context: TextsContext = {},
): readonly TextProblem[] {
  return findTextProblems<NotificationSource>({
    ...context,
    file: "functions/custom-email-sender/notification-texts.ts",
    texts,
    rules: {
      AccountTakeOverNotification: {
        parts: ["subject", "email"],
        required: [],
        optional: ["brand", "time", "ip", "device"],
        codeLength: 0,
      },
    },
  });
}
