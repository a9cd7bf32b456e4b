/** How an API lets callers in. The local AWS has three of AppSync's five. */
export type AuthenticationType = "AMAZON_COGNITO_USER_POOLS" | "AWS_IAM" | "API_KEY";

/** A pool whose tokens an API takes. */
export interface UserPoolConfig {
  readonly userPoolId: string;
  readonly awsRegion?: string;
  /** A regular expression that the token's client has to match. */
  readonly appIdClientRegex?: string;
  /** What becomes of fields without directives. */
  readonly defaultAction?: "ALLOW" | "DENY";
}

/** One way in, and what belongs to it. */
export interface AuthenticationProvider {
  readonly authenticationType: AuthenticationType;
  readonly userPoolConfig?: UserPoolConfig;
}

/** A GraphQL API as `GetGraphqlApi` answers it. What is not named here is kept as it came. */
export interface GraphqlApi extends AuthenticationProvider {
  readonly apiId: string;
  readonly arn: string;
  readonly name: string;
  readonly additionalAuthenticationProviders?: readonly AuthenticationProvider[];
  readonly introspectionConfig?: "ENABLED" | "DISABLED";
  /** 0: no limit. */
  readonly queryDepthLimit?: number;
  /** 0: no limit but AppSync's own, 10,000. */
  readonly resolverCountLimit?: number;
  readonly uris: Readonly<Record<"GRAPHQL" | "REALTIME", string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Where resolvers get their data from. */
export interface DataSource {
  readonly name: string;
  readonly dataSourceArn: string;
  readonly type: "AMAZON_DYNAMODB" | "HTTP" | "NONE" | "AWS_LAMBDA";
  readonly serviceRoleArn?: string;
  readonly dynamodbConfig?: { readonly tableName: string; readonly awsRegion: string };
  readonly httpConfig?: {
    readonly endpoint: string;
    readonly authorizationConfig?: {
      readonly authorizationType: "AWS_IAM";
      readonly awsIamConfig?: {
        readonly signingRegion?: string;
        readonly signingServiceName?: string;
      };
    };
  };
  readonly lambdaConfig?: { readonly lambdaFunctionArn: string };
}

/** A step of pipelines, with the code of its two handlers. */
export interface PipelineFunction {
  readonly functionId: string;
  readonly functionArn: string;
  readonly name: string;
  readonly dataSourceName: string;
  readonly code: string;
}

/** What answers a field: one data source, or a pipeline of functions. */
export interface Resolver {
  readonly typeName: string;
  readonly fieldName: string;
  readonly resolverArn: string;
  readonly kind: "UNIT" | "PIPELINE";
  readonly dataSourceName?: string;
  readonly pipelineConfig?: { readonly functions?: readonly string[] };
  readonly code: string;
}

/** `da2-…`, which `x-api-key` carries. */
export interface ApiKey {
  readonly id: string;
  readonly description?: string;
  /** Seconds since 1970. */
  readonly expires: number;
}
