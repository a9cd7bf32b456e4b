import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import type { Construct } from "constructs";
import { AppClients } from "./auth/app-clients";
import { AttachmentsBucket } from "./auth/attachments-bucket";
import { IdentityAccess } from "./auth/identity-access";
import { ReconcileUsers } from "./auth/reconcile-users";
import { Triggers } from "./auth/triggers";
import { UserDirectory } from "./auth/user-directory";
import { UserGroups } from "./auth/user-groups";
import { UserTable } from "./auth/user-table";
import type { Environment } from "../configuration";
import { EnvironmentStack } from "./environment-stack";
import { CodeBucket } from "./lambda/code-bucket";
import { physicalName } from "../configuration/naming";

/** `auth-<environment>`: sign-up, groups, roles and the user table of one environment. */
export class AuthStack extends EnvironmentStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, "auth", environment);
    const { accountId, groups, protection } = environment;
    const isProtected = protection.enabled;
    new ArchiveProvider(this, "archive");

    const userTable = new UserTable(this, "user-table", {
      name: physicalName(environment, "users"),
      protected: isProtected,
      attributes: environment.userTable.attributes,
    });

    const codeBucket = new CodeBucket(this, "code", {
      name: physicalName(environment, "code", accountId),
    });

    const grantsContext = { environment, userTable };
    const logRetention = environment.functions.logRetentionDays;
    const triggers = new Triggers(this, "triggers", {
      names: environment.triggers,
      grantsContext,
      codeBucket,
      logRetention,
      protected: isProtected,
    });

    const { pool } = new UserDirectory(this, "user-directory", {
      name: physicalName(environment),
      protected: isProtected,
      userPool: environment.userPool,
      lambdaConfig: triggers.lambdaConfig,
    });
    const connected = triggers.connect(pool, accountId);

    // Without a schedule nothing would call it: `npm run reconcile` runs the same code elsewhere.
    if (environment.recipes.reconcileUsers.schedule !== "off") {
      new ReconcileUsers(this, "reconcile-users", {
        grantsContext,
        pool,
        codeBucket,
        logRetention,
      });
    }

    const clients = new AppClients(this, "app-clients", {
      userPoolId: pool.id,
      clients: environment.clients,
      after: connected,
    });

    const attachments = new AttachmentsBucket(this, "attachments", {
      name: physicalName(environment, "attachments", accountId),
      protected: isProtected,
      ...environment.attachments,
    });

    const access = new IdentityAccess(this, "identity-access", {
      nameScope: environment,
      protected: isProtected,
      userPoolEndpoint: pool.endpoint,
      clientIds: clients.ids,
      groupNames: groups.map((group) => group.name),
      guests: environment.identityPool.guests,
      baseGrant: attachments.ownFiles,
    });

    new UserGroups(this, "groups", {
      userPoolId: pool.id,
      groups,
      roleArns: access.groupRoleArns,
    });

    this.addOutputs({
      user_pool_id: pool.id,
      user_pool_arn: pool.arn,
      user_pool_endpoint: pool.endpoint,
      client_ids: clients.ids,
      identity_pool_id: access.identityPoolId,
      authenticated_role_arn: access.authenticatedRoleArn,
      group_role_arns: access.groupRoleArns,
      user_table_name: userTable.name,
      user_table_arn: userTable.arn,
      region: environment.region,
    });
  }
}
