/** Whether a resource's policy refuses callers without TLS. */
export function refusesWithoutTls(policy: unknown): boolean {
  return read(policy).some(
    ({ Effect, Condition }) =>
      Effect === "Deny" &&
      JSON.stringify(Condition ?? {}).includes('"aws:SecureTransport":"false"'),
  );
}

/** Whether a resource's policy allows anything to everybody, or to another account. */
export function letsEverybodyIn(policy: unknown): boolean {
  return read(policy).some(
    ({ Effect, Principal, Condition }) =>
      Effect !== "Deny" &&
      (JSON.stringify(Principal ?? "*").includes('"*"') ||
        (JSON.stringify(Principal).includes('"Service"') && Condition === undefined)),
  );
}

/** Whether a resource's policy allows every action. */
export function allowsEveryAction(policy: unknown): boolean {
  return read(policy).some(
    ({ Effect, Action }) =>
      Effect !== "Deny" && [Action].flat().some((one) => String(one).endsWith("*")),
  );
}

function read(policy: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (policy === undefined) return [];
  try {
    const { Statement } = JSON.parse(policy as string) as { readonly Statement?: unknown };
    return [Statement ?? []].flat() as unknown as readonly Readonly<Record<string, unknown>>[];
  } catch {
    // What cannot be read is taken for the worst.
    return [{ Effect: "Allow", Principal: "*", Action: "*" }];
  }
}
