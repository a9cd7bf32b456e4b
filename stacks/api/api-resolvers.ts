import { AppsyncFunction } from "@cdktf/provider-aws/lib/appsync-function";
import { AppsyncResolver } from "@cdktf/provider-aws/lib/appsync-resolver";
import { Construct } from "constructs";
import type { ITerraformDependable } from "cdktf";
import type { ApiDataSources } from "./api-data-sources";
import type { ResolverFiles } from "./resolver-files";

/** What the resolvers are made of. */
export interface ApiResolversProps extends ResolverFiles {
  readonly apiId: string;
  readonly dataSources: ApiDataSources;
  /** The code of each file. */
  readonly code: ReadonlyMap<string, string>;
  /** The schema, which has to be there first. */
  readonly after: readonly ITerraformDependable[];
}

/** The only version that there is. */
const runtime = { name: "APPSYNC_JS", runtimeVersion: "1.0.0" } as const;

/**
 * A resolver for each file of `graphql/resolvers`, and the functions that their pipelines name.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-components.html
 */
export class ApiResolvers extends Construct {
  constructor(scope: Construct, id: string, props: ApiResolversProps) {
    super(scope, id);
    const { apiId, dataSources, code } = props;
    const codeOf = (file: string) => code.get(file) ?? "";
    const functions = new Map(
      props.functions.map(({ name, file, source }) => [
        name,
        new AppsyncFunction(this, name, {
          apiId,
          // GraphQL's names have no hyphen.
          name: name.replaceAll("-", "_"),
          dataSource: dataSources.nameOf(source.dataSource),
          runtime,
          code: codeOf(file),
        }).functionId,
      ]),
    );
    for (const { type, field, file, source, pipeline } of props.resolvers) {
      new AppsyncResolver(this, `${type}-${field}`, {
        apiId,
        type,
        field,
        runtime,
        code: codeOf(file),
        ...(source && { kind: "UNIT", dataSource: dataSources.nameOf(source.dataSource) }),
        ...(pipeline && {
          kind: "PIPELINE",
          pipelineConfig: { functions: pipeline.map((name) => functions.get(name) ?? name) },
        }),
        dependsOn: [...props.after],
      });
    }
  }
}
