import type { RemainingTime } from "../shared/aws/time-left";
import type { Mailer } from "../shared/delivery/mailer";
import type { CreateAuthChallengeEvent } from "../shared/events/auth-challenges";
import { errorEntry } from "../shared/logging/error-entry";
import { personalDataOf } from "../shared/logging/personal-data";
import { PUBLIC_PARAMETERS } from "../shared/one-time-code/challenge";
import { decoyProof, isProof, newCode, proofOf } from "../shared/one-time-code/code-proof";
import type { OneTimeCodeTexts } from "../shared/one-time-code/texts";
import { count } from "../shared/metrics/signals";
import { settledBy } from "../shared/pipeline/settled-by";
import { timeFor } from "../shared/pipeline/time-limit";
import { fillHtml, fillPlain } from "../shared/texts/placeholders";
import { textFor } from "../shared/texts/text-for";
import type { TextSettings } from "../shared/texts/text-settings";

/** What the handler works with. */
export interface CreateAuthChallengeCollaborators {
  readonly mailer: Mailer;
  readonly texts: OneTimeCodeTexts;
  readonly settings: TextSettings & { readonly validitySeconds: number };
  readonly clock: () => Date;
  /** Resolves after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly log: Pick<Console, "error">;
}

/**
 * How long everybody waits for the first challenge, in milliseconds. SES has that long to take the
 * e-mail; an answer that came as soon as SES had it would tell who has an account.
 */
export const FIRST_ANSWER_AFTER = 2000;

/** Of that, what is kept to end a call to SES and to report it. */
const RESERVE = 200;

/**
 * Makes the create auth challenge trigger of sign-in by one-time code. The first challenge of a
 * sign-in makes a code and sends it to the user's verified e-mail address; later ones, after a wrong
 * answer, keep the code. A salted hash of it and the time of its end go from challenge to challenge in
 * the parameters that the app does not see. The code itself is in the e-mail alone.
 *
 * Nobody learns who has an account. Somebody whom the pool does not know, or who has no verified
 * address, gets a challenge like any other that no code answers, and so does a user whose e-mail SES
 * did not take: that is logged, and the sign-in fails at its third answer. The first challenge comes
 * after {@link FIRST_ANSWER_AFTER} for everybody. Cognito itself hides unknown users only from clients
 * with `PreventUserExistenceErrors`.
 *
 * Three answers are the limit of one sign-in, and nothing limits sign-ins: Cognito's lockout does not
 * apply to custom challenges
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior).
 * Each costs an e-mail to the user and four requests of the pool's quota; hold them down by address
 * with AWS WAF where that is not enough.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html
 */
export function createHandler(collaborators: CreateAuthChallengeCollaborators) {
  const { settings, clock, wait } = collaborators;
  return async (
    event: CreateAuthChallengeEvent,
    context: RemainingTime,
  ): Promise<CreateAuthChallengeEvent> => {
    let proof = event.request.session.at(-1)?.challengeMetadata;
    if (!isProof(proof)) {
      const expires = new Date(clock().getTime() + settings.validitySeconds * 1000);
      const floor = Math.min(FIRST_ANSWER_AFTER, timeFor(context));
      // The floor does not wait for what is under it, so that nothing makes the answer later.
      const [made] = await Promise.all([begin(collaborators, event, expires, floor), wait(floor)]);
      proof = made;
    }
    event.response.publicChallengeParameters = { ...PUBLIC_PARAMETERS };
    event.response.privateChallengeParameters = { proof };
    event.response.challengeMetadata = proof;
    return event;
  };
}

/** Makes a proof, and sends its code if there is somebody to send it to. Takes less than `floor`. */
async function begin(
  { mailer, texts, settings, log }: CreateAuthChallengeCollaborators,
  event: CreateAuthChallengeEvent,
  expires: Date,
  floor: number,
): Promise<string> {
  const signal = AbortSignal.timeout(Math.max(0, floor - RESERVE));
  const to = verifiedAddress(event);
  if (to === undefined) return decoyProof(expires);

  const code = newCode();
  const proof = await proofOf(code, expires);
  try {
    const text = textFor(texts, "OneTimeCode", event.request.userAttributes, settings);
    const values = { code, brand: settings.brand };
    const subject = fillPlain(text.subject ?? "", values);
    const html = fillHtml(text.email ?? "", values);
    await settledBy(signal, mailer.send({ to, subject, html }, signal), RESERVE / 2);
    count("MessagesSent");
  } catch (error) {
    const { userPoolId, triggerSource, request } = event;
    log.error({
      failure: "one-time code not sent",
      sub: request.userAttributes.sub,
      userPoolId,
      triggerSource,
      error: errorEntry(error, [code, ...personalDataOf(event)]),
    });
  }
  return proof;
}

function verifiedAddress({ request }: CreateAuthChallengeEvent): string | undefined {
  if (request.userNotFound === true) return undefined;
  const { email, email_verified: isVerified } = request.userAttributes;
  return isVerified === "true" && email ? email : undefined;
}
