import type { ProviderAccount } from "../shared/directory/accounts";

/**
 * Reads `<provider>_<id>`. Pools that ignore case put the whole name in lower case, but a provider must
 * be named in its own spelling: `google_1` is of `Google`.
 *
 * @throws Error when the name begins with no provider of the pool, or with several.
 */
export function accountOfUsername(userName: string, providers: readonly string[]): ProviderAccount {
  const [provider, ...others] = providers.filter((name) =>
    userName.toLowerCase().startsWith(`${name.toLowerCase()}_`),
  );
  if (provider === undefined || others.length > 0) {
    throw new Error("The username begins with no provider of the pool, or with several");
  }
  return { provider, id: userName.slice(provider.length + 1) };
}

/**
 * The account with its id as the provider spells it. A trigger gets the ids of SAML and OIDC providers
 * in lower case, but Cognito minds their case when it looks for a link
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-case-sensitivity.html). Where the
 * provider's attribute mapping copies the id to any attribute, its spelling stands there; otherwise the
 * event's is all that there is.
 */
export function inItsSpelling(
  { provider, id }: ProviderAccount,
  attributes: Readonly<Record<string, string | undefined>>,
): ProviderAccount {
  const spelled = Object.values(attributes).find(
    (value) => value?.toLowerCase() === id.toLowerCase(),
  );
  return { provider, id: spelled ?? id };
}
