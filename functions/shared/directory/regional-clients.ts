import {
  CognitoIdentityProviderClient,
  type CognitoIdentityProviderClientConfig,
} from "@aws-sdk/client-cognito-identity-provider";
import { deadline } from "../aws/deadline";

/**
 * A client for each Region, made when it is first needed. The event says where its pool is, so the
 * function's environment need not.
 */
export class RegionalClients {
  private readonly clients = new Map<string, CognitoIdentityProviderClient>();

  constructor(private readonly config: CognitoIdentityProviderClientConfig) {}

  in(region: string): CognitoIdentityProviderClient {
    const known = this.clients.get(region);
    if (known) return known;
    const client = new CognitoIdentityProviderClient({ ...this.config, region });
    client.middlewareStack.use(deadline());
    this.clients.set(region, client);
    return client;
  }
}
