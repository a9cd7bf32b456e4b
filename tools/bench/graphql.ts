import { graphql, parse } from "graphql";
import path from "node:path";
import { graphqlCode, type GraphqlValues } from "../../stacks/api/graphql-code";
import { resolverFiles } from "../../stacks/api/resolver-files";
import { ApiStore } from "../local-aws/appsync/api-store";
import { RoleCaller } from "../local-aws/appsync/data-sources/role-caller";
import { executeOperation } from "../local-aws/appsync/execute";
import { readSchema } from "../local-aws/appsync/schema";
import { median, type Timing } from "./paired-runs";

/** The resolvers as they are deployed, and the local AWS beside graphql-js alone. */
export interface GraphqlReport {
  /** Of each field with a resolver: the code of its longest file, and the calls to AWS that it makes at most. */
  readonly resolvers: readonly {
    readonly name: string;
    readonly characters: number;
    readonly calls: number;
  }[];
  readonly query: readonly Timing[];
  readonly met: boolean;
}

/** A quarter of what AppSync takes. */
export const maxCharacters = 8_192;

const folder = path.resolve(__dirname, "../../graphql");

const values: GraphqlValues = {
  administrators: ["Admins"],
  readers: ["Managers"],
  groups: ["Admins", "Managers", "Users"],
  ownFields: ["displayName"],
  userPoolId: "eu-west-1_Example0",
};

/** Bundles every resolver, and times one query of one field. */
export async function benchGraphql(rounds: number): Promise<GraphqlReport> {
  const { resolvers, functions } = resolverFiles(folder);
  const files = [...resolvers, ...functions].map(({ file }) => file);
  const code = graphqlCode(files, { folder, values, sourceMap: false });
  const rows = resolvers.map(({ type, field, file, source, pipeline = [] }) => {
    const steps = pipeline.flatMap((name) => functions.find((one) => one.name === name) ?? []);
    const sources = [...(source ? [source] : []), ...steps.map((step) => step.source)];
    const lengths = [file, ...steps.map((step) => step.file)].map(
      (one) => code.get(one)?.length ?? 0,
    );
    return {
      name: `${type}.${field}`,
      characters: Math.max(...lengths),
      calls: sources.filter(({ dataSource }) => dataSource !== "none").length,
    };
  });
  return {
    resolvers: rows,
    query: await timedQuery(rounds),
    met: rows.every(({ characters }) => characters <= maxCharacters),
  };
}

const query = '{ echo(text: "x") { text } }';

/** The same schema and the same answer, with a resolver's two handlers and without. */
async function timedQuery(rounds: number): Promise<readonly Timing[]> {
  const schema = readSchema("type Echo { text: String } type Query { echo(text: String): Echo }");
  const store = new ApiStore({
    apiId: "bench",
    arn: "arn:aws:appsync:eu-west-1:123456789012:apis/bench",
    name: "bench",
    authenticationType: "AWS_IAM",
    uris: { GRAPHQL: "", REALTIME: "" },
  });
  store.dataSources.set("none", { name: "none", dataSourceArn: "", type: "NONE" });
  store.resolvers.set("Query.echo", {
    typeName: "Query",
    fieldName: "echo",
    resolverArn: "",
    kind: "UNIT",
    dataSourceName: "none",
    code: "export const request = (ctx) => ({ payload: ctx.args }); export const response = (ctx) => ctx.result;",
  });
  const shared = {
    store,
    caller: { type: "AWS_IAM", identity: {}, mayCall: () => Promise.resolve(true) } as const,
    headers: {},
    roles: new RoleCaller(() => Promise.reject(new Error("No data source is called."))),
    log: undefined,
  };
  const alone = () =>
    graphql({ schema, source: query, rootValue: { echo: (args: object) => args } });
  const local = () =>
    executeOperation(
      schema,
      { document: parse(query), variables: {}, operationName: undefined },
      shared,
    );
  const times: number[][] = [];
  for (let round = -1; round < rounds; round += 1) {
    const row = [await timeOf(alone), await timeOf(local)];
    // The first loads the engine.
    if (round >= 0) times.push(row);
  }
  const column = (at: number) => times.map((row) => row[at] ?? 0);
  const [base, own] = [median(column(0)), median(column(1))];
  return [
    { name: "graphql-js alone", median: base, ratio: 1 },
    { name: "the local AWS, two handlers", median: own, ratio: own / base },
  ];
}

async function timeOf(task: () => Promise<unknown>): Promise<number> {
  const repetitions = 20;
  const start = performance.now();
  for (let turn = 0; turn < repetitions; turn += 1) await task();
  return (performance.now() - start) / repetitions;
}
