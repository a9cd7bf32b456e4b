import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { administrator } from "../administrator";
import { signedFetch } from "../signed-fetch";
import type { Answer, Credentials, GraphqlDeployment } from "./deployment";

/** Everybody who may or may not call the API. */
export const people = {
  ada: "Ada, a user",
  max: "Max, a reader",
  ann: "Ann, an administrator",
  backend: "a backend with IAM",
  stranger: "IAM without a grant",
  guest: "a guest",
  nobody: "nobody",
} as const;

/** Users of the pool: Eve is the one whom others do things to. */
type UserName = "ada" | "max" | "ann" | "eve";

/** Whoever calls. */
export type Caller = keyof typeof people | "eve";

const between = (xml: string, name: string) =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "";

/** The callers of a deployment, and the rows of those who are users. */
export class People {
  private readonly ids = new Map<UserName, string>();
  private readonly credentials = new Map<Caller, Credentials>();
  private readonly table: DynamoDBClient;

  private constructor(
    readonly api: GraphqlDeployment,
    readonly tableName: string,
  ) {
    const { endpoint, region } = api.run.aws;
    this.table = new DynamoDBClient({ endpoint, region, credentials: administrator });
  }

  /** Signs everybody up, or gives them a role. */
  static async on(api: GraphqlDeployment): Promise<People> {
    const { graphql_api_arn: arn, user_table_name } = await api.outputs();
    const made = new People(api, user_table_name);
    const groups = [["ada"], ["max", "Managers"], ["ann", "Admins"], ["eve"]] as const;
    for (const [name, group] of groups) {
      const { id, token } = await api.user(name, group);
      made.ids.set(name, id);
      made.credentials.set(name, { token });
    }
    const mayProvision = {
      Effect: "Allow",
      Action: "appsync:GraphQL",
      Resource: `${arn}/types/Mutation/fields/provisionUser`,
    };
    made.credentials.set("backend", await made.roleMay("backend", mayProvision));
    made.credentials.set("stranger", await made.roleMay("stranger"));
    made.credentials.set("guest", await made.guest());
    return made;
  }

  /** A user's `sub`. */
  id(name: UserName): string {
    return this.ids.get(name) ?? "";
  }

  /** What a caller shows: a token, a signature or nothing. */
  as(who: Caller): Credentials {
    return this.credentials.get(who);
  }

  /** Posts a document as somebody. */
  ask(who: Caller, query: string, variables?: object): Promise<Answer> {
    return this.api.ask(query, this.as(who), variables);
  }

  /** A row as it is; `undefined` when there is none. */
  async rowOf(id: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.dynamodb.send(
      new GetItemCommand({
        TableName: this.tableName,
        Key: marshall({ id }),
        ConsistentRead: true,
      }),
    );
    return Item && unmarshall(Item);
  }

  /** The version that a user's row has now. */
  async versionOf(name: UserName): Promise<number> {
    return Number((await this.rowOf(this.id(name)))?.["_version"]);
  }

  get dynamodb(): DynamoDBClient {
    return this.table;
  }

  /** Credentials of a role that a test makes, which may do what the statement says. */
  async roleMay(name: string, statement?: object): Promise<Credentials> {
    const trust = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
    const document = (of: object) => JSON.stringify({ Version: "2012-10-17", Statement: [of] });
    await this.iam({
      Action: "CreateRole",
      RoleName: name,
      AssumeRolePolicyDocument: document(trust),
    });
    if (statement !== undefined) await this.putRolePolicy(name, "own", document(statement));
    const xml = await this.call("sts", {
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: `arn:aws:iam::${this.api.run.aws.accountId}:role/${name}`,
      RoleSessionName: "session",
    });
    return {
      accessKeyId: between(xml, "AccessKeyId"),
      secretAccessKey: between(xml, "SecretAccessKey"),
      sessionToken: between(xml, "SessionToken"),
    };
  }

  /** A policy that is written into a role, as JSON. */
  async rolePolicy(RoleName: string, PolicyName: string): Promise<string> {
    const xml = await this.iam({ Action: "GetRolePolicy", RoleName, PolicyName });
    return decodeURIComponent(between(xml, "PolicyDocument"));
  }

  async putRolePolicy(RoleName: string, PolicyName: string, PolicyDocument: string) {
    await this.iam({ Action: "PutRolePolicy", RoleName, PolicyName, PolicyDocument });
  }

  close(): void {
    this.table.destroy();
  }

  private iam(parameters: Record<string, string>): Promise<string> {
    return this.call("iam", { Version: "2010-05-08", ...parameters });
  }

  private async call(service: string, parameters: Record<string, string>): Promise<string> {
    const response = await signedFetch(this.api.run.aws.endpoint, {
      service,
      region: this.api.run.aws.region,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(parameters).toString(),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text;
  }

  /** A guest's credentials, from the identity pool. */
  private async guest(): Promise<Credentials> {
    const { identity_pool_id: IdentityPoolId } = await this.api.outputs();
    const ask = async (operation: string, body: object) => {
      const response = await fetch(this.api.run.aws.endpoint, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": `AWSCognitoIdentityService.${operation}`,
        },
        body: JSON.stringify(body),
      });
      return (await response.json()) as Record<string, unknown>;
    };
    const { IdentityId } = await ask("GetId", { IdentityPoolId });
    const { Credentials: given } = await ask("GetCredentialsForIdentity", { IdentityId });
    const { AccessKeyId, SecretKey, SessionToken } = given as Record<string, string>;
    return {
      accessKeyId: AccessKeyId ?? "",
      secretAccessKey: SecretKey ?? "",
      sessionToken: SessionToken,
    };
  }
}
