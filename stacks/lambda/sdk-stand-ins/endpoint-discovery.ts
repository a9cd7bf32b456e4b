/**
 * Stands in for endpoint discovery, of which the DynamoDB client of this SDK only resolves the
 * settings: none of its commands asks for endpoints.
 */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: undefined,
};

/** Keeps the client's settings as they are. */
export function resolveEndpointDiscoveryConfig<Config>(config: Config): Config {
  return config;
}
