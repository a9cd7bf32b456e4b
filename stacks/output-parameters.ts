import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Construct } from "constructs";
import type { NameScope } from "../configuration/naming";
import { parameterName } from "../configuration/output-parameters";

/**
 * Outputs in Parameter Store, for programs that do not read Terraform's states: a text under its name, and
 * of a map one for each key. What has another form is left out.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
 */
export class OutputParameters extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly outputScope: NameScope,
  ) {
    super(scope, id);
  }

  /** Adds the parameters of one output. */
  add(name: string, value: unknown): void {
    if (typeof value === "string") this.write([name], value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    for (const [key, text] of Object.entries(value as Readonly<Record<string, unknown>>)) {
      if (typeof text === "string") this.write([name, key], text);
    }
  }

  private write(path: readonly string[], value: string): void {
    new SsmParameter(this, path.join("_"), {
      name: parameterName(this.outputScope, ...path),
      description: `Output ${path.join(".")} of Terraform.`,
      type: "String",
      value,
    });
  }
}
