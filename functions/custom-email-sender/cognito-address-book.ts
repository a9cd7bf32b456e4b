import {
  AdminGetUserCommand,
  type CognitoIdentityProviderClientConfig,
} from "@aws-sdk/client-cognito-identity-provider";
import type { PoolUser } from "../shared/directory/directory";
import { RegionalClients } from "../shared/directory/regional-clients";
import type { AddressBook } from "./address-book";

/** The user pool. Needs `cognito-idp:AdminGetUser` on it. */
export class CognitoAddressBook implements AddressBook {
  private readonly clients: RegionalClients;

  constructor(config: CognitoIdentityProviderClientConfig) {
    this.clients = new RegionalClients(config);
  }

  async attributesOf(
    { region, userPoolId, username }: PoolUser,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, string>>> {
    const get = new AdminGetUserCommand({ UserPoolId: userPoolId, Username: username });
    const { UserAttributes = [] } = await this.clients.in(region).send(get, {
      abortSignal: signal,
    });
    return Object.fromEntries(
      UserAttributes.flatMap(({ Name, Value }) => (Name && Value ? [[Name, Value] as const] : [])),
    );
  }
}
