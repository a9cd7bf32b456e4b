import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/**
 * Writes a plan as JSON that is larger than memory should be. All its resources change, and so does
 * whatever else Terraform writes into a plan.
 *
 * @param bytes the least that the file has.
 * @returns how many resources it changes.
 */
export async function writeLargePlan(file: string, bytes: number): Promise<number> {
  const resource = (index: number) => ({
    address: `aws_cognito_user_group.groups["${index}"]`,
    mode: "managed",
    type: "aws_cognito_user_group",
    name: "groups",
    index: String(index),
    provider_name: "registry.terraform.io/hashicorp/aws",
  });
  const settings = (index: number, description: string) => ({
    description: description.repeat(20),
    id: `us-east-1_example/${index}`,
    name: `group-${index}`,
    precedence: index,
    role_arn: "arn:aws:iam::123456789012:role/example",
    user_pool_id: "us-east-1_example",
  });
  const change = (index: number) =>
    JSON.stringify({
      ...resource(index),
      change: {
        actions: ["update"],
        before: settings(index, "People who look after the accounts. "),
        after: settings(index, "People who look after accounts. "),
        after_unknown: {},
        before_sensitive: {},
        after_sensitive: {},
      },
    });
  const value = (index: number) =>
    JSON.stringify({
      ...resource(index),
      values: settings(index, "People who look after "),
      sensitive_values: {},
    });

  const block = {
    ...{
      address: "aws_cognito_user_group.groups",
      mode: "managed",
      type: "aws_cognito_user_group",
    },
    ...{ name: "groups", expressions: {} },
  };
  // Half of a real plan is what Terraform says beside the changes.
  const count = Math.ceil(bytes / (change(9999).length + 2 * value(9999).length));
  function* text(): Generator<string> {
    const list = function* (item: (index: number) => string) {
      for (let index = 0; index < count; index++) yield (index === 0 ? "" : ",") + item(index);
    };
    yield '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{"resources":[';
    yield* list(value);
    yield ']}},"resource_changes":[';
    yield* list(change);
    yield '],"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[';
    yield* list(value);
    yield `]}}},"configuration":{"root_module":{"resources":[${JSON.stringify(block)}]}},`;
    yield '"applyable":true,"complete":true,"errored":false}\n';
  }
  await pipeline(Readable.from(text()), createWriteStream(file));
  return count;
}
