import type { Elsewhere } from "../../stacks/policy/elsewhere";
import type { PolicyRule } from "../../stacks/policy/rule";

const introduction = `# What scanners ask

<!-- Made of stacks/policy: \`npm run docs\` writes it anew. -->

What Security Hub, checkov, trivy and cdk-nag ask of these resources, and the answer: _pass_, or why not. Tests
hold each rule to every resource of every environment, those of \`extend.ts\` included: one that lacks
something without a reason fails them, and the reasons below are for the project's own resources alone. Give
a reason for one of yours where you make it:

\`\`\`ts
import { explainPolicy } from "./stacks/policy/verdicts";

explainPolicy(reports, "S3.9", "Holds what everybody may read; nobody asks who has.");
\`\`\`

Scanners take no reasons in Terraform's JSON: it has no comments for trivy to read, and checkov reads none of its
\`"//"\`. So what they would find, and is answered below, stands with its reasons in
[\`.checkov.yaml\`](../.checkov.yaml) and [\`.trivyignore\`](../.trivyignore), which they read in the folder where
they are started:

\`\`\`sh
npm run synth
checkov -d cdktf.out
trivy config cdktf.out
\`\`\`

| ids | asks | of | answer |
| --- | --- | --- | --- |
`;

const rest = `
## What no resource can answer

| ids | asks | answer |
| --- | --- | --- |
`;

/** The rules as a page of Markdown. */
export function securityDocument(
  rules: readonly PolicyRule[],
  elsewhere: readonly Elsewhere[],
): string {
  const rows = rules.map((rule) => [
    rule.ids.join(", "),
    rule.asks,
    rule.types.map((type) => `\`${type}\``).join(", "),
    ["pass", ...reasonsOf(rule).map((reason) => `or: ${reason}`)].join(", "),
  ]);
  const others = elsewhere.map(({ ids, asks, answer }) => [ids.join(", "), asks, answer]);
  return `${introduction}${table(rows)}${rest}${table(others)}`;
}

function table(rows: readonly (readonly string[])[]): string {
  return rows
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`)
    .join("");
}

/** Why a resource of the project's may lack what a rule asks for. */
function reasonsOf({ skips = [] }: PolicyRule): readonly string[] {
  return skips.map(({ reason }) =>
    typeof reason === "string"
      ? reason
      : "each statement's reason, which stands in the code beside it.",
  );
}

/**
 * What a scanner need not tell again: ids that some resource of the project's may lack, each with its reasons
 * as comments.
 *
 * @param ids whose ids.
 * @param line how a file says one.
 */
function skipped(rules: readonly PolicyRule[], ids: RegExp, line: (id: string) => string): string {
  return rules
    .filter(({ skips }) => skips !== undefined)
    .flatMap((rule) => {
      const own = rule.ids.filter((id) => ids.test(id));
      if (own.length === 0) return [];
      const reasons = reasonsOf(rule).map((reason) => `# - ${reason}\n`);
      return [`\n# ${rule.asks}:\n${reasons.join("")}${own.map(line).join("\n")}\n`];
    })
    .join("");
}

const note = `# Made of stacks/policy: \`npm run docs\` writes it anew. It is told by the rule, not by the resource: what of
# extend.ts lacks something, \`npm test\` finds.
`;

/** For checkov, which reads it in the folder where it is started. */
export function checkovSettings(rules: readonly PolicyRule[]): string {
  return `${note}framework:\n  - terraform_json\nskip-check:\n${skipped(rules, /^CKV/, (id) => `  - ${id}`)}`;
}

/** For trivy, which reads it in the folder where it is started. */
export function trivySettings(rules: readonly PolicyRule[]): string {
  return `${note}${skipped(rules, /^AVD-/, (id) => id)}`;
}
