import { CognitoResourceServer } from "@cdktf/provider-aws/lib/cognito-resource-server";
import { Construct } from "constructs";
import type { ResourceServerInput } from "../../configuration";

/** Props of {@link ResourceServers}. */
export interface ResourceServersProps {
  readonly userPoolId: string;
  readonly resourceServers: Readonly<Record<string, ResourceServerInput>>;
}

/**
 * The APIs that tokens carry scopes for, by name.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
 */
export class ResourceServers extends Construct {
  readonly resources: Readonly<Record<string, CognitoResourceServer>>;

  constructor(scope: Construct, id: string, { userPoolId, resourceServers }: ResourceServersProps) {
    super(scope, id);
    this.resources = Object.fromEntries(
      Object.entries(resourceServers).map(([name, server]) => [
        name,
        new CognitoResourceServer(this, name, {
          userPoolId,
          identifier: server.identifier,
          name: server.name ?? server.identifier,
          scope: Object.entries(server.scopes).map(([scopeName, scopeDescription]) => ({
            scopeName,
            scopeDescription,
          })),
        }),
      ]),
    );
  }
}
