import { TerraformOutput } from "cdktf";
import type { Statement } from "../iam/policy-document";
import { resolvedValue } from "../resolved-block";
import { arnOf, type Held } from "./coverage";
import { deployedResources, type DeployedEnvironment } from "./deployed-resources";

/** One thing that a role's policy allows. */
export interface Granted {
  readonly action: string;
  /** With the references of Terraform replaced; `undefined` where it is known only after the deployment. */
  readonly resource: string | undefined;
  readonly conditions: Statement["conditions"] | undefined;
}

/** What the policy of a role allows; `undefined` where only Terraform can tell. */
export function grantedBy(
  environment: DeployedEnvironment,
  { values }: Held,
  held: readonly Held[],
): readonly Granted[] | undefined {
  let document: { readonly Statement?: unknown };
  try {
    document = JSON.parse(String(values["policy"])) as { readonly Statement?: unknown };
  } catch {
    return undefined;
  }
  return [document.Statement ?? []].flat().flatMap((value) => {
    const one = value as Readonly<Record<string, unknown>>;
    if (one["Effect"] !== "Allow") return [];
    const conditions = one["Condition"] as Statement["conditions"] | undefined;
    return texts(one["Action"]).flatMap((action) =>
      texts(one["Resource"]).map((resource) => ({
        action,
        resource: known(environment, resource, held),
        conditions,
      })),
    );
  });
}

/** What another stack of the environment reads from the state of `auth`: the expression of that output. */
function outputOfAuth(name: string, held: readonly Held[]): string | undefined {
  const auth = held.find(({ stack }) => stack.part === "auth")?.stack;
  const output = auth?.node.tryFindChild(name);
  if (!TerraformOutput.isTerraformOutput(output)) return undefined;
  const value = resolvedValue(output, output.value);
  return typeof value === "string" ? value : undefined;
}

/** A resource with the ARN in place of the reference to it. */
function known(
  environment: DeployedEnvironment,
  resource: string,
  held: readonly Held[],
): string | undefined {
  const of = deployedResources(environment);
  const ids: Readonly<Record<string, string | undefined>> = {
    "cognito-idp": of.userPools,
    "cognito-identity": of.identityPools,
    kms: of.keys[0],
  };
  const unknown = "\u0000";
  const text = resource
    .replaceAll(
      /\$\{data\.terraform_remote_state\.[\w-]+\.outputs\.(\w+)\}/g,
      (reference, name: string) => outputOfAuth(name, held) ?? reference,
    )
    .replaceAll(
      /(?<!\$)\$\{((?:data\.)?[\w-]+\.[\w-]+)\.(\w+)\}/g,
      (_reference, address: string, attribute: string) => {
        const owner = held.find((each) => each.address === address);
        if (owner === undefined) return unknown;
        if (attribute === "stream_arn") return `${arnOf(owner) ?? unknown}/stream/*`;
        if (attribute !== "arn") return unknown;
        const isTagged = owner.covered?.kind === "tagged";
        return (isTagged ? ids[owner.covered.service] : arnOf(owner)) ?? unknown;
      },
    );
  return text.includes(unknown) ? undefined : text;
}

function texts(value: unknown): readonly string[] {
  return [value].flat().filter((each) => typeof each === "string");
}
