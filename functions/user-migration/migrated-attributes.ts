/** What is said of an address or number, apart from the address or number itself. */
const VERIFIED = { email: "email_verified", phone_number: "phone_number_verified" } as const;

/**
 * The attributes that a user keeps. An address counts as verified only if the source says so: a reset
 * password goes wherever a verified address points.
 *
 * @param allowed full names of the attributes that the new pool has and a migration may set. `sub`,
 * `identities` and all of `cognito:` are Cognito's own and never taken over.
 */
export function migratedAttributes(
  attributes: Readonly<Record<string, string>>,
  allowed: readonly string[],
): Readonly<Record<string, string>> {
  const kept = Object.entries(attributes).filter(
    ([name, value]) => value !== "" && allowed.includes(name) && !isCognitos(name),
  );
  const verified = Object.entries(VERIFIED).flatMap(([name, flag]) =>
    kept.some(([other]) => other === name)
      ? [[flag, String(attributes[flag]?.toLowerCase() === "true")] as const]
      : [],
  );
  const flags: readonly string[] = Object.values(VERIFIED);
  return Object.fromEntries([...kept.filter(([name]) => !flags.includes(name)), ...verified]);
}

function isCognitos(name: string): boolean {
  return name === "sub" || name === "identities" || name.startsWith("cognito:");
}
