import {
  AdminAddUserToGroupCommand,
  AdminInitiateAuthCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { resolveConfiguration, type Environment } from "../../../configuration";
import { awsAdministration } from "../../../functions/shared/administration/aws-administration";
import { LocalRun } from "../../../tools/local-run/local-run";
import { Terraform, type Plan } from "../../../tools/terraform/terraform";
import type { Credentials } from "../iam";
import { findTerraform } from "../../../tools/terraform/terraform-binary";
import { administrator } from "../administrator";
import * as example from "../example-connected";
import { copyProject } from "../project-copy";
import { appliedOutputs, planOf } from "../terraform/applied-outputs";
import { sources } from "./sources";

const bucket = "acme-local-attachments-123456789012";
const outputsSchema = z.looseObject({
  user_pool_id: z.string(),
  client_ids: z.object({ web: z.string() }),
  user_table_name: z.string(),
  api_url: z.string(),
  edge_function_arns: z.object({ "signed-in-only": z.string() }),
});

/** Of everybody who signs up. */
export const password = "Correct-Horse-9";

/** A pool with one of its clients. */
export interface PoolClient {
  readonly userPoolId: string;
  readonly clientId: string;
}

/** The auth stack with functions of a team's own, applied by real Terraform to a local AWS. */
export class ConnectedDeployment {
  private constructor(
    readonly run: LocalRun,
    readonly folder: string,
    readonly outputs: z.output<typeof outputsSchema>,
    readonly environment: Environment,
  ) {}

  static async start(minutes: number): Promise<ConnectedDeployment> {
    const [environment] = resolveConfiguration(example.configuration);
    if (environment === undefined) throw new Error("The example has no environment.");
    const folder = mkdtempSync(path.join(tmpdir(), "gatehouse-test-"));
    copyProject(folder, { name: "example-connected", ...example });
    for (const [name, files] of Object.entries(sources)) {
      mkdirSync(path.join(folder, "functions", name));
      for (const [file, text] of Object.entries(files)) {
        writeFileSync(path.join(folder, "functions", name, file), text);
      }
    }
    const run = new LocalRun({
      environment,
      folder,
      project: folder,
      signal: AbortSignal.timeout(2 * minutes * 60_000),
      aws: { anyCode: true, credentials: administrator },
    });
    await run.synthesize();
    await run.startAws(() => undefined);
    const outputs = await appliedOutputs(run, folder);
    const { endpoint, managedLoginEndpoint, region, credentials } = run.aws;
    mkdirSync(path.join(folder, ".local"), { recursive: true });
    // As `npm run local` announces itself, for the commands.
    writeFileSync(
      path.join(folder, ".local", "outputs.json"),
      JSON.stringify({ endpoint, managedLoginEndpoint, region, credentials, outputs }),
    );
    return new ConnectedDeployment(run, folder, outputsSchema.parse(outputs), environment);
  }

  /** What Terraform would change of the stack, though it has just applied it. */
  plan(): Promise<Plan> {
    return planOf(this.run, this.folder, "auth-local");
  }

  get cognito(): CognitoIdentityProviderClient {
    const { endpoint, region } = this.run.aws;
    return new CognitoIdentityProviderClient({ endpoint, region, credentials: administrator });
  }

  get web(): PoolClient {
    const { user_pool_id: userPoolId, client_ids } = this.outputs;
    return { userPoolId, clientId: client_ids.web };
  }

  /** Signs a user up, and puts them in a group. @returns their `sub`. */
  async signUp(
    email: string,
    { group, of = this.web }: { readonly group?: string; readonly of?: PoolClient } = {},
  ): Promise<string> {
    const { cognito } = this;
    const { userPoolId: UserPoolId, clientId: ClientId } = of;
    const { UserSub = "" } = await cognito.send(
      new SignUpCommand({
        ClientId,
        Username: email,
        Password: password,
        UserAttributes: [{ Name: "email", Value: email }],
      }),
    );
    await cognito.send(
      new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode: "000000" }),
    );
    if (group !== undefined) {
      await cognito.send(
        new AdminAddUserToGroupCommand({ UserPoolId, Username: email, GroupName: group }),
      );
    }
    return UserSub;
  }

  /** Signs a user in. */
  async tokens(email: string, of: PoolClient = this.web) {
    const { AuthenticationResult } = await this.cognito.send(
      new AdminInitiateAuthCommand({
        UserPoolId: of.userPoolId,
        ClientId: of.clientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: email, PASSWORD: password },
      }),
    );
    const { AccessToken = "", IdToken = "" } = AuthenticationResult ?? {};
    return { access: AccessToken, id: IdToken };
  }

  /** What administers the environment from outside. */
  get administration() {
    const { user_pool_id: userPoolId, user_table_name: userTableName } = this.outputs;
    return awsAdministration({ userPoolId, userTableName, bucket }, this.clientSettings);
  }

  async deleteFile(key: string): Promise<void> {
    await this.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  }

  async putFile(key: string, text: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text }));
  }

  /** As a backend does that has asked the identity pool. */
  async setIdentity(id: string, identityId: string): Promise<void> {
    await new DynamoDBClient(this.clientSettings).send(
      new UpdateItemCommand({
        TableName: this.outputs.user_table_name,
        Key: { id: { S: id } },
        UpdateExpression: "SET identityId = :identity",
        ExpressionAttributeValues: { ":identity": { S: identityId } },
      }),
    );
  }

  /** The texts of all versions of all files below a prefix; a delete marker is empty. */
  async versionsBelow(prefix: string): Promise<readonly string[]> {
    const { Versions = [], DeleteMarkers = [] } = await this.s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix }),
    );
    const texts = Versions.map(async ({ Key, VersionId }) => {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: bucket, Key, VersionId }));
      return (await Body?.transformToString()) ?? "";
    });
    return [...(await Promise.all(texts)), ...DeleteMarkers.map(() => "")];
  }

  /** Makes a bucket for states, and writes some into it as Terraform does. */
  async putState(
    bucketName: string,
    states: Readonly<Record<string, Readonly<Record<string, string>>>>,
  ): Promise<void> {
    await this.s3.send(
      new CreateBucketCommand({
        Bucket: bucketName,
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    );
    for (const [Key, outputs] of Object.entries(states)) {
      const named = Object.entries(outputs).map(
        ([name, value]) => [name, { value, type: "string" }] as const,
      );
      const Body = JSON.stringify({
        ...{ version: 4, terraform_version: "1.10.0", serial: 1, lineage: "example" },
        ...{ outputs: Object.fromEntries(named) as object, resources: [] },
      });
      await this.s3.send(new PutObjectCommand({ Bucket: bucketName, Key, Body }));
    }
  }

  /** The outputs of a project of somebody else's, which is applied with these credentials. */
  async outputsOf(text: string, credentials: Credentials): Promise<Record<string, unknown>> {
    const folder = mkdtempSync(path.join(this.folder, "other-"));
    writeFileSync(path.join(folder, "main.tf"), text);
    const terraform = new Terraform({
      binary: await findTerraform(process.env),
      folder,
      environment: {
        AWS_ENDPOINT_URL: this.run.aws.endpoint,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
      },
    });
    await terraform.init();
    await terraform.apply();
    return terraform.outputs();
  }

  get clientSettings() {
    const { endpoint, region } = this.run.aws;
    return { endpoint, region, credentials: { ...administrator } };
  }

  private get s3(): S3Client {
    return new S3Client({ ...this.clientSettings, forcePathStyle: true });
  }

  /** Calls a route of the HTTP API. */
  async call(
    route: string,
    token?: string,
    init: { readonly body?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    const [method = "", target = ""] = route.split(" ", 2);
    const response = await fetch(`${this.outputs.api_url}${target}`, {
      ...init,
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...init.headers,
      },
    });
    const text = await response.text();
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    return { status: response.status, body, headers: response.headers };
  }

  async stop(): Promise<void> {
    await this.run.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
