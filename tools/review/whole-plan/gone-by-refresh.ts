import { dataHolder } from "../data-holders";
import type { PlanRule } from "./plan-rule";

/**
 * What the state knows and AWS does not is planned anew. Either somebody has deleted it by hand, or
 * the provider looks at another Region or account than the state is of.
 */
export const goneByRefresh: PlanRule = {
  id: "stateful-resource-vanished",
  title: "A resource that holds users is not found any more, and is made anew, empty.",
  why: "Terraform drops what it does not find from the state, and plans to make it again.",
  fix: "Look at the provider's Region, account and credentials first; if it is gone, restore it from a backup and import it.",
  see: "https://developer.hashicorp.com/terraform/cli/commands/plan#planning-modes",
  start: () => {
    const gone = new Map<string, string>();
    const created: { readonly address: string; readonly type: string }[] = [];
    return {
      drift: ({ address, previousAddress, type, actions, mode }) => {
        if (mode !== "managed" || dataHolder(type) === undefined) return;
        if (!actions.includes("delete")) return;
        gone.set(address, type);
        if (previousAddress !== undefined) gone.set(previousAddress, type);
      },
      resource: ({ address, type }, kind) => {
        if (kind === "create" && dataHolder(type) !== undefined) {
          created.push({ address, type });
        }
      },
      finish: () => {
        const types = new Set(gone.values());
        return created.flatMap(({ address, type }) => {
          const resource = dataHolder(type);
          if (resource === undefined || !types.has(type)) return [];
          const { noun, lost } = resource;
          const others = [...gone].filter(([, of]) => of === type).map(([at]) => at);
          const what = gone.has(address) ? "it is" : `${others.join(", ")} is`;
          return [
            {
              address,
              found: {
                level: "block" as const,
                cause: `${what} in the state, but was not found: it is gone, or you look at another Region or account`,
                effect: `Terraform would make a new, empty ${noun}. ${lost}`,
                instead:
                  "Compare the provider's Region, account and credentials with the ARN in the state; if it is gone, restore it and import it before you plan again.",
              },
            },
          ];
        });
      },
    };
  },
};
