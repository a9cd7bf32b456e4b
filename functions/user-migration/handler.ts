import type { RemainingTime } from "../shared/aws/time-left";
import type { UserMigrationEvent } from "../shared/events/user-migration";
import { countRefusal } from "../shared/metrics/signals";
import { settledBy } from "../shared/pipeline/settled-by";
import { timeFor, TimeLimit } from "../shared/pipeline/time-limit";
import { failureEntry } from "./failure-entry";
import { migratedAttributes } from "./migrated-attributes";
import type { MigrationSettings } from "./settings";
import type { SourceUser, UserSource } from "./user-source";

/** What the handler works with. */
export interface UserMigrationCollaborators {
  readonly source: UserSource;
  readonly settings: Pick<MigrationSettings, "rules" | "signsInByEmail">;
  /** Lambda's console: with JSON logging each object becomes the `message` of one log record. */
  readonly log: Pick<Console, "error" | "warn">;
}

/** Thrown for whoever is not migrated, whatever the reason: nobody learns who had an account. */
export const NOT_MIGRATED = "This user cannot be migrated";

/**
 * Makes the user migration trigger. Whoever signs in with the password of the old directory gets a
 * user in the pool, and so does whoever has forgotten it and has a verified address there.
 *
 * | The old directory says | at sign-in | at forgot-password |
 * |---|---|---|
 * | password right | `CONFIRMED` | |
 * | password right, but it asks for a second factor or a new password | `RESET_REQUIRED` if the address is verified: a reset by e-mail takes the place of what was asked for. Refused otherwise. | |
 * | user known | | made, and Cognito sends the code, if the address is verified. Refused otherwise. |
 * | wrong password, unknown, locked, not confirmed | refused | refused |
 *
 * Where users sign in with their address, the one that they typed must be the one that the directory
 * has: an account there gives no right to somebody else's address here. Attributes alone come over,
 * never a group, and another user's alias is never taken.
 *
 * A value that the pool would refuse is left out, and the log names the attribute, never the value. A
 * user who lacks one that the pool requires is not migrated: the log says which.
 *
 * The source gets one deadline and the password one attempt, so that Cognito, which calls again
 * after 5 s, has its answer before: each further check of a wrong password brings a lock nearer.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
 * @throws Error({@link NOT_MIGRATED}) always in the same words, after logging why if the source failed.
 */
export function createHandler({ source, settings, log }: UserMigrationCollaborators) {
  return async (event: UserMigrationEvent, context: RemainingTime): Promise<UserMigrationEvent> => {
    const user = await askSource(event, context);
    if (!user) {
      countRefusal("not in the old directory, or another password");
      throw new Error(NOT_MIGRATED);
    }

    const { userPoolId, triggerSource } = event;
    const { attributes, leftOut, missing } = migratedAttributes(user.attributes, settings.rules);
    if (leftOut.length > 0) {
      log.warn({ warning: "attributes left out", leftOut, userPoolId, triggerSource });
    }
    if (settings.signsInByEmail && !isSameAddress(attributes["email"], event.userName)) {
      log.warn({
        warning: "not migrated: the source has another address",
        userPoolId,
        triggerSource,
      });
      countRefusal("another address");
      throw new Error(NOT_MIGRATED);
    }
    if (missing.length > 0) {
      log.error({
        failure: "not migrated: required attributes are missing or do not fit",
        missing,
        userPoolId,
        triggerSource,
      });
      throw new Error(NOT_MIGRATED);
    }
    const mayReset =
      attributes["email_verified"] === "true" || attributes["phone_number_verified"] === "true";
    if (!user.signedIn && !mayReset) {
      log.warn({ warning: "not migrated: no verified address", userPoolId, triggerSource });
      countRefusal("no verified address");
      throw new Error(NOT_MIGRATED);
    }

    event.response.userAttributes = attributes;
    event.response.messageAction = "SUPPRESS";
    event.response.desiredDeliveryMediums = ["EMAIL"];
    event.response.forceAliasCreation = false;
    if (event.triggerSource === "UserMigration_Authentication") {
      event.response.finalUserStatus = user.signedIn ? "CONFIRMED" : "RESET_REQUIRED";
    }
    return event;
  };

  async function askSource(
    event: UserMigrationEvent,
    context: RemainingTime,
  ): Promise<SourceUser | undefined> {
    const { userName, userPoolId, triggerSource } = event;
    const time = new TimeLimit(timeFor(context));
    const { signal } = time;
    try {
      switch (event.triggerSource) {
        case "UserMigration_Authentication": {
          const { password } = event.request;
          return await settledBy(signal, source.authenticate(userName, password, signal));
        }
        case "UserMigration_ForgotPassword":
          return await settledBy(signal, source.find(userName, signal));
        default:
          // The types know only this trigger's sources; a pool that is wired wrongly sends another's.
          throw new WrongTriggerError();
      }
    } catch (error) {
      const secrets = [userName, event.request.password ?? ""];
      log.error({
        failure: "user migration",
        userPoolId,
        triggerSource,
        error: failureEntry(error, secrets),
      });
      // Without the cause: Lambda logs what a function throws.
      throw new Error(NOT_MIGRATED);
    } finally {
      time.clear();
    }
  }
}

class WrongTriggerError extends Error {
  override readonly name = "WrongTriggerError";
}

function isSameAddress(address: string | undefined, typed: string): boolean {
  return address?.toLowerCase() === typed.toLowerCase();
}
