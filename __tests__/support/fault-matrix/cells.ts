import {
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { triggerCatalogue, type TriggerName } from "../../../configuration/trigger-catalogue";
import { until } from "../until";
import { changedEmail, type Cell, type Deployment } from "./deployment";
import { faultNames, faults, type Fault, type FaultName } from "./faults";
import type { Answer, Scenario } from "./scenarios";

/** Three attempts of a sender that AWS throttles, on a slow machine. */
const patienceSeconds = 120;

/** What came of one event that met one fault. */
export interface Outcome {
  readonly fault: FaultName;
  /** What the client got. */
  readonly client: string;
  readonly user: string;
  readonly row: string;
  readonly groups: string;
  readonly messages: string;
}

/** Cells at once: their functions share the processors, and Cognito's five seconds are real. */
const atOnce = 3;

/** Runs one source through every fault, but for what throttles a function. */
export async function runSource(
  at: Deployment,
  trigger: TriggerName,
  source: string,
  scenario: Scenario,
): Promise<readonly Outcome[]> {
  const names = faultNames.filter((fault) => !("throttles" in faults[fault]));
  const outcomes: Outcome[] = [];
  for (let from = 0; from < names.length; from += atOnce) {
    const some = names.slice(from, from + atOnce);
    outcomes.push(
      ...(await Promise.all(
        some.map((fault) =>
          runCell(at, trigger, scenario, at.newCell(source, fault, scenario.isRegular)),
        ),
      )),
    );
  }
  return outcomes;
}

/** Runs the sources of one trigger while its function's calls of AWS are throttled. */
export async function runThrottled(
  at: Deployment,
  trigger: TriggerName,
  functionName: string,
  scenarios: Readonly<Record<string, Scenario>>,
): Promise<Readonly<Record<string, Outcome>>> {
  const prepared = await Promise.all(
    Object.entries(scenarios).map(async ([source, scenario]) => {
      const cell = at.newCell(source, "AWS throttles it", scenario.isRegular);
      return { source, scenario, cell, given: await scenario.prepare?.(at, cell) };
    }),
  );
  at.throttle(functionName);
  try {
    const outcomes = await Promise.all(
      prepared.map(async ({ source, scenario, cell, given }) => {
        return [source, await acted(at, trigger, scenario, cell, given)] as const;
      }),
    );
    return Object.fromEntries(outcomes);
  } finally {
    at.throttle(undefined);
  }
}

async function runCell(
  at: Deployment,
  trigger: TriggerName,
  scenario: Scenario,
  cell: Cell,
): Promise<Outcome> {
  const given = await scenario.prepare?.(at, cell);
  return acted(at, trigger, scenario, cell, given);
}

async function acted(
  at: Deployment,
  trigger: TriggerName,
  scenario: Scenario,
  cell: Cell,
  given = "",
): Promise<Outcome> {
  const isAsynchronous = triggerCatalogue[trigger].invocation === "asynchronous";
  // Whoever was signed up on the way here is still being sent the code.
  if (isAsynchronous && scenario.prepare) await until(() => messagesTo(at, cell) > 0);
  const before = messagesTo(at, cell);
  cell.armed = true;
  const client = await told(cell, scenario.act(at, cell, given));
  if (isAsynchronous) await settled(at, cell, before);
  cell.armed = false;
  const sent = messagesTo(at, cell) - before;
  const isGivenUp = deadLettersOf(at, cell) > 0;
  return {
    fault: cell.fault,
    client,
    ...(await stored(at, scenario.username?.(cell) ?? cell.email)),
    messages: isGivenUp ? `${sent}; the event is in the dead-letter queue` : String(sent),
  };
}

/** Behind the user's back: until the messages have gone out, or the event was given up. */
async function settled(at: Deployment, cell: Cell, before: number): Promise<void> {
  const { isGivenUp = false, deliveries = 1 }: Fault = faults[cell.fault];
  await until(
    () => (isGivenUp ? deadLettersOf(at, cell) > 0 : messagesTo(at, cell) - before >= deliveries),
    patienceSeconds,
  );
}

async function told(cell: Cell, answer: Promise<Answer>): Promise<string> {
  try {
    const { ChallengeName, AuthenticationResult } = (await answer) as {
      readonly ChallengeName?: string;
      readonly AuthenticationResult?: object;
    };
    if (ChallengeName !== undefined) return `challenge \`${ChallengeName}\``;
    return AuthenticationResult === undefined ? "success" : "tokens";
  } catch (error) {
    const { name, message } = error as Error;
    return `\`${name}\`: ${message.replaceAll(cell.email, "…")}`;
  }
}

async function stored(
  at: Deployment,
  username: string,
): Promise<Pick<Outcome, "user" | "row" | "groups">> {
  const { user_pool_id: UserPoolId, user_table_name: TableName } = at.outputs;
  const target = { UserPoolId, Username: username };
  const user = await at.cognito.send(new AdminGetUserCommand(target)).catch((error: unknown) => {
    if (error instanceof Error && error.name === "UserNotFoundException") return undefined;
    throw error;
  });
  if (user === undefined) return { user: "none", row: "none", groups: "none" };
  const sub = user.UserAttributes?.find(({ Name }) => Name === "sub")?.Value ?? "";
  const [{ Groups = [] }, { Item }] = await Promise.all([
    at.cognito.send(new AdminListGroupsForUserCommand(target)),
    at.dynamo.send(
      new GetItemCommand({ TableName, Key: { id: { S: sub } }, ConsistentRead: true }),
    ),
  ]);
  const owed = Item?.["pendingGroup"]?.S;
  return {
    user: user.UserStatus ?? "?",
    row: Item === undefined ? "none" : owed === undefined ? "yes" : `yes, owes the group ${owed}`,
    groups: Groups.map(({ GroupName }) => GroupName).join(", ") || "none",
  };
}

function messagesTo({ messages }: Deployment, { email, phone }: Cell): number {
  return messages.filter(({ to }) => [email, changedEmail({ email }), phone].includes(to)).length;
}

function deadLettersOf({ deadLetters }: Deployment, { source, email }: Cell): number {
  return deadLetters
    .map(decodeURIComponent)
    .filter((text) => text.includes(source) && text.includes(email)).length;
}
