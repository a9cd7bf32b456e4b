import type { PolicyRule } from "../../stacks/policy/rule";

const introduction = `# What scanners ask

<!-- Made of stacks/policy by its test: \`npm run test:all -- policy -u\` writes it anew. -->

What Security Hub, checkov, trivy and cdk-nag ask of these resources, and the answer: _pass_, or why not. A
test holds each rule to the resources that would be deployed. Terraform's JSON carries no comments, and checkov
takes no skips from its \`"//"\` (bridgecrewio/checkov#4634): give a scanner the ids below that have a reason,
with \`checkov --skip-check\` and in \`.trivyignore\`.

| ids | asks | of | answer |
| --- | --- | --- | --- |
`;

/** The rules as a page of Markdown. */
export function securityDocument(rules: readonly PolicyRule[]): string {
  const rows = rules.map(({ ids, asks, types, skip }) => {
    const answer =
      skip === undefined
        ? "pass"
        : typeof skip === "string"
          ? `pass, or: ${skip}`
          : "pass, or a reason for each, which the test prints";
    return [ids.join(", "), asks, types.map((type) => `\`${type}\``).join(", "), answer]
      .map((cell) => cell.replaceAll("|", "\\|"))
      .join(" | ");
  });
  return `${introduction}${rows.map((row) => `| ${row} |`).join("\n")}\n`;
}
