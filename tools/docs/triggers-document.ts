import {
  type TriggerName,
  triggerCatalogue,
  triggerNames,
} from "../../configuration/trigger-catalogue";
import type { Grants } from "../../stacks/auth/trigger-grants";

/** What `docs/triggers.md` says of each function beside the catalogue. */
export interface DocumentedFunctions {
  readonly triggers: Readonly<Record<TriggerName, Grants>>;
  /** Of `functions/reconcile-users`, which a schedule calls. */
  readonly reconcileUsers: Grants;
}

/** What becomes of an event when its function fails, by how Cognito calls the function. */
const failures = {
  synchronous: "Three tries of 5 seconds, then the user's call fails.",
  asynchronous:
    "The user's call has succeeded. Three tries of 30 seconds within an hour, then the event goes to the dead-letter queue.",
} as const;

/** The text of `docs/triggers.md`, in Markdown as Prettier formats it. */
export function triggersDocument({ triggers, reconcileUsers }: DocumentedFunctions): string {
  const rows = triggerNames.map((name) => {
    const { fires, documentation, invocation } = triggerCatalogue[name];
    const grants = triggers[name];
    return [
      `[${name}](${documentation})`,
      sentence(fires),
      grants.description,
      mayDo(grants, invocation),
      isTold(grants),
      [failures[invocation], grants.failure].filter(Boolean).join(" "),
    ];
  });
  const sources = triggerNames.map((name) => [
    `\`${name}\``,
    `\`${triggerCatalogue[name].event}\``,
    code(triggerCatalogue[name].sources),
  ]);
  return `# Triggers

<!-- Made by \`npm run docs\` of configuration/trigger-catalogue.ts and each functions/<trigger>/grants.ts. -->

The functions that a user pool can call. Each is a folder under \`functions/\`, used by the environments
that name it in \`triggers\`. Each runs in a role of its own, which may write the function's log, send
traces, and do what the table says: on the pool that calls it, on the user table, or on what
\`recipes\` names. The settings are shown for an environment in which every recipe is in use.

${table(["Trigger", "When Cognito calls it", "What ours does", "May do", "Is told", "When it fails"], rows)}

Cognito gives a synchronous function 5 seconds, cold start included, and tries three times. Then the
user's call ends with \`UserLambdaValidationException\` if the function threw, and with
\`UnexpectedLambdaException\` or \`InvalidLambdaResponseException\` otherwise. A function without
permission to be invoked fails like one that throws.

## Sources

What \`triggerSource\` of an event may say.

${table(["Trigger", "In Cognito", "Sources"], sources)}

## Users that no trigger sees

\`functions/reconcile-users\` is called on a schedule (\`recipes.reconcileUsers\`), and its code runs as
\`npm run reconcile -- <environment>\` too. It comes after the pool, so that it may know the pool's id.
Lambda does not try a run again that has failed: the next one looks at every user anew.

${table(
  ["What it does", "May do", "Is told"],
  [
    [
      reconcileUsers.description,
      code([...actionsOf(reconcileUsers), "lambda:InvokeFunction"].sort()),
      code(
        [
          ...variablesOf(reconcileUsers),
          "RECONCILE_MODE",
          "REQUESTS_PER_SECOND",
          "USER_POOL_ID",
        ].sort(),
      ),
    ],
  ],
)}
`;
}

function mayDo(grants: Grants, invocation: "synchronous" | "asynchronous"): string {
  // So that Lambda can put what the function has failed on into the dead-letter queue.
  const own = invocation === "asynchronous" ? ["sqs:SendMessage"] : [];
  return code([...actionsOf(grants), ...own].sort());
}

function isTold(grants: Grants): string {
  return code([...variablesOf(grants)].sort());
}

function actionsOf({ bindings = [], userPoolActions = [] }: Grants): readonly string[] {
  const allowed = bindings
    .flatMap(({ statements }) => statements)
    .filter(({ effect = "Allow" }) => effect === "Allow")
    .flatMap(({ actions }) => actions);
  return [...new Set([...allowed, ...userPoolActions])];
}

function variablesOf({ bindings = [], environment = {} }: Grants): readonly string[] {
  const bound = bindings.flatMap((binding) => Object.keys(binding.environment));
  return [...new Set([...bound, ...Object.keys(environment)])];
}

function code(words: readonly string[]): string {
  return words.length === 0 ? "–" : words.map((word) => `\`${word}\``).join(", ");
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** A table with its columns aligned, as Prettier wants it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((text) => text.replaceAll("|", "\\|")));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...cells.map(line)].join(
    "\n",
  );
}
