import { AppsyncGraphqlApi } from "@cdktf/provider-aws/lib/appsync-graphql-api";
import type { Construct } from "constructs";
import path from "node:path";
import type { Environment, Graphql } from "../configuration";
import { physicalName } from "../configuration/naming";
import { ApiDataSources } from "./api/api-data-sources";
import { ApiLog } from "./api/api-log";
import { ApiResolvers } from "./api/api-resolvers";
import { graphqlCode } from "./api/graphql-code";
import { graphqlSchema } from "./api/graphql-schema";
import { resolverFiles } from "./api/resolver-files";
import { AuthOutputs } from "./auth-outputs";
import { EnvironmentStack } from "./environment-stack";
import { WebAcl } from "./waf/web-acl";

/** Where the schema and the resolvers are. */
export const graphqlFolder = path.join(__dirname, "../graphql");

/** An environment that has a GraphQL API. */
export type GraphqlEnvironment = Environment & { readonly graphql: Graphql };

/**
 * `api-<environment>`: GraphQL over the users of one environment. It reads what the auth stack has made
 * from that stack's state, and is deployed after it.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/what-is-appsync.html
 */
export class ApiStack extends EnvironmentStack {
  readonly graphqlApi: AppsyncGraphqlApi;

  constructor(scope: Construct, environment: GraphqlEnvironment, folder: string = graphqlFolder) {
    super(scope, "api", environment);
    const { graphql, region, protection } = environment;
    const auth = new AuthOutputs(this, "auth", environment);
    const groups = environment.groups.map(({ name }) => name);
    const { administrators, readers, ownFields } = graphql;
    const files = resolverFiles(folder);
    const code = graphqlCode(
      [...files.resolvers, ...files.functions].map(({ file }) => file),
      {
        folder,
        values: { administrators, readers, ownFields, groups, userPoolId: auth.userPoolId },
        sourceMap: !protection.enabled,
      },
    );

    const log = new ApiLog(this, "log", { environment });
    this.graphqlApi = new AppsyncGraphqlApi(this, "graphql", {
      name: physicalName(environment, "api"),
      authenticationType: "AMAZON_COGNITO_USER_POOLS",
      userPoolConfig: { userPoolId: auth.userPoolId, awsRegion: region, defaultAction: "ALLOW" },
      // For backends: `provisionUser` alone is open to it.
      additionalAuthenticationProvider: [{ authenticationType: "AWS_IAM" }],
      schema: graphqlSchema({
        file: path.join(folder, "schema.graphql"),
        ...files,
        administrators,
        readers,
        ownFields,
        groups,
      }),
      introspectionConfig: graphql.introspection ? "ENABLED" : "DISABLED",
      queryDepthLimit: graphql.queryDepthLimit,
      resolverCountLimit: graphql.resolverCountLimit,
      xrayEnabled: true,
      logConfig: {
        cloudwatchLogsRoleArn: log.roleArn,
        fieldLogLevel: "ERROR",
        // Headers, arguments and answers, which are personal.
        excludeVerboseContent: true,
      },
      lifecycle: { preventDestroy: protection.enabled },
    });
    log.keep(this.graphqlApi.id);
    if (graphql.waf !== undefined) {
      const resourceArn = this.graphqlApi.arn;
      new WebAcl(this, "waf", { environment, what: "api", resourceArn, waf: graphql.waf });
    }

    const dataSources = new ApiDataSources(this, "data-sources", {
      environment,
      apiId: this.graphqlApi.id,
      apiArn: this.graphqlApi.arn,
      auth,
      sources: [...files.resolvers, ...files.functions].flatMap(({ source }) => source ?? []),
    });
    new ApiResolvers(this, "resolvers", {
      ...files,
      apiId: this.graphqlApi.id,
      dataSources,
      code,
      after: [this.graphqlApi],
    });

    this.addOutputs({
      graphql_url: `\${${this.graphqlApi.fqn}.uris["GRAPHQL"]}`,
      graphql_realtime_url: `\${${this.graphqlApi.fqn}.uris["REALTIME"]}`,
      graphql_api_id: this.graphqlApi.id,
      graphql_api_arn: this.graphqlApi.arn,
    });
  }
}
