import type { ResourceServerType } from "@aws-sdk/client-cognito-identity-provider";
import { CognitoError } from "../cognito-error";

/** The APIs of a team that a pool gives scopes for. moto can neither change one nor take one away. */
export class ResourceServers {
  private readonly byPool = new Map<string, Map<string, ResourceServerType>>();

  ofPool(userPoolId: string): Map<string, ResourceServerType> {
    const servers = this.byPool.get(userPoolId) ?? new Map<string, ResourceServerType>();
    this.byPool.set(userPoolId, servers);
    return servers;
  }

  forgetPool(userPoolId: string): void {
    this.byPool.delete(userPoolId);
  }

  /** Every scope that a client of the pool may have, as it names them: `<identifier>/<scope>`. */
  scopesOf(userPoolId: string): readonly string[] {
    return [...this.ofPool(userPoolId).values()].flatMap(({ Identifier = "", Scopes = [] }) =>
      Scopes.map(({ ScopeName = "" }) => `${Identifier}/${ScopeName}`),
    );
  }

  /** @throws {@link CognitoError} `ResourceNotFoundException` */
  find(userPoolId: string, identifier: string): ResourceServerType {
    const server = this.ofPool(userPoolId).get(identifier);
    if (server !== undefined) return server;
    throw new CognitoError(
      "ResourceNotFoundException",
      `Resource server ${identifier} does not exist.`,
    );
  }
}
