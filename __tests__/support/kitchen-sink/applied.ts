import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import path from "node:path";
import type { ConfigurationInput } from "../../../configuration";
import { compose } from "../../../tools/composition/compose";
import type { LocalAws } from "../../../tools/local-aws/local-aws";
import type { Plan } from "../../../tools/terraform/terraform";
import { administrator } from "../administrator";
import { kitchenSink } from "../example-kitchen-sink";
import * as waysIn from "../example-ways-in";
import { inOnePlan } from "../terraform/one-plan";
import { TerraformRuns } from "../terraform/terraform-runs";

const region = "us-east-1";

/** Not applied: Terraform would wait a minute for its records. */
const onlyValid = ["zone"];

const configuration: ConfigurationInput = {
  project: "acme",
  environments: { ...kitchenSink.environments, ...waysIn.configuration.environments },
};

type Outputs = Readonly<Record<string, unknown>>;

/** Every option of the configuration, as real Terraform has applied it to a local AWS. */
export class Applied {
  private constructor(
    readonly aws: LocalAws,
    private readonly outputs: Readonly<Record<string, unknown>>,
    /** What Terraform would change after all. */
    readonly secondPlan: Plan,
  ) {}

  /** Applies the auth stacks of all environments at once, so that one provider starts, and plans them again. */
  static async to(aws: LocalAws, folder: string): Promise<Applied> {
    await putSecrets(aws);
    const output = path.join(folder, "out");
    compose(output, { configuration }).app.synth();
    const stacks = Object.keys(configuration.environments).map(
      (name) => [name, path.join(output, "stacks", `auth-${name}`)] as const,
    );
    const root = path.join(folder, "root");
    inOnePlan(root, Object.fromEntries(stacks), {
      provider: { region, default_tags: [{ tags: { project: "acme" } }] },
      onlyValid,
    });
    const runs = new TerraformRuns(folder, aws);
    try {
      const terraform = await runs.in(root);
      await terraform.apply();
      const secondPlan = await terraform.plan();
      return new Applied(aws, await terraform.outputs(), secondPlan);
    } finally {
      await runs.stop();
    }
  }

  /** Of every SDK's client. */
  get client() {
    return { endpoint: this.aws.endpoint, region, credentials: administrator };
  }

  get cognito(): CognitoIdentityProviderClient {
    return new CognitoIdentityProviderClient(this.client);
  }

  /** What the auth stack of an environment puts out. */
  outputsOf(environment: string): Outputs {
    return this.outputs[environment] as Outputs;
  }

  /** The id of an environment's app client. */
  clientOf(environment: string, client = "web"): string {
    const ids = this.outputsOf(environment)["client_ids"] as Readonly<Record<string, string>>;
    return ids[client] ?? "";
  }

  /** An environment's pool, as commands name it. */
  poolOf(environment: string): { readonly UserPoolId: string } {
    return { UserPoolId: String(this.outputsOf(environment)["user_pool_id"]) };
  }
}

/** What the configuration names and never holds. */
async function putSecrets({ endpoint }: LocalAws): Promise<void> {
  const client = { endpoint, region, credentials: administrator };
  const secret = "not-in-the-repository";
  await new SSMClient(client).send(
    new PutParameterCommand({ Name: "/acme/prefix/provider", Value: secret, Type: "SecureString" }),
  );
  await new SecretsManagerClient(client).send(
    new CreateSecretCommand({
      Name: "acme/prefix/providers",
      SecretString: JSON.stringify({ amazon: secret }),
    }),
  );
}
