import type { Forward } from "../interceptor";
import { ownRequest } from "../own-request";
import { textsOf } from "../xml";

/** A policy document with the name to report it by. */
export interface NamedPolicy {
  readonly name: string;
  readonly policy: PolicyDocument;
}

/** A policy as AWS keeps it. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement?: Statement | readonly Statement[];
}

/** Whom a statement of a resource's policy is about: by kind, or `*`. */
export type Principal = string | Readonly<Record<string, string | readonly string[]>>;

/** One statement of a policy. */
export interface Statement {
  readonly Effect?: "Allow" | "Deny";
  readonly Principal?: Principal;
  readonly NotPrincipal?: Principal;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What IAM has to say about a role. */
export interface RolePolicies {
  readonly identityPolicies: readonly NamedPolicy[];
  /** `undefined`: the role has no boundary. */
  readonly permissionsBoundary: NamedPolicy | undefined;
  /** Who may assume the role. */
  readonly trustPolicy: PolicyDocument | undefined;
}

/**
 * Reads the policies of roles from moto, once each: {@link PolicyStore.forget} has to be called
 * after every change.
 */
export class PolicyStore {
  private readonly roles = new Map<string, Promise<RolePolicies>>();
  private readonly managed = new Map<string, Promise<NamedPolicy | undefined>>();

  /** Inline and attached policies. A role that is gone has none. */
  ofRole(call: Forward, roleArn: string): Promise<RolePolicies> {
    return keptIn(this.roles, roleArn, () => this.readRole(call, roleArn));
  }

  /** The version of a managed policy that is in force; `undefined` if there is no such policy. */
  managedPolicy(call: Forward, arn: string): Promise<NamedPolicy | undefined> {
    return keptIn(this.managed, arn, async () => {
      const [version] = textsOf(
        await iam(call, "GetPolicy", { PolicyArn: arn }),
        "DefaultVersionId",
      );
      if (version === undefined) return undefined;
      const input = { PolicyArn: arn, VersionId: version };
      const [document] = textsOf(await iam(call, "GetPolicyVersion", input), "Document");
      return document === undefined ? undefined : { name: arn, policy: parsePolicy(document) };
    });
  }

  forget(): void {
    this.roles.clear();
    this.managed.clear();
  }

  private async readRole(call: Forward, roleArn: string): Promise<RolePolicies> {
    const RoleName = roleNameOf(roleArn);
    const [role, inline, attached] = await Promise.all([
      iam(call, "GetRole", { RoleName }),
      iam(call, "ListRolePolicies", { RoleName }),
      iam(call, "ListAttachedRolePolicies", { RoleName }),
    ]);
    const [boundary] = textsOf(role, "PermissionsBoundaryArn");
    const [trust] = textsOf(role, "AssumeRolePolicyDocument");
    const policies = await Promise.all([
      ...textsOf(inline, "member").map((name) => readInlinePolicy(call, RoleName, name)),
      ...textsOf(attached, "PolicyArn").map((arn) => this.managedPolicy(call, arn)),
    ]);
    return {
      identityPolicies: policies.filter((policy) => policy !== undefined),
      permissionsBoundary:
        boundary === undefined
          ? undefined
          : // One that cannot be read bounds to nothing.
            ((await this.managedPolicy(call, boundary)) ?? { name: boundary, policy: nothing }),
      trustPolicy: trust === undefined ? undefined : parsePolicy(trust),
    };
  }
}

const nothing: PolicyDocument = { Statement: [] };

/** `arn:aws:iam::123456789012:role/path/name` names the role `name`. */
function roleNameOf(roleArn: string): string {
  return roleArn.split("/").at(-1) ?? "";
}

/** IAM gives some documents percent-encoded, and moto others as they are. */
export function parsePolicy(document: string): PolicyDocument {
  const json = document.startsWith("%") ? decodeURIComponent(document) : document;
  return JSON.parse(json) as PolicyDocument;
}

async function readInlinePolicy(
  call: Forward,
  roleName: string,
  name: string,
): Promise<NamedPolicy | undefined> {
  const input = { RoleName: roleName, PolicyName: name };
  const [document] = textsOf(await iam(call, "GetRolePolicy", input), "PolicyDocument");
  return document === undefined ? undefined : { name, policy: parsePolicy(document) };
}

/** Asks IAM; what is not there has no text in the answer. */
async function iam(
  call: Forward,
  action: string,
  input: Readonly<Record<string, string>>,
): Promise<string> {
  const form = new URLSearchParams({ Action: action, Version: "2010-05-08", ...input });
  const response = await call(
    ownRequest({ service: "iam", region: "us-east-1", body: form.toString() }),
  );
  const text = response.body.toString("utf8");
  if (response.status === 200) return text;
  if (textsOf(text, "Code")[0] === "NoSuchEntity") return "";
  throw new Error(`${action} failed (${response.status}): ${text}`);
}

function keptIn<Value>(
  kept: Map<string, Promise<Value>>,
  key: string,
  read: () => Promise<Value>,
): Promise<Value> {
  const found = kept.get(key) ?? read();
  kept.set(key, found);
  // What failed is asked again.
  found.catch(() => kept.get(key) === found && kept.delete(key));
  return found;
}
