import { AppsyncDatasource } from "@cdktf/provider-aws/lib/appsync-datasource";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import type { AuthOutputs } from "../auth-outputs";
import { policyDocument, type Statement } from "../iam/policy-document";
import type { DataSourceName, Source } from "./source";

/** What the data sources are made of. */
export interface ApiDataSourcesProps {
  readonly environment: Environment;
  readonly apiId: string;
  readonly apiArn: string;
  readonly auth: AuthOutputs;
  /** What all resolvers and functions need. */
  readonly sources: readonly Source[];
}

/**
 * The data sources that resolvers name, each with a role that may do what they need together.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/attaching-a-data-source.html
 */
export class ApiDataSources extends Construct {
  private readonly made = new Map<DataSourceName, AppsyncDatasource>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ApiDataSourcesProps,
  ) {
    super(scope, id);
    for (const name of new Set(props.sources.map(({ dataSource }) => dataSource))) {
      this.made.set(name, this.add(name));
    }
  }

  /** The name by which a resolver refers to a data source, once that is there. */
  nameOf(source: DataSourceName): string {
    const made = this.made.get(source);
    if (made === undefined) throw new Error(`No resolver has named the data source ${source}.`);
    return made.name;
  }

  private add(name: DataSourceName): AppsyncDatasource {
    const { environment, apiId, auth } = this.props;
    const { region } = environment;
    switch (name) {
      case "none":
        return new AppsyncDatasource(this, name, { apiId, name, type: "NONE" });
      case "users":
        return new AppsyncDatasource(this, name, {
          apiId,
          name,
          type: "AMAZON_DYNAMODB",
          serviceRoleArn: this.role(name, [
            {
              sid: "UseRows",
              actions: this.actionsOn(name, (action) => action !== "dynamodb:Query"),
              resources: [auth.userTableArn],
            },
            {
              sid: "FindRowsByEmail",
              actions: this.actionsOn(name, (action) => action === "dynamodb:Query"),
              resources: [`${auth.userTableArn}/index/by-email`],
            },
          ]),
          dynamodbConfig: { tableName: auth.userTableName, region },
        });
      case "cognito":
        return new AppsyncDatasource(this, name, {
          apiId,
          name,
          type: "HTTP",
          serviceRoleArn: this.role(name, [
            {
              sid: "ManageUsers",
              actions: this.actionsOn(name),
              resources: [auth.userPoolArn],
            },
          ]),
          httpConfig: {
            endpoint: `https://cognito-idp.${region}.amazonaws.com`,
            authorizationConfig: {
              authorizationType: "AWS_IAM",
              awsIamConfig: { signingRegion: region, signingServiceName: "cognito-idp" },
            },
          },
        });
    }
  }

  private actionsOn(name: DataSourceName, takes: (action: string) => boolean = () => true) {
    const actions = this.props.sources
      .filter(({ dataSource }) => dataSource === name)
      .flatMap((source) => source.actions);
    return [...new Set(actions)].filter(takes).sort();
  }

  /** A role that AppSync may take for this API alone. */
  private role(name: DataSourceName, statements: readonly Statement[]): string {
    const { environment, apiArn } = this.props;
    const role = new IamRole(this, `${name}-role`, {
      name: physicalName(environment, "api", name),
      description: `What the API may do with ${name}.`,
      assumeRolePolicy: policyDocument([
        {
          sid: "AssumedByAppSync",
          actions: ["sts:AssumeRole"],
          principal: { Service: "appsync.amazonaws.com" },
          conditions: {
            StringEquals: { "aws:SourceAccount": environment.accountId },
            ArnEquals: { "aws:SourceArn": apiArn },
          },
        },
      ]),
    });
    new IamRolePolicy(this, `${name}-policy`, {
      name: "data-source",
      role: role.name,
      policy: policyDocument(statements.filter(({ actions }) => actions.length > 0)),
    });
    return role.arn;
  }
}
