import { createHash } from "node:crypto";
import { physicalName, type NameScope } from "../naming";
import type { DomainInput, UiCustomizationInput } from "./input";

/** {@link DomainInput}, complete. */
export type Domain = {
  readonly managedLoginVersion: 1 | 2;
  readonly uiCustomization: UiCustomizationInput | undefined;
} & (
  | { readonly prefix: string; readonly name?: never }
  | {
      readonly name: string;
      readonly prefix?: never;
      /** `undefined` where the stack makes one. */
      readonly certificateArn: string | undefined;
      /** `undefined` where the record is made elsewhere. */
      readonly hostedZoneId: string | undefined;
    }
);

/** The newer pages show nothing until each client has a style, which this AWS provider cannot make. */
const managedLoginVersion = 1;

/** Fills in what a domain leaves open. */
export function domainWithDefaults(
  input: DomainInput,
  scope: NameScope & { readonly accountId: string },
): Domain {
  const common = {
    managedLoginVersion: input.managedLoginVersion ?? managedLoginVersion,
    uiCustomization: input.uiCustomization,
  };
  if (input.name === undefined) {
    return { ...common, prefix: input.prefix ?? defaultPrefix(scope, scope.accountId) };
  }
  const { name, certificateArn, hostedZoneId } = input;
  return { ...common, name, certificateArn, hostedZoneId };
}

/**
 * A prefix that no other account is likely to have, and that does not tell the account's number. All
 * pools of a Region share one list of prefixes.
 */
export function defaultPrefix(scope: NameScope, accountId: string): string {
  const account = createHash("sha256").update(accountId).digest("hex").slice(0, 8);
  return physicalName(scope, account);
}
