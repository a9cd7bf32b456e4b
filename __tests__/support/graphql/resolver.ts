import path from "node:path";
import { graphqlCode, type GraphqlValues } from "../../../stacks/api/graphql-code";
import type {
  HandlerName,
  HandlerOutcome,
  ResolverContext,
} from "../../../tools/local-aws/appsync/sandbox/handler";
import { runHandler } from "../../../tools/local-aws/appsync/sandbox/sandbox";
import { contextWith } from "./context";

const folder = path.resolve(__dirname, "../../../graphql");

const values: GraphqlValues = {
  administrators: ["Admins"],
  readers: ["Managers"],
  groups: ["Admins", "Managers", "Users"],
  ownFields: ["displayName"],
  userPoolId: "eu-west-1_Example",
};

/** What a test says of a call; all else is as for a user called Ada who asks for nothing. */
export type Call = Partial<Omit<ResolverContext, "arguments" | "args">> & {
  readonly args?: ResolverContext["args"];
  readonly groups?: readonly string[];
};

/**
 * Runs a handler of a file of `graphql/`, bundled as it would be deployed, in the local AWS's own
 * runtime.
 *
 * @param file below `graphql/`: `resolvers/Query.me`.
 */
export async function runResolverFile(
  file: string,
  handler: HandlerName,
  { args = {}, groups = [], ...given }: Call = {},
): Promise<HandlerOutcome> {
  const source = path.join(folder, `${file}.ts`);
  const written = graphqlCode([source], { folder, values, sourceMap: false }).get(source) ?? "";
  // As Terraform hands it on.
  const code = written.replace(/([$%])\1(?=\{)/g, "$1");
  const context = contextWith({
    arguments: args,
    args,
    identity: { sub: "ada", username: "ada", groups: groups.length === 0 ? null : groups },
    ...given,
  });
  return runHandler(code, handler, context, { authType: "User Pool Authorization" });
}
