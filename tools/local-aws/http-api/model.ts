import { z } from "zod";

/** What a stage, a route, … is, in the members that the API of API Gateway has for them. */
const cors = z.object({
  allowOrigins: z.array(z.string()).default([]),
  allowMethods: z.array(z.string()).default([]),
  allowHeaders: z.array(z.string()).default([]),
  exposeHeaders: z.array(z.string()).default([]),
  maxAge: z.number().optional(),
  allowCredentials: z.boolean().default(false),
});

export const apiSchema = z.object({
  apiId: z.string(),
  protocolType: z.string(),
  disableExecuteApiEndpoint: z.boolean().default(false),
  corsConfiguration: cors.nullish(),
});

export const routeSchema = z.object({
  routeKey: z.string(),
  authorizationType: z.string().nullish(),
  authorizerId: z.string().nullish(),
  authorizationScopes: z.array(z.string()).nullish(),
  target: z.string().nullish(),
});

export const authorizerSchema = z.object({
  authorizerId: z.string(),
  jwtConfiguration: z.object({ issuer: z.string(), audience: z.array(z.string()) }),
});

export const integrationSchema = z.object({
  integrationId: z.string(),
  integrationUri: z.string(),
  timeoutInMillis: z.number().default(30_000),
});

export const stageSchema = z.object({
  stageName: z.string(),
  accessLogSettings: z.object({ destinationArn: z.string(), format: z.string() }).nullish(),
  defaultRouteSettings: z
    .object({
      throttlingRateLimit: z.number().nullish(),
      throttlingBurstLimit: z.number().nullish(),
    })
    .nullish(),
});

export type Cors = z.output<typeof cors>;
export type Route = z.output<typeof routeSchema>;
export type Authorizer = z.output<typeof authorizerSchema>;
export type Integration = z.output<typeof integrationSchema>;
export type Stage = z.output<typeof stageSchema>;

/** An HTTP API as it is deployed. */
export interface DeployedApi {
  readonly apiId: string;
  readonly region: string;
  readonly isReachable: boolean;
  readonly cors: Cors | undefined;
  readonly routes: readonly Route[];
  readonly authorizers: readonly Authorizer[];
  readonly integrations: readonly Integration[];
  /** The stage `$default`: without it, nothing answers at the API's own address. */
  readonly stage: Stage | undefined;
}
