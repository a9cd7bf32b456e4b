import type { Block, Template } from "./template";

/** A statement of a policy as AWS reads it. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: unknown;
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The statements of a policy argument, which is JSON with references in it. */
export function statements(policy: unknown): readonly PolicyStatement[] {
  return (JSON.parse(String(policy)) as { Statement: readonly PolicyStatement[] }).Statement;
}

/** Every policy of a stack: what roles may do, who may take them, and what resources let in. */
export function allStatements(
  template: Template,
): readonly { readonly address: string; readonly statement: PolicyStatement }[] {
  return template
    .resources()
    .flatMap(({ address, block }) =>
      (["policy", "assume_role_policy"] as const).flatMap((argument) =>
        typeof block[argument] === "string"
          ? statements(block[argument]).map((statement) => ({ address, statement }))
          : [],
      ),
    );
}

/** What the inline policies of the role at `address` allow, action by action. */
export function allowedBy(template: Template, roleAddress: string): Record<string, unknown> {
  const own = template
    .all("aws_iam_role_policy")
    .filter((block: Block) => block["role"] === `\${${roleAddress}.name}`);
  return Object.fromEntries(
    own
      .flatMap((block) => statements(block["policy"]))
      .flatMap(({ Action, Resource }) => Action.map((action) => [action, Resource])),
  );
}
