import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping";
import { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer";
import { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Construct } from "constructs";
import type { Environment } from "../../../configuration";
import { physicalName } from "../../../configuration/naming";
import { keptLog } from "../../kept-log";
import type { NodeFunction } from "../../lambda/node-function";
import { routeId, type HttpRoutes } from "./routes";

/** A function with the routes that it answers. */
export interface Routed {
  readonly name: string;
  readonly target: NodeFunction;
  readonly routes: HttpRoutes;
}

/** Props of {@link HttpApi}. */
export interface HttpApiProps {
  readonly environment: Environment;
  /** `cognito-idp.<region>.amazonaws.com/<pool id>`. */
  readonly poolEndpoint: string;
  /** Of all app clients: whose tokens are taken. */
  readonly clientIds: readonly string[];
  readonly routed: readonly Routed[];
}

/** API Gateway's own words; nothing of who calls. */
const accessLog = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  route: "$context.routeKey",
  status: "$context.status",
  bytes: "$context.responseLength",
  milliseconds: "$context.responseLatency",
  authorizerError: "$context.authorizer.error",
  integrationError: "$context.integrationErrorMessage",
};

/** Seconds for which a browser remembers what a page may send. */
const preflightSeconds = 600;

/**
 * An HTTP API over functions: who calls shows a token of the environment's own pool and one of its clients,
 * which API Gateway verifies before a function runs. A route asks for scopes there; for groups the function
 * asks itself (`functions/shared/http`), since API Gateway knows no groups.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export class HttpApi extends Construct {
  readonly resource: Apigatewayv2Api;
  /** Where it is, without a slash at the end. */
  readonly url: string;
  /** Where the record of its own domain points; `undefined` without one. */
  readonly domainTarget: string | undefined;
  private readonly authorizer: Apigatewayv2Authorizer;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    const { environment, routed } = props;
    const { httpApi, functions } = environment;
    const methods = routed.flatMap(({ routes }) =>
      Object.keys(routes).map((key) => key.slice(0, key.indexOf(" "))),
    );
    this.resource = new Apigatewayv2Api(this, "api", {
      name: physicalName(environment, "http"),
      description: "Functions of the team's own, for signed-in users.",
      protocolType: "HTTP",
      // With a domain of its own, that is the one way in.
      disableExecuteApiEndpoint: httpApi.domain !== undefined,
      ...(httpApi.allowedOrigins.length > 0 && {
        corsConfiguration: {
          allowOrigins: [...httpApi.allowedOrigins],
          allowMethods: methods.includes("ANY") ? ["*"] : [...new Set(methods)].sort(),
          allowHeaders: ["authorization", "content-type"],
          maxAge: preflightSeconds,
        },
      }),
    });
    this.authorizer = new Apigatewayv2Authorizer(this, "authorizer", {
      apiId: this.resource.id,
      name: "user-pool",
      authorizerType: "JWT",
      identitySources: ["$request.header.Authorization"],
      jwtConfiguration: {
        issuer: `https://${props.poolEndpoint}`,
        audience: [...props.clientIds],
      },
    });
    for (const one of routed) this.add(one);

    const log = new CloudwatchLogGroup(this, "log", {
      // Names that begin so need no entry of their own in a policy of CloudWatch's, whose size is limited.
      name: `/aws/vendedlogs/${physicalName(environment, "http")}`,
      ...keptLog(functions),
    });
    const stage = new Apigatewayv2Stage(this, "stage", {
      apiId: this.resource.id,
      name: "$default",
      autoDeploy: true,
      accessLogSettings: { destinationArn: log.arn, format: JSON.stringify(accessLog) },
      defaultRouteSettings: {
        throttlingRateLimit: httpApi.requestsPerSecond,
        throttlingBurstLimit: httpApi.burst,
      },
    });
    const { domain } = httpApi;
    this.domainTarget = domain && this.addDomain(domain, stage);
    this.url = domain === undefined ? this.resource.apiEndpoint : `https://${domain.name}`;
  }

  private add({ name, target, routes }: Routed): void {
    const integration = new Apigatewayv2Integration(this, `${name}-integration`, {
      apiId: this.resource.id,
      integrationType: "AWS_PROXY",
      integrationUri: target.resource.arn,
      payloadFormatVersion: "2.0",
    });
    new LambdaPermission(this, `${name}-permission`, {
      statementId: "invoked-by-http-api",
      action: "lambda:InvokeFunction",
      functionName: target.resource.functionName,
      principal: "apigateway.amazonaws.com",
      // Every route of this one API. The ARN holds the account, too.
      sourceArn: `${this.resource.executionArn}/*/*`,
    });
    for (const [key, { scopes = [], public: isPublic = false }] of Object.entries(routes)) {
      new Apigatewayv2Route(this, `${name}-${routeId(key)}`, {
        apiId: this.resource.id,
        routeKey: key,
        target: `integrations/${integration.id}`,
        ...(isPublic
          ? { authorizationType: "NONE" }
          : {
              authorizationType: "JWT",
              authorizerId: this.authorizer.id,
              ...(scopes.length > 0 && { authorizationScopes: [...scopes].sort() }),
            }),
      });
    }
  }

  private addDomain(
    { name, certificateArn }: NonNullable<Environment["httpApi"]["domain"]>,
    stage: Apigatewayv2Stage,
  ): string {
    const domain = new Apigatewayv2DomainName(this, "domain", {
      domainName: name,
      domainNameConfiguration: {
        certificateArn,
        endpointType: "REGIONAL",
        securityPolicy: "TLS_1_2",
      },
    });
    new Apigatewayv2ApiMapping(this, "domain-mapping", {
      apiId: this.resource.id,
      domainName: domain.id,
      stage: stage.id,
    });
    return domain.domainNameConfiguration.targetDomainName;
  }
}
