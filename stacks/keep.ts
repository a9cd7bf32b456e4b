import { Lazy, type TerraformResource } from "cdktf";

/**
 * Keeps settings of a resource as an adopted pool has them, whatever the configuration says: for
 * `extend.ts`, where `npm run adopt` proposes it. Taking a setting out lets the configuration decide.
 *
 * @param resource one that the environment has.
 * @param settings in Terraform's words, each with all that is in it; `undefined` for one that is not set.
 *   A dot leads to a key: `provider_details.authorize_scopes`.
 * @throws Error when there is no such resource.
 */
export function keep(
  resource: TerraformResource | undefined,
  settings: Readonly<Record<string, unknown>>,
): void {
  if (resource === undefined) {
    throw new Error("`keep` is given a resource that the environment does not have");
  }
  for (const [attribute, value] of Object.entries(settings)) {
    // cdktf adds the items of a list, and the keys of an object, to what is there: what is lazy it takes whole.
    resource.addOverride(
      attribute,
      typeof value === "object" ? Lazy.anyValue({ produce: () => value }) : value,
    );
  }
}
