import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { GitHub } from "../../configuration";
import type { EnvironmentStack } from "../environment-stack";
import { policyDocument, type Statement } from "../iam/policy-document";
import { physicalName } from "../../configuration/naming";
import { applyStatements } from "./apply-statements";
import { boundaryStatements } from "./boundary-statements";
import { boundsOf } from "./bounds";
import { coverageOf, heldBy } from "./coverage";
import { boundaryName, type DeployRole } from "./deploy-role-names";
import type { DeployedEnvironment } from "./deployed-resources";
import { githubAudience, githubIssuer, githubProviderArn } from "./github-provider";
import { guardStatements, keepTrustOf } from "./guard-statements";
import { planStatements } from "./plan-statements";
import { roleStatements } from "./role-statements";
import { readStateStatements, writeStateStatements } from "./state-statements";

/** Seconds: IAM's shortest maximum, and longer than a deployment takes. */
const maxSessionDuration = 3600;

/** Props of {@link DeployRoles}. */
export interface DeployRolesProps {
  readonly environment: DeployedEnvironment;
  readonly github: GitHub;
  /** What must stand before the roles can trust GitHub. */
  readonly after: readonly ITerraformDependable[];
}

/** What `extend.ts` may hand to {@link DeployRoles.allow}. */
export interface Allowance {
  /** Types of resources, by Terraform's names, that the statements are for: `aws_sfn_state_machine`. */
  readonly types?: readonly string[];
  /** What Terraform reads to plan. */
  readonly read?: readonly Statement[];
  /** What it writes to apply. */
  readonly write?: readonly Statement[];
  /** What roles of functions and users may do at most, beside what the boundary allows. */
  readonly roles?: readonly Statement[];
}

