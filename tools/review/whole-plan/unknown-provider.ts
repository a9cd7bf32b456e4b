import type { PlanRule } from "./plan-rule";

/** Of them it is known that they touch no user: they make up values, or write files where Terraform runs. */
const harmless = new Set([
  "archive",
  "cloudinit",
  "local",
  "null",
  "random",
  "template",
  "time",
  "tls",
]);

const builtIn = "terraform.io/builtin/terraform";

/** Whether a provider is one whose resources are known: HashiCorp's, from wherever it is mirrored. */
function isKnown(provider: string): boolean {
  if (provider === "" || provider === builtIn) return true;
  const parts = provider.split("/");
  const [namespace, name = ""] = parts.slice(-2);
  // OpenTofu's registry and private mirrors keep the namespace.
  return namespace === "hashicorp" && (name === "aws" || harmless.has(name));
}

/** Whether a provider's resources are nothing to users. */
export function isHarmlessProvider(provider: string): boolean {
  return isKnown(provider) && !provider.endsWith("/aws");
}

const mostListed = 20;

/** Resources of providers that no rule knows. */
export const unknownProvider: PlanRule = {
  id: "provider-unknown",
  title: "A provider that no rule knows changes something.",
  why: "A provider is a program that runs with the rights of whoever applies, and its resources can be anything.",
  fix: "Read what its resources do, then allow the provider by its source.",
  see: "https://developer.hashicorp.com/terraform/language/providers/requirements",
  start: () => {
    const resources = new Map<string, string[]>();
    return {
      resource: ({ address, provider, mode }, kind) => {
        // Data that is read during apply is asked of the same program.
        if (mode === "data" && kind !== "read") return;
        if (kind === "no-op" || kind === "move" || kind === "drift") return;
        if (isKnown(provider)) return;
        const its = resources.get(provider) ?? [];
        resources.set(provider, its);
        its.push(`${kind} ${address}`);
      },
      finish: () =>
        [...resources].map(([provider, changes]) => ({
          address: provider,
          found: {
            level: "block",
            cause: `no rule knows this provider, which changes ${changes.length} of the resources`,
            effect: "Nobody can say what that does to users, their data or who may reach it.",
            instead:
              "Read what these resources do; then allow the provider by its source, as an address.",
            details: [
              ...changes.slice(0, mostListed),
              ...(changes.length > mostListed ? [`… and ${changes.length - mostListed} more`] : []),
            ],
          },
        })),
    };
  },
};
