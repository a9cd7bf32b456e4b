import { triggerCatalogue, type TriggerName } from "../../../configuration/trigger-catalogue";
import type { Outcome } from "./cells";
import { notRaised } from "./scenarios";

/** What came of each source, and the client's call that raised it. */
export type Results = Readonly<
  Record<string, { readonly call: string; readonly outcomes: readonly Outcome[] }>
>;

const introduction = `# What happens when a trigger fails

<!-- Made by the tests fault-matrix and alarms of __tests__/tools/local-run: \`GATEHOUSE_TESTS=thorough npm run test:all -- local-run/fault-matrix local-run/alarms -u\` writes it anew. -->

Each trigger source was raised by a real client against the local AWS, with the functions as they are
packaged, and met each of these faults:

- **ok**: nothing.
- **throws**: the function fails before it has done anything.
- **slower than 5 s**: the function does its work, and Cognito has stopped waiting.
- **delivered twice**, **delivered twice at once**: as may happen on any network.
- **AWS throttles it**: every call of AWS that the function makes is refused.
- **bad response**: what comes back is not the event.

A fault lasts for all three deliveries. The columns say what the client got, and how the user stood
afterwards: status in the pool, row in the user table, groups, and how many messages have gone out to
them because of the call. A user whom a failure leaves without row or group gets them at the next
sign-in, or from \`npm run reconcile\`.
`;

/**
 * All results as a page of Markdown.
 *
 * @param published the page as it is, which keeps its word on the sources that were not raised this time.
 */
export function matrixDocument(results: Results, published: string): string {
  const triggers = Object.entries(triggerCatalogue) as [
    TriggerName,
    { sources: readonly string[] },
  ][];
  return [
    introduction,
    ...triggers.flatMap(([name, { sources }]) => [
      `## ${name}\n`,
      ...sources.map((source) => section(source, results[source], published)),
    ]),
  ].join("\n");
}

function section(source: string, result: Results[string] | undefined, published: string): string {
  if (notRaised[source] !== undefined) {
    return `### \`${source}\`\n\nNot raised: ${notRaised[source]}.\n`;
  }
  if (result === undefined) {
    const from = published.indexOf(`### \`${source}\``);
    const to = published.indexOf("\n##", from);
    return from < 0 ? "" : published.slice(from, to < 0 ? undefined : to);
  }
  const rows = result.outcomes.map(({ fault, client, user, row, groups, messages }) =>
    [fault, client, user, row, groups, messages].map((cell) => cell.replaceAll("|", "\\|")),
  );
  return `### \`${source}\`

By ${result.call}.

| Fault | The client gets | User | Row | Groups | Messages |
| --- | --- | --- | --- | --- | --- |
${rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}
`;
}
