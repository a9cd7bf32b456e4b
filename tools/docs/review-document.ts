import { readdirSync } from "node:fs";
import path from "node:path";
import { ruleTexts } from "../review/catalogue";
import { judgedArguments } from "../review/judged-arguments";
import { type Coverage, coverageOf, grantsOrRuns, rulesThatKnow } from "../review/coverage";

/** Services whose types the table lists; of the others only what a rule knows. */
const families =
  /^aws_(?:cognito|iam|lambda|dynamodb|s3|kms|ses|sesv2|sns|sqs|api_gateway|apigatewayv2|appsync|wafv2|cloudfront|backup|cloudwatch|scheduler|route53_record|route53_zone|acm|ssm_parameter|ssm_document|ssm_association|secretsmanager|cloudcontrolapi|cloudformation|rds|db_instance)(?:_|$)/;

/** Types that the provider has, by the folders of its bindings. */
function providerTypes(): readonly string[] {
  const bindings = path.dirname(require.resolve("@cdktf/provider-aws/package.json"));
  return readdirSync(path.join(bindings, "lib"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("data-aws-"))
    .filter(({ name }) => name !== "provider")
    .map(({ name }) => `aws_${name.replaceAll("-", "_")}`)
    .sort();
}

const words: Readonly<Record<Coverage, string>> = {
  covered: "covered",
  harmless: "nothing of users'",
  "deletion only": "deletion, replacement and loss only",
  unknown: "unknown",
};

/** The text of `docs/review.md`, in Markdown. Its tables are too wide to be laid out. */
export function reviewDocument(): string {
  const types = providerTypes().filter(
    (type) =>
      families.test(type) || ["covered", "harmless", "deletion only"].includes(coverageOf(type)),
  );
  const rules = ruleTexts.map(
    ({ id, title, why, fix, see }) =>
      `| \`${id}\` | ${title} | [${cell(why)}](${see}) | ${cell(fix)} |`,
  );
  const rows = types.map((type) => {
    const coverage = coverageOf(type);
    const known = rulesThatKnow(type)
      .map((id) => `\`${id}\``)
      .join(", ");
    const isBlocked = coverage !== "covered" && grantsOrRuns(type);
    return `| \`${type}\` | ${words[coverage]}${isBlocked ? "; a change is blocked" : ""} | ${known} |`;
  });
  const judged = Object.entries(judgedArguments).flatMap(([type, { watched, harmless }]) => [
    `| \`${type}\` | ${watched.map((name) => `\`${name}\``).join(", ")} | watched by its rules |`,
    ...Object.entries(harmless).map(
      ([name, reason]) => `| \`${type}\` | \`${name}\` | ${cell(reason)} |`,
    ),
  ]);
  return `# What a review looks for

\`npm run plan\` reviews a plan of Terraform, of this project or any other. It blocks what it knows to be
dangerous and what it cannot understand, and it never says "safe" of what no rule has looked at.

| verdict | exit code | meaning |
| --- | --- | --- |
| no changes | 0 | there is nothing to do |
| safe | 0 | rules have looked at every change, and none is blocked |
| no objection | 0 | nothing is blocked, but no rule knows some of the types or arguments, or has seen a policy; the verdict names them |
| blocked | 2 | at least one finding blocks, and nobody has allowed it |

An error, such as a file that is no plan, or of which something was taken out (\`jq\`), ends with exit code 1.

What a plan leaves unknown until apply is not taken for new. A name counts as new only if the
configuration shows that it is made of what the plan creates, through modules, their inputs and outputs,
\`for_each\` and \`terraform_data\`. Locals are in no plan; there everything counts that is unknown in the
module.

## To allow what is meant

A finding is named by its address and its rule: \`--allow '<address>#<rule>=<reason>'\` lets it pass in this
one run. In \`environments.ts\`, \`review.allow\` takes address, rule, reason and the last day on which it holds.
The review prints both beside each finding. A provider that no rule knows is allowed by its source, as an
address: \`registry.terraform.io/acme/aws#provider-unknown\`.

## Rules

| rule | what it finds | why | what to do |
| --- | --- | --- | --- |
${rules.join("\n")}

## Types

What is not listed is unknown. A change of an unknown type that can grant access or run code is blocked;
any other is named in the verdict. A change of tags and descriptions alone needs no rule.

| type | known | by |
| --- | --- | --- |
${rows.join("\n")}

## Arguments of Cognito's types

Every argument that the provider has is judged: a rule watches it, or it is nobody's access or data. When a
newer provider has one more, a change of it ends in "no objection" until somebody has judged it. Of other
types an argument counts if a rule looks at it, or if \`tools/review/harmless-arguments.ts\` says why it is
nothing to anybody.

| type | argument | judged |
| --- | --- | --- |
${judged.join("\n")}
`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
