import { describe, expect, test } from "@jest/globals";
import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { Testing } from "cdktf";
import { resolveConfiguration, type EnvironmentParts } from "../../../configuration";
import { watchFamilies } from "../../../stacks/alarms/family-alarms";
import { AuthStack } from "../../../stacks/auth-stack";
import { defineFunction } from "../../../stacks/connected/define-function";
import { environmentStacks, type Extension } from "../../../stacks/environment-stacks";
import { policyRules } from "../../../stacks/policy/rules";
import { verdictsOf } from "../../../stacks/policy/verdicts";
import { writeFunctions } from "../../support/connected/functions";
import { circles, dependencyGraph } from "../../support/dependency-graph";
import { allows, boundaryOf, policiesOf } from "../../support/deploy-roles";
import { awsEnvironment, environmentWith } from "../../support/environments";
import { Template, type Block } from "../../support/template";
import { temporaryFolders } from "../../support/temporary-folder";

const temporaryFolder = temporaryFolders();

type Sources = Readonly<Record<string, string>>;

function stackWith(sources: Sources, parts: EnvironmentParts = {}): AuthStack {
  const folder = temporaryFolder();
  writeFunctions(folder, sources);
  return new AuthStack(Testing.app(), environmentWith({ ...parts, triggers: [] }), folder);
}

const all: Sources = {
  crm: `({ userTable }) => ({
    description: "x",
    on: [userTable.changes({ filter: [{ eventName: ["INSERT"] }], batchSize: 10, windowSeconds: 5, retries: 2, maximumAgeSeconds: 3600 })],
  })`,
  orders: `({ queue, attachments }) => ({
    description: "x",
    access: [queue("papers").may("send")],
    on: [
      queue("incoming").messages({ tries: 3 }),
      queue("arn:aws:sqs:eu-west-1:999988887777:theirs", { kmsKeyArn: "arn:aws:kms:eu-west-1:999988887777:key/1" }).messages(),
      queue("arn:aws:sqs:eu-west-1:111100002222:theirs").messages(),
      attachments.created({ prefix: "private/", suffix: ".jpg" }),
      attachments.removed({ prefix: "private/" }),
    ],
    settings: { timeoutSeconds: 40 },
  })`,
  herald: `({ userEvents, userTable }) => ({ description: "x", access: [userEvents.may("publish")], on: [userTable.changes()] })`,
};

const stack = stackWith(all);
watchFamilies(stack);
const template = new Template(Testing.synth(stack, true));

const resource = (type: string, name: string): Block | undefined =>
  template.json.resource?.[type]?.[name];
const mapping = (name: string) => resource("aws_lambda_event_source_mapping", `functions_${name}`);
const queueArn = (name: string) => `\${aws_sqs_queue.${name}_queue.arn}`;

