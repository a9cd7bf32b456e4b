import type { Clock } from "../clock";
import type { Interceptor } from "../interceptor";
import type { Outbox } from "../outbox";
import { CognitoMemory } from "./cognito-memory";
import { federatedSignIn } from "./federation/federated-sign-in";
import { Messages } from "./messages/messages";
import { CognitoError } from "./cognito-error";
import { FrontDoor, refusal } from "./front-door";
import type { Cognito } from "./operation";
import { identityPoolOperations, ownOperations } from "./operations";
import { Passwords } from "./passwords/passwords";
import { identityPoolLogins } from "./tokens/identity-pool-logins";
import { publishedKeys } from "./tokens/published-keys";
import { importUploads } from "./user-import/upload";
import { managedLogin } from "./managed-login/managed-login";
import { tokenCall } from "./managed-login/token-call";
import { Tokens } from "./tokens/tokens";
import { Triggers, type TriggersProps } from "./triggers";
import { inIdentityPoolsWords } from "./moto/identity-pool-words";
import { knowingUsers } from "./moto/users-at-moto";

export type { TriggerEvent, TriggerRecord } from "./triggers";

/** What the user pools need of the local AWS. */
export interface CognitoProps extends TriggersProps {
  /** Gets the messages to users. */
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Whether every code counts as the right one; default: only the one that was sent. */
  readonly anyCode?: boolean | undefined;
  /** Where the API is. */
  readonly endpoint: () => string;
  /** Where the domains of pools are. */
  readonly managedLoginEndpoint: () => string;
}

/**
 * Makes moto's user pools behave as Cognito's: their triggers fire, and their operations check and
 * refuse what Cognito would. One set serves one moto, since it remembers what moto does not.
 */
export function cognitoInterceptors(props: CognitoProps): readonly Interceptor[] {
  const { clock } = props;
  const triggers = new Triggers(props);
  const cognito: Cognito = {
    memory: new CognitoMemory(clock, props.anyCode === true),
    triggers,
    tokens: new Tokens(triggers, clock),
    passwords: new Passwords(clock),
    messages: new Messages(triggers, props.outbox),
    accountId: props.accountId,
    endpoint: props.endpoint,
  };
  const operations = new Map(
    ownOperations(cognito, props.managedLoginEndpoint).map((operation) => [
      operation.name,
      operation,
    ]),
  );
  const door = new FrontDoor("cognito-idp", new Set(operations.keys()));
  // One interceptor: what an operation itself asks of moto must not meet the others on its way.
  const interceptor: Interceptor = async (request, forward) => {
    if (request.service !== "cognito-idp" || request.operation === undefined) return undefined;
    const known = knowingUsers(cognito, forward);
    try {
      const admitted = door.admit(request);
      return await (operations.get(request.operation)?.answer(admitted, known) ?? known(admitted));
    } catch (error) {
      if (error instanceof CognitoError) return refusal(request, error);
      throw error;
    }
  };
  const identityDoor = new FrontDoor("cognito-identity", new Set(identityPoolOperations));
  const identityPools: Interceptor = async (request, forward) => {
    if (request.service !== "cognito-identity" || request.operation === undefined) return undefined;
    try {
      const admitted = identityDoor.admit(request);
      return inIdentityPoolsWords(admitted, await forward(admitted));
    } catch (error) {
      if (error instanceof CognitoError) return refusal(request, error);
      throw error;
    }
  };
  return [
    interceptor,
    importUploads(cognito.memory),
    identityPools,
    federatedSignIn(cognito),
    publishedKeys(cognito, props),
    tokenCall(cognito),
    managedLogin(cognito, { endpoint: props.endpoint, operate: interceptor }),
    identityPoolLogins(cognito),
  ];
}
