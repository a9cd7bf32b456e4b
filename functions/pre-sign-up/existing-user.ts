import type { Account, Accounts, Pool } from "../shared/directory/accounts";
import type { PreSignUpEvent } from "../shared/events/pre-sign-up";
import { errorEntry } from "../shared/logging/error-entry";
import { personalDataOf } from "../shared/logging/personal-data";
import { Refusal } from "../shared/pipeline/refusal";
import { settledBy } from "../shared/pipeline/settled-by";
import type { StepContext } from "../shared/pipeline/step";
import { TimeLimit } from "../shared/pipeline/time-limit";
import type { Log } from "../shared/pipeline/trigger-handler";
import { accountOfUsername, inItsSpelling } from "./provider-account";

/** What becomes of a new user whose address another user has. */
export type ExistingUserPolicy = "link" | "block" | "allow";

/**
 * What the client is told when the address has an account already. It tells nothing new to somebody
 * whose identity provider says that the address is theirs.
 */
export const ACCOUNT_EXISTS = "An account with this e-mail address exists. Please sign in with it";

/** The same, where an administrator has made the account and nobody has signed in with it. */
export const INVITED =
  "This e-mail address has an invitation. Please sign in with the password in it";

/**
 * What the client is told who wants a password for an address that signs in through a provider. It says
 * that there is an account, as Cognito itself does where the address is the username.
 */
export const SIGNS_IN_ELSEWHERE =
  "An account with this e-mail address exists. Please sign in as you did before";

/**
 * Makes the step that keeps one address one user, whichever way came first. Only addresses count that
 * somebody vouches for: a provider that calls them verified (its attribute mapping must set
 * `email_verified`), the pool, or an administrator who has invited them.
 *
 * **A provider comes second.** `link` makes it one more way for the user to sign in, `block` refuses it,
 * `allow` makes a second user. A confirmed or invited user is linked, or one of another provider, if it
 * is the only one and enabled; a disabled one must not come back by another door, so that is refused. An
 * unconfirmed sign-up is nobody's account: whoever made it has not proven the address, so a user of the
 * provider's own is made and gets nothing of it. Cognito leaves an invited user `FORCE_CHANGE_PASSWORD`
 * when it is linked; the provider signs them in all the same.
 *
 * **A password comes second.** Nobody has proven the address at that moment, so it is never linked, and
 * Cognito cannot link a user who is there: `link` and `block` refuse it, `allow` makes a second user.
 * Where the pool cannot be asked, the sign-up goes on: the address must still be confirmed.
 *
 * Right after a first link Cognito has been seen to answer "Already found an entry for username"; the
 * next sign-in goes through (https://github.com/aws-amplify/amplify-flutter/issues/1716). Cognito links
 * nobody who has an immutable custom attribute, and five accounts of providers at most.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation-consolidate-users.html
 */
export function existingUser(accounts: Accounts, policy: ExistingUserPolicy, log: Log) {
  return async (event: PreSignUpEvent, context: StepContext): Promise<void> => {
    const { email, email_verified: verified } = event.request.userAttributes;
    if (policy === "allow" || !email) return;
    if (event.triggerSource !== "PreSignUp_ExternalProvider") {
      await refuseSecondUser({ accounts, log }, event, email, context);
    } else if (verified === "true") {
      await linkOrRefuse(accounts, policy, event, email, context);
    }
  };
}

async function linkOrRefuse(
  accounts: Accounts,
  policy: "link" | "block",
  event: PreSignUpEvent,
  email: string,
  { signal }: StepContext,
): Promise<void> {
  const owners = ownersAmong(await knownBy(accounts, event, email, signal));
  const [owner, ...others] = owners;
  if (!owner) return;
  const isLinkable = others.length === 0 && linkable.includes(owner.status) && owner.enabled;
  if (policy === "block" || !isLinkable) {
    const isInvited = owner.status === INVITED_STATUS && owner.enabled;
    throw new Refusal(isInvited ? INVITED : ACCOUNT_EXISTS, "e-mail address has an account");
  }
  const providers = await accounts.providers(event, signal);
  const { userName, request } = event;
  const source = inItsSpelling(accountOfUsername(userName, providers), request.userAttributes);
  const destination =
    owner.status === EXTERNAL
      ? (owner.identity ?? accountOfUsername(owner.username, providers))
      : { provider: "Cognito", id: owner.username };
  await accounts.link(event, destination, source, signal);
}

/** At most, in milliseconds, for a question whose answer only keeps a second user away. */
const FOR_THE_QUESTION = 2000;

async function refuseSecondUser(
  { accounts, log }: { readonly accounts: Accounts; readonly log: Log },
  event: PreSignUpEvent,
  email: string,
  { signal, remaining }: StepContext,
): Promise<void> {
  const limit = new TimeLimit(Math.min(FOR_THE_QUESTION, remaining / 2), signal);
  let known: readonly Account[];
  try {
    known = await settledBy(limit.signal, listed(accounts, event, email, limit.signal));
  } catch (error) {
    const { userPoolId, triggerSource } = event;
    const entry = errorEntry(error, personalDataOf(event));
    log.warn({ failure: "existing user not looked for", userPoolId, triggerSource, error: entry });
    return;
  } finally {
    limit.clear();
  }
  // Users of the pool itself are Cognito's to refuse.
  if (known.some(({ status, emailVerified }) => status === EXTERNAL && emailVerified)) {
    throw new Refusal(SIGNS_IN_ELSEWHERE, "e-mail address has an account of a provider");
  }
}

const EXTERNAL = "EXTERNAL_PROVIDER";
const INVITED_STATUS = "FORCE_CHANGE_PASSWORD";
const linkable: readonly string[] = ["CONFIRMED", INVITED_STATUS, EXTERNAL];

/** Those whom somebody vouches for: of the pool itself, or if there are none of another provider. */
function ownersAmong(known: readonly Account[]): readonly Account[] {
  const owners = known.filter(
    ({ emailVerified, status }) =>
      status !== "UNCONFIRMED" && (emailVerified || status === INVITED_STATUS),
  );
  const own = owners.filter(({ status }) => status !== EXTERNAL);
  return own.length > 0 ? own : owners;
}

/** Users with this address. */
async function knownBy(
  accounts: Accounts,
  pool: Pool,
  email: string,
  signal: AbortSignal,
): Promise<readonly Account[]> {
  const [found, named] = await Promise.all([
    listed(accounts, pool, email, signal),
    // Where the address is a name to sign in with, the pool knows it in any case.
    accounts.named(pool, email, signal),
  ]);
  const all = named ? [...found, named] : found;
  const same = all.filter((account) => account.email.toLowerCase() === email.toLowerCase());
  return [...new Map(same.map((account) => [account.username, account])).values()];
}

/** The pool looks for exact text, but an address is the same in any case. */
async function listed(
  accounts: Accounts,
  pool: Pool,
  email: string,
  signal: AbortSignal,
): Promise<readonly Account[]> {
  const spellings = [...new Set([email, email.toLowerCase()])];
  const found = await Promise.all(
    spellings.map((spelling) => accounts.withEmail(pool, spelling, signal)),
  );
  return found.flat();
}
