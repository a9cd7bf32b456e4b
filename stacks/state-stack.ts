import type { Construct } from "constructs";
import type { Environment } from "../configuration";
import { EnvironmentStack } from "./environment-stack";
import { DeployRoles } from "./state/deploy-roles";
import { githubProvider } from "./state/github-provider";
import { StateBucket } from "./state/state-bucket";

/**
 * `state-<environment>`: what must be there before anything else can be deployed. The bucket of the
 * states, unless another environment makes it or it is there already, and the roles of the workflows, if
 * the configuration names a repository. `npm run bootstrap` applies it, with an administrator's rights.
 *
 * @throws Error for a local environment, which has no remote state.
 */
export class StateStack extends EnvironmentStack {
  /** The roles of the workflows; `undefined` where the configuration names no repository. */
  readonly deployRoles: DeployRoles | undefined;

  constructor(scope: Construct, environment: Environment) {
    const { state, accountId, github } = environment;
    if (state.backend === "local") {
      throw new Error(`${environment.environment} is local: its state is a file on this computer.`);
    }
    // The roles here are those that the boundary keeps others from becoming.
    super(scope, "state", environment, { region: state.region, boundRoles: false });

    if (state.bucketOf === environment.environment && state.kmsKeyId !== undefined) {
      new StateBucket(this, "state", {
        name: state.bucket,
        accountId,
        keyAliasArn: state.kmsKeyId,
      });
    }
    this.addOutputs({ state_bucket: state.bucket, state_region: state.region });

    if (github !== undefined) {
      const provider = github.makesProvider ? [githubProvider(this, "github")] : [];
      this.deployRoles = new DeployRoles(this, "deploy", {
        environment: { ...environment, state },
        github,
        after: provider,
      });
      const { planRoleArn, applyRoleArn } = this.deployRoles;
      this.addOutputs({ plan_role_arn: planRoleArn, apply_role_arn: applyRoleArn });
    }
  }
}