/**
 * The roles with which GitHub's workflows plan and apply an environment, without a key that could leak:
 *
 * - `plan` reads, for pull requests and for the branch that is deployed;
 * - `apply` writes too, for jobs in the GitHub environment of the same name, which may ask for approval.
 *
 * Neither can change itself, the boundary or GitHub's provider: the stack that holds those is applied by
 * an administrator, with `npm run bootstrap`.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export class DeployRoles extends Construct {
  readonly planRoleArn: string;
  readonly applyRoleArn: string;
  private readonly roles: Readonly<Record<DeployRole, IamRole>>;
  private readonly boundary: IamPolicy;
  private readonly guard: IamPolicy;
  private readonly allowances: Allowance[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeployRolesProps,
  ) {
    super(scope, id);
    const { environment, github } = props;
    const repository = `repo:${github.repository}`;

    this.boundary = this.policy("boundary", boundaryName(environment), {
      description: "The most that any role of this environment can do.",
      statements: boundaryStatements(environment),
    });

    const read = this.policy("read", physicalName(environment, "deploy-read"), {
      description: "What Terraform reads to plan.",
      statements: planStatements(environment),
    });
    this.guard = this.policy("guard", physicalName(environment, "deploy-guard"), {
      description: "What deploy roles never do.",
      statements: guardStatements(environment),
    });
    const write = this.policy("write", physicalName(environment, "deploy-write"), {
      description: "What Terraform writes to apply.",
      statements: applyStatements(environment),
    });
    const ofRoles = this.policy("roles", physicalName(environment, "deploy-roles"), {
      description: "The roles that Terraform makes.",
      statements: roleStatements(environment),
    });

    const deployed = `refs/heads/${github.branch}`;
    const workflow = (name: string, ref: string) =>
      `${github.repository}/.github/workflows/${name}.yml@${ref}`;
    const plan = this.role("plan", {
      description: "Plans this environment in workflows: reads.",
      // A pull request of a fork gets no token from GitHub.
      subjects: [`${repository}:pull_request`, `${repository}:ref:${deployed}`],
      claims: {
        StringLike: {
          ref: ["refs/pull/*/merge", deployed],
          job_workflow_ref: [
            workflow("plan", "refs/pull/*/merge"),
            workflow("plan", deployed),
            workflow("drift", deployed),
          ],
        },
      },
      policies: { read, guard: this.guard },
      state: readStateStatements(environment),
    });
    const apply = this.role("apply", {
      description: "Applies this environment in workflows.",
      subjects: [`${repository}:environment:${environment.environment}`],
      // The subject is any branch's and any workflow's, unless GitHub's environment has a rule for that.
      claims: {
        StringEquals: { ref: deployed, job_workflow_ref: workflow("apply", deployed) },
      },
      policies: { read, guard: this.guard, write, roles: ofRoles },
      state: [...readStateStatements(environment), ...writeStateStatements(environment)],
    });
    this.roles = { plan, apply };
    this.planRoleArn = plan.arn;
    this.applyRoleArn = apply.arn;
  }

  /**
   * Allows what a resource of `extend.ts` needs, where {@link cover} cannot tell it. It takes effect when
   * an administrator runs `npm run bootstrap`.
   *
   * @param id names it in messages.
   * @throws Error for what would let the roles change rights, or for a wildcard without a reason.
   */
  allow(id: string, allowance: Allowance): void {
    const { read = [], write = [], roles = [] } = allowance;
    for (const { sid, actions, conditions } of [...read, ...write, ...roles]) {
      const action = actions.find((each) =>
        /^(?:\*|iam:|sts:|organizations:|account:)/i.test(each),
      );
      const passes =
        action === "iam:PassRole" &&
        write.some((each) => each.sid === sid) &&
        JSON.stringify(conditions ?? {}).includes("iam:PassedToService");
      if (action === undefined || passes) continue;
      throw new Error(
        `${id}: the statement ${sid} allows ${action}. Of IAM, deploy roles are given iam:PassRole alone, with a condition on iam:PassedToService; roles are made with their boundary already.`,
      );
    }
    if (policyDocument([...read, ...write, ...roles]).includes("${TfToken[")) {
      throw new Error(
        `${id}: write the ARNs out. The roles are there before the resources, so Terraform has nothing to refer to.`,
      );
    }
    this.allowances.push(allowance);
  }

  /**
   * Gives the roles, and the boundary of the environment's other roles, what `stacks` need beside what
   * every environment has.
   *
   * @throws Error with every resource that they could not deploy, and every grant that AWS would refuse.
   */
  cover(stacks: readonly EnvironmentStack[]): void {
    const { environment } = this.props;
    const held = heldBy(stacks);
    const allowed = (of: "read" | "write" | "roles") =>
      this.allowances.flatMap((each) => each[of] ?? []);
    const types = new Set(this.allowances.flatMap((each) => each.types ?? []));
    const { read, write, problems } = coverageOf(environment, held, types);
    const atMost = [...boundaryStatements(environment), ...allowed("roles")];
    const bounds = boundsOf(environment, held, atMost);
    if (problems.length + bounds.problems.length > 0) {
      throw new Error(
        [
          "the deploy roles, or the boundary, do not cover all.",
          ...problems,
          ...bounds.problems,
        ].join("\n\n"),
      );
    }
    this.boundary.policy = policyDocument([...atMost, ...bounds.statements]);
    this.guard.policy = policyDocument([
      ...guardStatements(environment),
      ...keepTrustOf(environment, bounds.rolesByName),
    ]);
    this.attachMore("read", [...read, ...allowed("read")], ["plan", "apply"]);
    this.attachMore("write", [...write, ...allowed("write")], ["apply"]);
  }

  private attachMore(
    verb: "read" | "write",
    statements: readonly Statement[],
    roles: readonly DeployRole[],
  ): void {
    if (statements.length === 0) return;
    const name = `deploy-${verb}-more`;
    const policy = this.policy(`${verb}-more`, physicalName(this.props.environment, name), {
      description: `What Terraform ${verb}s of this environment's own resources.`,
      statements,
    });
    for (const role of roles) {
      new IamRolePolicyAttachment(this, `${role}-${verb}-more`, {
        role: this.roles[role].name,
        policyArn: policy.arn,
      });
    }
  }

  private policy(
    id: string,
    name: string,
    of: { readonly description: string; readonly statements: readonly Statement[] },
  ): IamPolicy {
    return new IamPolicy(this, `${id}-policy`, {
      name,
      description: of.description,
      policy: policyDocument(of.statements),
    });
  }

  private role(
    id: DeployRole,
    of: {
      readonly description: string;
      /** Which workflows may take it, in GitHub's words. */
      readonly subjects: readonly string[];
      /**
       * What else their token has to say.
       *
       * @see https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
       */
      readonly claims: Readonly<
        Partial<
          Record<
            "StringEquals" | "StringLike",
            Readonly<Record<string, string | readonly string[]>>
          >
        >
      >;
      readonly policies: Readonly<Record<string, IamPolicy>>;
      readonly state: readonly Statement[];
    },
  ): IamRole {
    const { environment, after } = this.props;
    const role = new IamRole(this, `${id}-role`, {
      name: physicalName(environment, id),
      description: of.description,
      maxSessionDuration,
      assumeRolePolicy: policyDocument([
        {
          sid: "AssumedByWorkflows",
          principal: { Federated: githubProviderArn(environment.accountId) },
          actions: ["sts:AssumeRoleWithWebIdentity"],
          conditions: githubClaims({
            ...of.claims,
            StringEquals: {
              aud: githubAudience,
              sub: of.subjects,
              repository_id: this.props.github.repositoryId,
              ...of.claims.StringEquals,
            },
          }),
        },
      ]),
      dependsOn: [...after],
    });
    for (const [name, policy] of Object.entries(of.policies)) {
      new IamRolePolicyAttachment(this, `${id}-${name}`, {
        role: role.name,
        policyArn: policy.arn,
      });
    }
    // Inline: the key prefix may be long, and a managed policy holds 6,144 characters.
    new IamRolePolicy(this, `${id}-state`, {
      name: "state",
      role: role.name,
      policy: policyDocument(of.state),
    });
    return role;
  }
}

type Claims = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** Conditions on the claims of a workflow's token, by their names. */
function githubClaims(claims: Claims): NonNullable<Statement["conditions"]> {
  return Object.fromEntries(
    Object.entries(claims).map(([operator, of]) => [
      operator,
      Object.fromEntries(
        Object.entries(of).map(([claim, values]) => [
          `${githubIssuer}:${claim}`,
          typeof values === "string" ? values : [...values],
        ]),
      ),
    ]),
  );
}
