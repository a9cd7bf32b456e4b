import type { Account, Accounts, Pool, ProviderAccount } from "../shared/directory/accounts";
import type { PreSignUpEvent } from "../shared/events/pre-sign-up";
import { Refusal } from "../shared/pipeline/refusal";
import type { StepContext } from "../shared/pipeline/step";

/** What becomes of a federated user whose address another user has. */
export type ExistingUserPolicy = "link" | "block" | "allow";

/**
 * What the client is told when the address has an account already. It tells nothing new to somebody
 * whose identity provider says that the address is theirs.
 */
export const ACCOUNT_EXISTS = "An account with this e-mail address exists. Please sign in with it";

/**
 * Makes the step for a first federated sign-in whose verified address belongs to a user of the pool:
 * `link` makes it one more way for that user to sign in, `block` refuses it, `allow` makes a second
 * user.
 *
 * An address that the provider does not call verified proves nothing: it is never linked, and makes a
 * user of its own. The provider's attribute mapping must set `email_verified`, or every address counts
 * as such. Only a confirmed, enabled user is linked, and only where it is the only one; a disabled one
 * must not come back by another door, so that is refused.
 *
 * Right after a first link Cognito has been seen to answer "Already found an entry for username"; the
 * next sign-in goes through (https://github.com/aws-amplify/amplify-flutter/issues/1716).
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation-consolidate-users.html
 */
export function existingUser(accounts: Accounts, policy: ExistingUserPolicy) {
  return async (event: PreSignUpEvent, { signal }: StepContext): Promise<void> => {
    const { email, email_verified: verified } = event.request.userAttributes;
    if (event.triggerSource !== "PreSignUp_ExternalProvider" || policy === "allow") return;
    if (!email || verified !== "true") return;

    const owners = await ownersOf(accounts, event, email, signal);
    const [owner, ...others] = owners;
    if (!owner) return;
    const isLinkable = others.length === 0 && owner.status === "CONFIRMED" && owner.enabled;
    if (policy === "block" || !isLinkable) {
      throw new Refusal(ACCOUNT_EXISTS, "e-mail address has an account");
    }
    const source = providerAccount(event.userName, await accounts.providers(event, signal));
    await accounts.link(event, owner.username, source, signal);
  };
}

/** Users of the pool itself who have proven that the address is theirs. */
async function ownersOf(
  accounts: Accounts,
  pool: Pool,
  email: string,
  signal: AbortSignal,
): Promise<readonly Account[]> {
  // The pool looks for exact text, but an address is the same in any case.
  const spellings = [...new Set([email, email.toLowerCase()])];
  const found = await Promise.all(
    spellings.map((spelling) => accounts.withEmail(pool, spelling, signal)),
  );
  const owners = found
    .flat()
    .filter(({ emailVerified, status }) => emailVerified && isOfThePool(status));
  return [...new Map(owners.map((owner) => [owner.username, owner])).values()];
}

function isOfThePool(status: string): boolean {
  return status !== "EXTERNAL_PROVIDER" && status !== "UNCONFIRMED";
}

/**
 * Reads `<provider>_<id>`. Pools that ignore case put the whole name in lower case, but a provider
 * must be named in its own spelling: `google_1` is of `Google`. The id keeps the case of the event,
 * which is all that there is.
 */
function providerAccount(userName: string, providers: readonly string[]): ProviderAccount {
  const [provider, ...others] = providers.filter((name) =>
    userName.toLowerCase().startsWith(`${name.toLowerCase()}_`),
  );
  if (provider === undefined || others.length > 0) {
    throw new Error("The username begins with no provider of the pool, or with several");
  }
  return { provider, id: userName.slice(provider.length + 1) };
}