interface Statement {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

function statementsOf(name: string, policy: string): readonly Statement[] {
  const block = resource("aws_iam_role_policy", `functions_${name}_${policy}-policy`);
  return (JSON.parse(String(block?.["policy"])) as { Statement: Statement[] }).Statement;
}

describe("the table's changes", () => {
  test("give the table a stream of both images; without a function there is none", () => {
    expect(template.all("aws_dynamodb_table")[0]).toMatchObject({
      stream_enabled: true,
      stream_view_type: "NEW_AND_OLD_IMAGES",
    });
    const quiet = new Template(Testing.synth(stackWith({ crm: `() => ({ description: "x" })` })));
    expect(quiet.all("aws_dynamodb_table")[0]).not.toHaveProperty("stream_enabled");
    expect(quiet.all("aws_sqs_queue").map(({ name }) => name)).toEqual(["acme-dev-failed-events"]);
  });

  test("are read with what the function says, cut in two, and kept when they fail", () => {
    expect(mapping("crm-sources_changes")).toMatchObject({
      event_source_arn: "${aws_dynamodb_table.user-table_table.stream_arn}",
      starting_position: "TRIM_HORIZON",
      batch_size: 10,
      maximum_batching_window_in_seconds: 5,
      maximum_retry_attempts: 2,
      maximum_record_age_in_seconds: 3600,
      bisect_batch_on_function_error: true,
      function_response_types: ["ReportBatchItemFailures"],
      filter_criteria: { filter: [{ pattern: '{"eventName":["INSERT"]}' }] },
      destination_config: {
        on_failure: { destination_arn: queueArn("functions_crm-sources_failed") },
      },
    });
    expect(mapping("herald-sources_changes")).toMatchObject({
      batch_size: 100,
      maximum_retry_attempts: 5,
    });
  });

  test("are read by a role that may read this stream, and write to its own queue", () => {
    const statements = statementsOf("crm", "read-changes").map(
      ({ Action, Resource }) => [Action, Resource] as const,
    );
    expect(statements).toEqual([
      [
        ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        ["${aws_dynamodb_table.user-table_table.stream_arn}"],
      ],
      [["dynamodb:ListStreams"], ["*"]],
      [["sqs:SendMessage"], [queueArn("functions_crm-sources_failed")]],
    ]);
  });
});

describe("queues", () => {
  test("are made for the function that reads them, each with one for what fails", () => {
    expect(resource("aws_sqs_queue", "queues_incoming_queue")).toMatchObject({
      name: "acme-dev-incoming",
      visibility_timeout_seconds: 240,
      sqs_managed_sse_enabled: true,
      redrive_policy: `{"deadLetterTargetArn":"${queueArn("queues_incoming_failed")}","maxReceiveCount":3}`,
    });
    expect(template.all("aws_sqs_queue").map(({ name }) => name)).toEqual(
      expect.arrayContaining(["acme-dev-papers", "acme-dev-papers-failed"]),
    );
    expect(Object.keys(template.output("queue_urls") as object)).toEqual(["incoming", "papers"]);
  });

  test("of two accounts may have one name", () => {
    const theirs = template
      .all("aws_lambda_event_source_mapping")
      .map((one) => String(one["event_source_arn"]))
      .filter((arn) => arn.endsWith(":theirs"));
    expect(theirs.toSorted()).toEqual([
      "arn:aws:sqs:eu-west-1:111100002222:theirs",
      "arn:aws:sqs:eu-west-1:999988887777:theirs",
    ]);
  });

  test("of somebody else's are read with the key that they have", () => {
    expect(mapping("orders-sources_messages-theirs")).toMatchObject({
      event_source_arn: "arn:aws:sqs:eu-west-1:999988887777:theirs",
      batch_size: 10,
    });
    expect(statementsOf("orders", "read-messages-theirs")).toMatchObject([
      { Action: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"] },
      {
        Action: ["kms:Decrypt"],
        Condition: { StringEquals: { "kms:ViaService": "sqs.eu-west-1.amazonaws.com" } },
      },
    ]);
  });

  test("and all else are what scanners ask for", () => {
    const failed = verdictsOf(policyRules, stack).filter(({ outcome }) => outcome === "fail");
    expect(failed.map(({ rule, address }) => `${rule.ids[0]} ${address}`)).toEqual([]);
  });
});

test("files call a function that lets this bucket of this account in, and keeps what fails", () => {
  const [notification] = template.all("aws_s3_bucket_notification");
  expect(notification).toMatchObject({
    lambda_function: [
      { events: ["s3:ObjectCreated:*"], filter_prefix: "private/", filter_suffix: ".jpg" },
      { events: ["s3:ObjectRemoved:*"], filter_prefix: "private/" },
    ],
    depends_on: ["aws_lambda_permission.functions_files_orders-permission"],
  });
  expect(resource("aws_lambda_permission", "functions_files_orders-permission")).toMatchObject({
    principal: "s3.amazonaws.com",
    source_arn: "${aws_s3_bucket.attachments_bucket.arn}",
    source_account: awsEnvironment.accountId,
  });
  expect(
    resource("aws_lambda_function_event_invoke_config", "functions_orders_event-invoke-config"),
  ).toMatchObject({
    destination_config: {
      on_failure: { destination: queueArn("functions_orders-sources_failed") },
    },
  });
});

test("who publishes may do so on the environment's bus, under its source alone", () => {
  const [published] = statementsOf("herald", "own").filter(
    ({ Sid }) => Sid === "PublishUserEvents",
  );
  expect(published).toMatchObject({
    Action: ["events:PutEvents"],
    Resource: ["${aws_cloudwatch_event_bus.user-events.arn}"],
    Condition: { StringEquals: { "events:source": "acme-dev" } },
  });
  expect(template.output("user_events_bus_arn")).toBe(
    "${aws_cloudwatch_event_bus.user-events.arn}",
  );
});

test("nothing is in a circle", () => {
  expect(circles(dependencyGraph(template))).toEqual([]);
});

test("what waits and what was given up has an alarm", () => {
  const names = template
    .all("aws_cloudwatch_metric_alarm")
    .map(({ alarm_name }) => String(alarm_name).replace("acme-dev-", ""));
  expect(names).toEqual(
    expect.arrayContaining([
      "crm-failed",
      "crm-behind",
      "herald-behind",
      "orders-failed",
      "incoming-failed",
      "incoming-behind",
    ]),
  );
  const [late] = template
    .all("aws_cloudwatch_metric_alarm")
    .filter(({ alarm_name }) => alarm_name === "acme-dev-crm-behind");
  expect(late?.["alarm_description"]).toContain("docs/operations.md#alarm-falling-behind");
});

describe("the deploy roles", () => {
  const { accountId } = awsEnvironment;
  const extend: Extension = ({ auth }) => {
    // A bus that is made with its rule has no name yet.
    new CloudwatchEventRule(auth, "listen", {
      name: "acme-dev-listen",
      eventBusName: auth.userEvents?.name ?? "",
      eventPattern: "{}",
    });
  };
  const state = () => {
    const folder = temporaryFolder();
    writeFunctions(folder, all);
    const [environment] = resolveConfiguration({
      project: "acme",
      github: { repository: "acme/users", repositoryId: "123456789" },
      environments: { dev: awsEnvironment },
    });
    if (environment === undefined) throw new Error("There is no environment.");
    const { stacks } = environmentStacks(Testing.app(), environment, extend, folder);
    const found = stacks.find(({ node }) => node.id === "state-dev");
    if (found === undefined) throw new Error("There is no state stack.");
    return new Template(Testing.synth(found));
  };
  const made = state();
  const arn = (service: string, name: string) =>
    `arn:aws:${service}:eu-west-1:${accountId}:${name}`;
  const mappings = arn("lambda", "event-source-mapping:1");
  const ours = { "lambda:FunctionArn": arn("lambda", "function:acme-dev-crm") };
  const theirs = { "lambda:FunctionArn": arn("lambda", "function:other") };
  const bucket = `arn:aws:s3:::acme-dev-attachments-${accountId}`;
  type Asked = readonly [string, string, Readonly<Record<string, string>>?];
  const may = (role: "plan" | "apply", [action, on, context = {}]: Asked) =>
    allows(policiesOf(made, role), { action, resource: on, context }, accountId);

  test.each<Asked>([
    ["lambda:CreateEventSourceMapping", "*", ours],
    ["lambda:DeleteEventSourceMapping", mappings, ours],
    ["s3:PutBucketNotification", bucket],
    ["events:CreateEventBus", arn("events", "event-bus/acme-dev-users")],
    ["events:PutRule", arn("events", "rule/acme-dev-users/acme-dev-listen")],
  ])("may apply %s", (...asked) => {
    expect([may("apply", asked), may("plan", asked)]).toEqual([true, false]);
  });

  test.each<Asked>([
    ["lambda:GetEventSourceMapping", mappings, ours],
    ["s3:GetBucketNotification", bucket],
    ["events:DescribeEventBus", arn("events", "event-bus/acme-dev-users")],
  ])("may plan %s", (...asked) => {
    expect(may("plan", asked)).toBe(true);
  });

  test.each<Asked>([
    ["lambda:CreateEventSourceMapping", "*", theirs],
    ["lambda:UpdateEventSourceMapping", mappings, theirs],
    ["s3:PutBucketNotification", "arn:aws:s3:::other"],
    ["events:DeleteEventBus", arn("events", "event-bus/other")],
    ["dynamodb:GetRecords", arn("dynamodb", "table/acme-dev-users/stream/1")],
    ["sqs:ReceiveMessage", arn("sqs", "acme-dev-incoming")],
    // Whom the roles trust that may read them.
    ...["iam:UpdateAssumeRolePolicy", "iam:DeleteRole"].flatMap((action): Asked[] =>
      ["crm", "orders"].map((name) => [
        action,
        `arn:aws:iam::${accountId}:role/acme-dev-${name}`,
        { "iam:PermissionsBoundary": `arn:aws:iam::${accountId}:policy/acme-dev-boundary` },
      ]),
    ),
  ])("may not %s of others, or of users", (...asked) => {
    expect([may("apply", asked), may("plan", asked)]).toEqual([false, false]);
  });

  test("bound each role to the stream and the queues that it reads, by its name", () => {
    const boundary = [boundaryOf(made)];
    const bounded = (role: string, action: string, on: string) =>
      allows(
        boundary,
        {
          action,
          resource: on,
          context: { "aws:PrincipalArn": `arn:aws:iam::${accountId}:role/${role}` },
        },
        accountId,
      );
    const stream = arn("dynamodb", "table/acme-dev-users/stream/2026");
    const incoming = arn("sqs", "acme-dev-incoming");
    expect(bounded("acme-dev-crm", "dynamodb:GetRecords", stream)).toBe(true);
    expect(bounded("acme-dev-orders", "sqs:ReceiveMessage", incoming)).toBe(true);
    expect(bounded("acme-dev-orders", "dynamodb:GetRecords", stream)).toBe(false);
    expect(bounded("acme-dev-crm", "sqs:ReceiveMessage", incoming)).toBe(false);
    expect(bounded("acme-dev-mine", "dynamodb:GetRecords", stream)).toBe(false);
  });
});

test("everything that is wrong is told at once, in the terms of the file", () => {
  const changes = (options: string) =>
    `({ userTable }) => ({ description: "x", on: [userTable.changes(${options})] })`;
  const reads = (...named: readonly string[]) =>
    `({ queue }) => ({ description: "x", on: [${named.map((one) => `queue(${one}).messages()`).join(", ")}] })`;
  const told = (rule: string) =>
    `({ attachments }) => ({ description: "x", on: [attachments.created(${rule})] })`;
  const wrong = () =>
    stackWith({
      a: changes("{ batchSize: 0, retries: 20000, maximumAgeSeconds: 1, filter: [] }"),
      b: changes("{ filter: [{}] }"),
      c: changes(""),
      d: changes(""),
      e: changes(""),
      f: reads('"Orders"'),
      g: reads('"arn:aws:sqs:us-east-1:999988887777:theirs"'),
      h: reads('"one"', '"one"'),
      i: `({ queue }) => ({ description: "x", on: [queue("two").messages({ batchSize: 100, tries: 0 })] })`,
      j: reads('"three"'),
      k: reads('"three"'),
      l: told('{ prefix: "private/" }'),
      m: told('{ prefix: "private/a", suffix: ".jpg" }'),
      n: told('{ suffix: "*.png" }'),
      late: reads('"late"'),
      o: reads('"x-failed"'),
    });
  const problem = (name: string, text: string) => `functions/${name}/function.ts, for dev: ${text}`;
  for (const message of [
    problem("a", "userTable.changes(): `batchSize` is 0: write a whole number from 1 to 10000"),
    problem("a", "userTable.changes(): `retries` is 20000: write a whole number from 0 to 10000"),
    problem(
      "a",
      "userTable.changes(): `maximumAgeSeconds` is 1: write a whole number from 60 to 86400",
    ),
    problem("a", "userTable.changes(): `filter` has 0 entries: write 1 to 5, or leave it out"),
    problem("b", "userTable.changes(): `filter` has an entry that names nothing"),
    problem(
      "e",
      "functions/c, functions/d, functions/e read the table's changes, and DynamoDB serves 2",
    ),
    problem("f", 'queue("Orders") is neither a name nor an ARN'),
    problem("g", 'queue("arn:aws:sqs:us-east-1:999988887777:theirs") is in us-east-1'),
    problem("h", 'queue("one").messages() stands twice in `on`'),
    problem("i", 'queue("two").messages(): a `batchSize` above 10 takes time to fill'),
    problem("i", 'queue("two").messages(): `tries` is 0: write a whole number from 1 to 1000'),
    problem("k", "functions/j reads the queue three, too"),
    problem("m", "attachments.created() is for files that functions/l is told about, too"),
    problem("n", "attachments.created(): `suffix` holds a wildcard"),
    'queue("late"): a function has the same name',
    'queue("x-failed"): the name is kept for what was given up',
  ]) {
    expect(wrong).toThrow(message);
  }
});

/*
 * What cannot be written, because `npm run typecheck` refuses it. Each `@ts-expect-error` is an error itself as
 * soon as the line below it compiles.
 */
export const refused = [
  defineFunction(({ userTable }) => ({
    description: "x",
    // @ts-expect-error a change that there is not
    on: [userTable.changes({ filter: [{ eventName: ["UPSERT"] }] })],
  })),
  defineFunction(({ userTable }) => ({
    description: "x",
    // @ts-expect-error a part of a record that there is not
    on: [userTable.changes({ filter: [{ dynamodb: { Image: {} } }] })],
  })),
  defineFunction(({ queue }) => ({
    description: "x",
    // @ts-expect-error an operator that there is not
    on: [queue("orders").messages({ filter: [{ body: { kind: [{ like: "a" }] } }] })],
  })),
  defineFunction(({ attachments }) => ({
    description: "x",
    // @ts-expect-error an event that the bucket has not
    on: [{ ...attachments.created(), kind: "renamed" }],
  })),
  defineFunction(({ attachments }) => ({
    description: "x",
    // @ts-expect-error a filter that S3 has not
    on: [attachments.created({ pattern: "*.jpg" })],
  })),
  // @ts-expect-error a right that a queue does not give
  defineFunction(({ queue }) => ({ description: "x", access: [queue("orders").may("read")] })),
];
