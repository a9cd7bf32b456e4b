import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { Construct } from "constructs";
import { policyDocument, type Statement } from "./policy-document";

/** A role that can be given more, each grant an inline policy of its own. */
export class GrantedRole {
  constructor(
    readonly resource: IamRole,
    private readonly scope: Construct,
    private readonly id: string,
  ) {}

  /**
   * Allows whoever has the role more.
   *
   * @param id names the policy on the role, and its construct.
   * @throws Error for a wildcard without a reason, as {@link policyDocument} does.
   */
  allow(id: string, statements: readonly Statement[]): IamRolePolicy {
    return new IamRolePolicy(this.scope, `${this.id}-${id}`, {
      name: id,
      role: this.resource.name,
      policy: policyDocument(statements),
    });
  }
}
