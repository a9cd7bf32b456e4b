import {
  AdminAddUserToGroupCommand,
  type CognitoIdentityProviderClientConfig,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Directory, PoolUser } from "./directory";
import { RegionalClients } from "./regional-clients";

/** User pools in Cognito. Needs `cognito-idp:AdminAddUserToGroup` on the pool. */
export class CognitoDirectory implements Directory {
  private readonly clients: RegionalClients;

  constructor(config: CognitoIdentityProviderClientConfig) {
    this.clients = new RegionalClients(config);
  }

  async addToGroup(user: PoolUser, group: string, signal: AbortSignal): Promise<void> {
    const add = new AdminAddUserToGroupCommand({
      UserPoolId: user.userPoolId,
      Username: user.username,
      GroupName: group,
    });
    await this.clients.in(user.region).send(add, { abortSignal: signal });
  }
}
