import type { Door } from "./door/door";
import { managedLoginService } from "./cognito/managed-login/managed-login";
import { startGateway, type Gateway } from "./gateway";
import type { Forward } from "./interceptor";

/** How to start the gateway of the sign-in pages. */
export interface ManagedLoginGatewayOptions {
  /** Answers what is for the local AWS. */
  readonly call: Forward;
  readonly door?: Door;
  readonly region: string;
  /** Default 0: any free port. */
  readonly port?: number;
  readonly log?: ((message: string) => void) | undefined;
}

/**
 * Starts the endpoint that stands for the domains of all user pools: each is a path of it. Its port makes
 * it an origin of its own.
 *
 * @throws Error when the port is in use.
 */
export function startManagedLoginGateway(options: ManagedLoginGatewayOptions): Promise<Gateway> {
  const { call, log, ...rest } = options;
  return startGateway({
    ...rest,
    ...(log && { log }),
    // Whatever headers say: here is nothing else.
    forward: (request) => call({ ...request, service: managedLoginService, operation: undefined }),
  });
}
