import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import type { CloudwatchEventBus } from "@cdktf/provider-aws/lib/cloudwatch-event-bus";
import type { CognitoIdentityProvider } from "@cdktf/provider-aws/lib/cognito-identity-provider";
import type { CognitoResourceServer } from "@cdktf/provider-aws/lib/cognito-resource-server";
import type { CognitoUserGroup } from "@cdktf/provider-aws/lib/cognito-user-group";
import type { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import type { CognitoUserPoolClient } from "@cdktf/provider-aws/lib/cognito-user-pool-client";
import type { Construct } from "constructs";
import { AuthAlarms } from "./alarms/auth-alarms";
import { dashboard } from "./alarms/dashboard";
import { LogQueries } from "./alarms/log-queries";
import { accessGrants } from "./auth/access-grants";
import { importAdopted } from "./auth/adopted";
import { AppClients } from "./auth/app-clients";
import { AttachmentsBucket } from "./auth/attachments-bucket";
import { DeadLetterQueue } from "./auth/dead-letter-queue";
import { IdentityAccess } from "./auth/identity-access";
import { type PoolReference, poolReference } from "./auth/pool-reference";
import { ReconcileUsers, reconcileUsers } from "./auth/reconcile-users";
import { SesIdentity } from "./auth/ses-identity";
import { RiskConfiguration } from "./auth/risk-configuration";
import { TextMessages } from "./auth/text-messages";
import { IdentityProviders } from "./auth/identity-providers";
import { ResourceServers } from "./auth/resource-servers";
import { ManagedLogin } from "./auth/managed-login";
import { signInUrls } from "./auth/sign-in-urls";
import { Triggers } from "./auth/triggers";
import { UserDirectory } from "./auth/user-directory";
import { UserGroups } from "./auth/user-groups";
import { UserTable } from "./auth/user-table";
import type { AdoptionInput, Environment } from "../configuration";
import { EnvironmentStack } from "./environment-stack";
import { ConnectedFunctions } from "./connected/connected-functions";
import type { HttpApi } from "./connected/http/http-api";
import { functionsFolder } from "./functions-folder";
import { AccessLogBucket } from "./s3/access-log-bucket";
import { CodeBucket } from "./lambda/code-bucket";
import { edgeRegion } from "./lambda/edge-events";
import type { EdgeFunction } from "./lambda/edge-function";
import type { NodeFunction } from "./lambda/node-function";
import { loginProviders } from "../configuration/identity-providers/identity-pool";
import { physicalName } from "../configuration/naming";
import { WebAcl } from "./waf/web-acl";

/** `auth-<environment>`: sign-up, groups, roles and the user table of one environment. */
export class AuthStack extends EnvironmentStack {
  /** Which user pool it is, the environment's own or somebody else's. */
  readonly userPool: PoolReference;
  /** App clients by name. */
  readonly clients: Readonly<Record<string, CognitoUserPoolClient>>;
  /** Where people sign in with a browser. There where a client has `oauth`. */
  readonly managedLogin: ManagedLogin | undefined;
  /** Where users come from who have an account elsewhere, by name. */
  readonly identityProviders: Readonly<Record<string, CognitoIdentityProvider>>;
  /** APIs that tokens carry scopes for, by name. */
  readonly resourceServers: Readonly<Record<string, CognitoResourceServer>>;
  /** Groups by name. */
  readonly groups: Readonly<Record<string, CognitoUserGroup>>;
  /** The identity pool, and the roles that it hands out. */
  readonly access: IdentityAccess;
  readonly userTable: UserTable;
  /** The bucket of the users' own files. */
  readonly attachments: AttachmentsBucket;
  /** The functions that the environment uses, by the names of their folders. */
  readonly functions: Readonly<Record<string, NodeFunction>>;
  /** Those that CloudFront calls, for distributions of the team's own. */
  readonly edgeFunctions: Readonly<Record<string, EdgeFunction>>;
  /** The HTTP API, when a function asks for a route. */
  readonly httpApi: HttpApi | undefined;
  /** On which other systems are told of users, when a function publishes it. */
  readonly userEvents: CloudwatchEventBus | undefined;
  /** Where the environment has alarms. */
  readonly alarms: AuthAlarms | undefined;
  /** From where Lambda takes the zips of functions. */
  readonly codeBucket: CodeBucket;
  private readonly ownPool: CognitoUserPool | undefined;

  /** @param folder where the functions are that declare themselves; default: `functions/`. */
  constructor(scope: Construct, environment: Environment, folder: string = functionsFolder) {
    super(scope, "auth", environment);
    const { accountId, groups, protection } = environment;
    const isProtected = protection.enabled;
    new ArchiveProvider(this, "archive");

    this.userTable = new UserTable(this, "user-table", {
      name: physicalName(environment, "users"),
      protected: isProtected,
      attributes: environment.userTable.attributes,
    });

    this.codeBucket = new CodeBucket(this, "code", {
      name: physicalName(environment, "code", accountId),
    });

    const { userTable, codeBucket } = this;
    const grantsContext = { environment, userTable };
    const { functions } = environment;
    const triggers = new Triggers(this, "triggers", {
      names: environment.triggers,
      grantsContext,
      codeBucket,
      functions,
      protected: isProtected,
    });

    const { email, sms, threatProtection, messages, waf } = environment.userPool;
    const { existingUserPool } = environment;
    const textMessages =
      sms && existingUserPool === undefined
        ? new TextMessages(this, "text-messages", {
            environment,
            snsRegion: sms.snsRegion,
            signInSms: messages.signInSms,
          })
        : undefined;
    const sesIdentity = this.addSesIdentity(email);
    this.ownPool = existingUserPool
      ? undefined
      : new UserDirectory(this, "user-directory", {
          name: physicalName(environment),
          protected: isProtected,
          userPool: environment.userPool,
          lambdaConfig: triggers.lambdaConfig,
          textMessages,
          // Cognito asks SES whether it may send.
          ...(sesIdentity && { after: [sesIdentity.verified] }),
        }).pool;
    this.userPool = this.ownPool ?? poolReference(environment, existingUserPool?.userPoolId ?? "");
    const pool = this.userPool;
    if (threatProtection) {
      new RiskConfiguration(this, "risk", { userPoolId: pool.id, threatProtection });
    }
    if (waf)
      new WebAcl(this, "waf", { environment, what: "user-pool", resourceArn: pool.arn, waf });
    const connected = triggers.connect(pool, accountId);

    const hasSchedule = environment.recipes.reconcileUsers.schedule !== "off";
    const failedEvents = () => this.failedEvents();
    // Without a schedule nothing would call it: `npm run reconcile` runs the same code elsewhere.
    const reconciling = hasSchedule
      ? new ReconcileUsers(this, reconcileUsers, {
          grantsContext,
          pool,
          codeBucket,
          functions,
          deadLetters: failedEvents(),
        })
      : undefined;
    const { identityProviders, resourceServers } = environment;
    const providers = new IdentityProviders(this, "identity-providers", {
      userPoolId: pool.id,
      identityProviders,
    });
    const servers = new ResourceServers(this, "resource-servers", {
      userPoolId: pool.id,
      resourceServers,
    });
    const clients = new AppClients(this, "app-clients", {
      userPoolId: pool.id,
      clients: environment.clients,
      // A client names providers and scopes that Cognito has to know by then.
      after: [
        ...connected,
        ...Object.values(providers.resources),
        ...Object.values(servers.resources),
      ],
    });
    this.clients = clients.resources;
    this.identityProviders = providers.resources;
    this.resourceServers = servers.resources;

    const { domain } = environment;
    this.managedLogin = domain && this.addManagedLogin(domain, clients.ids);

    this.attachments = new AttachmentsBucket(this, "attachments", {
      name: physicalName(environment, "attachments", accountId),
      protected: isProtected,
      ...environment.attachments,
    });

    if (environment.accessLogs.enabled) {
      new AccessLogBucket(this, "access-logs", {
        name: physicalName(environment, "logs", accountId),
        accountId,
        protected: isProtected,
        retentionDays: environment.accessLogs.retentionDays,
        sources: { attachments: this.attachments.resource, code: codeBucket.resource },
      });
    }

    this.access = new IdentityAccess(this, "identity-access", {
      nameScope: environment,
      protected: isProtected,
      userPoolEndpoint: pool.endpoint,
      // Behind a machine's token there is no user, and no identity.
      clientIds: Object.fromEntries(
        Object.entries(clients.ids).filter(
          ([name]) => environment.clients[name]?.kind !== "machine",
        ),
      ),
      groupNames: groups.map((group) => group.name),
      identityPool: environment.identityPool,
      grants: accessGrants(environment, this.attachments, userTable),
      supportedLoginProviders: Object.fromEntries(
        environment.identityPool.supportedLoginProviders.map((name) => [
          loginProviders[name],
          identityProviders[name]?.clientId ?? "",
        ]),
      ),
    });

    const { access } = this;
    const groupRoleArns = Object.fromEntries(
      Object.entries(access.groupRoles).map(([name, { resource }]) => [name, resource.arn]),
    );
    this.groups = new UserGroups(this, "groups", {
      userPoolId: pool.id,
      groups,
      roleArns: groupRoleArns,
    }).resources;

    const declared = new ConnectedFunctions(this, "functions", {
      environment,
      pool,
      clients: this.clients,
      userTable,
      attachments: this.attachments,
      codeBucket,
      deadLetters: failedEvents,
      folder,
      edgeProvider: () => this.providerOf(edgeRegion),
    });
    this.functions = {
      ...Object.fromEntries(triggers.functions.map(({ name, target }) => [name, target])),
      ...(reconciling && { [reconcileUsers]: reconciling.target }),
      ...declared.functions,
    };

    this.edgeFunctions = declared.edgeFunctions;
    this.httpApi = declared.httpApi;
    this.userEvents = declared.userEvents.bus;
    if (environment.alarms.enabled) {
      this.alarms = new AuthAlarms(this, "alarms", {
        environment,
        triggers: triggers.functions,
        reconciliation: reconciling && reconcileUsers,
        pool: { id: pool.id, clientIds: clients.ids },
        waiting: declared.waiting,
      });
      dashboard(this, "dashboard", {
        environment,
        pool: { id: pool.id, clientIds: clients.ids },
        functions: Object.keys(this.functions),
        tableName: userTable.name,
      });
      new LogQueries(
        this,
        "log-queries",
        environment,
        Object.values(this.functions).map(({ logGroupName }) => logGroupName),
      );
    }

    if (environment.adopt) this.adopt(environment.adopt);

    this.addOutputs({
      ...(existingUserPool?.ownerSetsTriggers === true && { lambda_config: triggers.lambdaConfig }),
      ...(this.alarms && { alarms_topic_arn: this.alarms.topicArn }),
      user_pool_id: pool.id,
      user_pool_arn: pool.arn,
      user_pool_endpoint: pool.endpoint,
      client_ids: clients.ids,
      identity_pool_id: access.identityPool.id,
      authenticated_role_arn: access.authenticatedRole.resource.arn,
      group_role_arns: groupRoleArns,
      user_table_name: userTable.name,
      user_table_arn: userTable.arn,
      region: environment.region,
      ...(Object.keys(declared.waiting.queues).length > 0 && {
        queue_urls: declared.waiting.queues,
      }),
      ...(this.userEvents && { user_events_bus_arn: this.userEvents.arn }),
      ...(Object.keys(this.edgeFunctions).length > 0 && {
        edge_function_arns: Object.fromEntries(
          Object.entries(this.edgeFunctions).map(([name, { versionArn }]) => [name, versionArn]),
        ),
      }),
      ...(this.httpApi && { api_url: this.httpApi.url }),
      ...(this.httpApi?.domainTarget !== undefined && {
        api_domain_target: this.httpApi.domainTarget,
      }),
    });
  }

  /** Of events that nobody waits for; made for the first function that has some, where alarms would tell. */
  private failedEvents(): DeadLetterQueue | undefined {
    const { environment } = this;
    if (!environment.alarms.enabled) return undefined;
    const id = "failed-events";
    const made = this.node.tryFindChild(id);
    return made instanceof DeadLetterQueue ? made : new DeadLetterQueue(this, id, environment, id);
  }

  private addSesIdentity(email: Environment["userPool"]["email"]): SesIdentity | undefined {
    if (email.sendingAccount === "COGNITO_DEFAULT" || email.sesIdentity === undefined)
      return undefined;
    const made = new SesIdentity(this, "email", {
      sesIdentity: email.sesIdentity,
      configurationSet: email.configurationSet ?? "",
      region: this.environment.region,
    });
    // What to write into DNS, if it is looked after elsewhere.
    if (email.sesIdentity.hostedZoneId === undefined) {
      this.addOutputs({ ses_dns_records: made.dnsRecords });
    }
    return made;
  }

  /**
   * The user pool that the stack makes.
   *
   * @throws Error where the pool is somebody else's: then only {@link userPool} tells of it.
   */
  get pool(): CognitoUserPool {
    if (this.ownPool !== undefined) return this.ownPool;
    throw new Error(
      `${this.environment.environment} has no pool of its own: existingUserPool stays somebody else's. \`auth.userPool\` has its id, ARN and endpoint.`,
    );
  }

  private adopt(adoption: AdoptionInput): void {
    const { pool, clients, groups, identityProviders, resourceServers, access, environment } = this;
    const { domain } = environment;
    importAdopted(
      adoption,
      {
        pool,
        clients,
        groups,
        identityProviders,
        resourceServers,
        domain: this.managedLogin?.domain,
        identityPool: access.identityPool,
        identityPoolRoles: access.rolesAttachment,
      },
      {
        domain: domain?.name ?? domain?.prefix,
        identifiers: Object.fromEntries(
          Object.entries(environment.resourceServers).map(([name, { identifier }]) => [
            name,
            identifier,
          ]),
        ),
      },
    );
  }

  private addManagedLogin(
    domain: NonNullable<Environment["domain"]>,
    clientIds: Readonly<Record<string, string>>,
  ): ManagedLogin {
    const { environment, userPool: pool } = this;
    const { clients } = environment;
    const managedLogin = new ManagedLogin(this, "managed-login", {
      userPoolId: pool.id,
      domain,
      platform: environment.platform,
      region: environment.region,
      protected: environment.protection.enabled,
      clients,
      clientIds,
      certificateProvider: () => this.providerOf("us-east-1"),
    });
    const { host, url } = managedLogin;
    // The pool's own endpoint has AWS's name, even on this computer.
    const issuer = environment.platform === "local" ? url : `https://${pool.endpoint}`;
    const urls = signInUrls({ url, issuer }, clients, clientIds);
    this.addOutputs({
      user_pool_domain: host,
      sign_in_urls: urls.signIn,
      sign_out_urls: urls.signOut,
      discovery_urls: urls.discovery,
      // Where the name has to lead, if its record is made elsewhere.
      ...(domain.name !== undefined && {
        user_pool_domain_target: managedLogin.domain.cloudfrontDistribution,
      }),
    });
    return managedLogin;
  }
}
