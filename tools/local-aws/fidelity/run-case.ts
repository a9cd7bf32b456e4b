import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import {
  CognitoIdentityProvider,
  type CognitoIdentityProviderClientConfig,
} from "@aws-sdk/client-cognito-identity-provider";
import type { CognitoCall, FidelityCase, Subject } from "./fidelity-case";

/** What was answered: an error's name and message, or the members of an output. */
export type Observed =
  { readonly error: string; readonly message: string } | { readonly output: object };

/**
 * Runs cases: makes what they need, and takes everything down at the end. It needs no more than an
 * account: the same code runs against the local AWS and against AWS. Cases that ask for the same pool and
 * client share them, each with a user of its own.
 */
export class CaseRunner {
  private readonly cognito: CognitoIdentityProvider;
  private readonly stranger: CognitoIdentityProvider;
  private readonly poolIds: string[] = [];
  private readonly made = new Map<string, Promise<Place>>();

  constructor(config: CognitoIdentityProviderClientConfig) {
    const signer = { sign: <Request>(request: Request) => Promise.resolve(request) };
    this.cognito = new CognitoIdentityProvider({ ...config, maxAttempts: 1 });
    this.stranger = new CognitoIdentityProvider({ ...config, maxAttempts: 1, signer });
  }

  /** @throws Error when the pool, the client or the user cannot be made. */
  async run({ pool, client, user, before, call, unsigned }: FidelityCase): Promise<Observed> {
    const key = JSON.stringify([pool, client]);
    const place = this.made.get(key) ?? this.make(pool, client);
    this.made.set(key, place);
    const subject: Subject = {
      ...(await place),
      username: `fidelity-${randomUUID()}@example.com`,
      password: "Correct-Horse-9",
    };
    await make(this.cognito, subject, user);
    for (const step of before?.(subject) ?? []) await observe(this.cognito, step);
    return observe(unsigned === true ? this.stranger : this.cognito, call(subject));
  }

  /** Deletes every pool that was made. */
  async close(): Promise<void> {
    for (const UserPoolId of this.poolIds) {
      await this.cognito.updateUserPool({ UserPoolId, DeletionProtection: "INACTIVE" });
      await this.cognito.deleteUserPool({ UserPoolId });
    }
    this.cognito.destroy();
    this.stranger.destroy();
  }

  private async make(pool: FidelityCase["pool"], client: FidelityCase["client"]): Promise<Place> {
    const { UserPool } = await this.cognito.createUserPool({
      PoolName: `fidelity-${randomUUID().slice(0, 8)}`,
      UsernameAttributes: ["email"],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ["email"],
      ...pool,
    });
    const UserPoolId = UserPool?.Id ?? "";
    this.poolIds.push(UserPoolId);
    const { UserPoolClient } = await this.cognito.createUserPoolClient({
      UserPoolId,
      ClientName: "fidelity",
      ExplicitAuthFlows: [
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
      ],
      ...client,
    });
    return { userPoolId: UserPoolId, clientId: UserPoolClient?.ClientId ?? "" };
  }
}

type Place = Pick<Subject, "userPoolId" | "clientId">;

/** Why an answer is not the expected one; `undefined` if it is. */
export function difference({ answer }: FidelityCase, observed: Observed): string | undefined {
  const shown = JSON.stringify(observed);
  if ("error" in answer) {
    const isSame =
      "error" in observed &&
      observed.error === answer.error &&
      (answer.message === undefined || observed.message === answer.message);
    return isSame ? undefined : `expected ${JSON.stringify(answer)}, got ${shown}`;
  }
  const output = "output" in observed ? (observed.output as Record<string, unknown>) : {};
  const isSame =
    "output" in observed &&
    Object.entries(answer.output).every(([name, value]) => isDeepStrictEqual(output[name], value));
  return isSame ? undefined : `expected ${JSON.stringify(answer.output)}, got ${shown}`;
}

async function make(
  cognito: CognitoIdentityProvider,
  { userPoolId, clientId, username, password }: Subject,
  user: FidelityCase["user"],
): Promise<void> {
  if (user === undefined) return;
  const named = { UserPoolId: userPoolId, Username: username };
  await cognito.signUp({ ClientId: clientId, Username: username, Password: password });
  if (user !== "unconfirmed") await cognito.adminConfirmSignUp(named);
  if (user === "disabled") await cognito.adminDisableUser(named);
}

async function observe(
  cognito: CognitoIdentityProvider,
  { operation, input }: CognitoCall,
): Promise<Observed> {
  const method = operation.charAt(0).toLowerCase() + operation.slice(1);
  const operations = cognito as unknown as Record<string, (input: object) => Promise<object>>;
  try {
    return { output: (await operations[method]?.(input)) ?? {} };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { error: error.name, message: error.message };
  }
}
