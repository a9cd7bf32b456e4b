import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
  type CognitoIdentityProviderClientConfig,
} from "@aws-sdk/client-cognito-identity-provider";
import { deadline } from "../aws/deadline";
import type { Directory, PoolUser } from "./directory";

/** User pools in Cognito. Needs `cognito-idp:AdminAddUserToGroup` on the pool. */
export class CognitoDirectory implements Directory {
  private readonly clients = new Map<string, CognitoIdentityProviderClient>();

  constructor(private readonly config: CognitoIdentityProviderClientConfig) {}

  async addToGroup(user: PoolUser, group: string, signal: AbortSignal): Promise<void> {
    const client = this.clientFor(user.region);
    const add = new AdminAddUserToGroupCommand({
      UserPoolId: user.userPoolId,
      Username: user.username,
      GroupName: group,
    });
    await client.send(add, { abortSignal: signal });
  }

  /** The event says where its pool is, so the function's environment need not. */
  private clientFor(region: string): CognitoIdentityProviderClient {
    const known = this.clients.get(region);
    if (known) return known;
    const client = new CognitoIdentityProviderClient({ ...this.config, region });
    client.middlewareStack.use(deadline());
    this.clients.set(region, client);
    return client;
  }
}
