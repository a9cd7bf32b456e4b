import type { FunctionConfiguration } from "./function-configuration";
import type { RoleCredentials } from "./role-credentials";

/** What the variables of one execution environment are made of. */
export interface EnvironmentVariablesProps {
  readonly configuration: FunctionConfiguration;
  readonly region: string;
  readonly credentials: RoleCredentials;
  readonly taskRoot: string;
  readonly temporaryFolder: string;
  readonly logStreamName: string;
  /** Where the SDKs in the function find the local AWS. */
  readonly endpoint: string;
}

/** What stands for {@link EnvironmentVariablesProps.endpoint} in a value, or in a string of JSON. */
const localAws = /(?<=^|")http:\/\/local-aws(?=\/|"|$)/g;

/**
 * The environment of a function's process: its own variables and Lambda's. Those that Lambda
 * reserves win; nothing comes from us
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime).
 */
export function environmentVariables(props: EnvironmentVariablesProps): Record<string, string> {
  const { configuration, credentials, region } = props;
  const { LoggingConfig } = configuration;
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    // Not to find the developer's own ~/.aws, the SDKs must not find their home.
    HOME: "/home/sbx_user1051",
    // For `os.tmpdir()`: /tmp itself is everybody's here.
    TMPDIR: props.temporaryFolder,
    AWS_ENDPOINT_URL: props.endpoint,
    // Lambda's Node.js is newer than the one that may run here; the SDK's notice is not for its log.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    ...withEndpoint(configuration.Environment?.Variables, props.endpoint),
    _HANDLER: configuration.Handler ?? "",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.Runtime ?? "nodejs"}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.FunctionName,
    AWS_LAMBDA_FUNCTION_VERSION: configuration.Version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.MemorySize),
    AWS_LAMBDA_LOG_GROUP_NAME: LoggingConfig.LogGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: props.logStreamName,
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    LAMBDA_TASK_ROOT: props.taskRoot,
    ...(LoggingConfig.LogFormat === "JSON" && {
      AWS_LAMBDA_LOG_FORMAT: "JSON",
      AWS_LAMBDA_LOG_LEVEL: LoggingConfig.ApplicationLogLevel ?? "INFO",
    }),
  };
}

/** Puts the gateway's address, whose port nobody knows before it runs, where its name stands. */
function withEndpoint(
  variables: Readonly<Record<string, string>> = {},
  endpoint: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, value.replaceAll(localAws, endpoint)]),
  );
}
