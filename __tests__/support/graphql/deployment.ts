import {
  AdminAddUserToGroupCommand,
  AdminInitiateAuthCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { resolveConfiguration } from "../../../configuration";
import type {
  BackendCall,
  CallFault,
  ChooseCallFault,
} from "../../../tools/local-aws/faults/call-faults";
import { LocalRun } from "../../../tools/local-run/local-run";
import type { Plan } from "../../../tools/terraform/terraform";
import { administrator } from "../administrator";
import * as example from "../example-graphql";
import { copyProject } from "../project-copy";
import { appliedOutputs, planOf } from "../terraform/applied-outputs";
import { followGuide } from "./guide";
import { signedHeaders, type SignedCall } from "../signed-fetch";

export const password = "Correct-Horse-9";

const outputs = z.looseObject({
  user_pool_id: z.string(),
  client_ids: z.object({ web: z.string() }),
  identity_pool_id: z.string(),
  user_table_name: z.string(),
  region: z.string(),
  graphql_url: z.string(),
  graphql_realtime_url: z.string(),
  graphql_api_arn: z.string(),
});

/** What an API has answered. */
export interface Answer {
  readonly status: number;
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly errorType?: string | null;
    readonly data?: unknown;
  }[];
}

/** Who calls: a user's token, somebody's AWS credentials, or nothing. */
export type Credentials =
  { readonly token: string } | NonNullable<SignedCall["credentials"]> | undefined;

/** What data sources call, and what of it goes wrong. */
class Trouble {
  readonly calls: BackendCall[] = [];
  readonly faults = new Map<string, CallFault[]>();

  readonly choose: ChooseCallFault = (call) => {
    if (call.functionName !== undefined) return undefined;
    this.calls.push(call);
    return this.faults.get(call.operation)?.shift();
  };
}

/** The auth and the api stack, applied by real Terraform to a local AWS. */
export class GraphqlDeployment {
  private constructor(
    readonly run: LocalRun,
    private readonly folder: string,
    private readonly trouble: Trouble,
    private readonly applied: z.output<typeof outputs>,
  ) {}

  static async start(minutes: number): Promise<GraphqlDeployment> {
    const [environment] = resolveConfiguration(example.configuration);
    if (environment === undefined) throw new Error("The example has no environment.");
    const folder = mkdtempSync(path.join(tmpdir(), "gatehouse-test-"));
    copyProject(folder, { name: "example-graphql", ...example });
    followGuide(folder);
    const trouble = new Trouble();
    const run = new LocalRun({
      environment,
      stacks: ["auth-local", "api-local"],
      folder,
      project: folder,
      signal: AbortSignal.timeout(2 * minutes * 60_000),
      aws: { anyCode: true, credentials: administrator, faults: { calls: trouble.choose } },
    });
    await run.synthesize();
    await run.startAws(() => undefined);
    const applied = outputs.parse(await appliedOutputs(run, folder));
    return new GraphqlDeployment(run, folder, trouble, applied);
  }

  outputs(): Promise<z.output<typeof outputs>> {
    return Promise.resolve(this.applied);
  }

  /** What Terraform would change of the api stack, though it has just applied it. */
  plan(): Promise<Plan> {
    return planOf(this.run, this.folder, "api-local");
  }

  /** What goes wrong with the next calls of an operation's data sources, each once. */
  failNext(operation: string, ...faults: readonly CallFault[]): void {
    this.trouble.faults.set(operation, [...faults]);
  }

  /** The operations that data sources call while something is done: `GetItem`. */
  async callsDuring(act: () => Promise<unknown>): Promise<readonly string[]> {
    const before = this.trouble.calls.length;
    await act();
    return this.trouble.calls.slice(before).map(({ operation }) => operation);
  }

  get cognito(): CognitoIdentityProviderClient {
    const { endpoint, region } = this.run.aws;
    return new CognitoIdentityProviderClient({ endpoint, region, credentials: administrator });
  }

  /** Signs a user up, puts them in a group, and signs them in. */
  async user(
    name: string,
    group?: string,
  ): Promise<{ readonly id: string; readonly token: string }> {
    const { user_pool_id: UserPoolId, client_ids } = await this.outputs();
    const ClientId = client_ids.web;
    const email = `${name}@example.com`;
    const { cognito } = this;
    const { UserSub: id = "" } = await cognito.send(
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
    const { AuthenticationResult } = await cognito.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: email, PASSWORD: password },
      }),
    );
    return { id, token: AuthenticationResult?.AccessToken ?? "" };
  }

  /** Posts a document as a client would. */
  async ask(query: string, as: Credentials, variables: object = {}): Promise<Answer> {
    const { graphql_url: url, region } = await this.outputs();
    const body = JSON.stringify({ query, variables });
    const { pathname } = new URL(url);
    const headers: Record<string, string> =
      as === undefined
        ? {}
        : "token" in as
          ? { authorization: as.token }
          : signedHeaders(this.run.aws.endpoint, {
              service: "appsync",
              region,
              url: pathname,
              body,
              credentials: as,
              headers: { "content-type": "application/json" },
            });
    delete headers["host"];
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    });
    return { status: response.status, ...((await response.json()) as object) };
  }

  async stop(): Promise<void> {
    await this.run.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
