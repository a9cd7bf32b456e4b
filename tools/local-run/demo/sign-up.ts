import {
  AdminConfirmSignUpCommand,
  AdminListGroupsForUserCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { SentMessage } from "../../local-aws/outbox";
import type { StandardAttribute, UserPool } from "../../../configuration";

/** Where to sign up. */
export interface SignUpTarget {
  readonly endpoint: string;
  readonly region: string;
  /** The administrator's of the local AWS. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly userPoolId: string;
  readonly clientId: string;
  readonly userTableName: string;
  readonly userPool: Pick<UserPool, "usernameAttributes" | "requiredAttributes">;
}

/** What became of the user. */
export interface SignedUpUser {
  readonly user: {
    readonly sub: string;
    readonly username: string;
    readonly groups: readonly string[];
  };
  readonly row: Record<string, unknown>;
  /** `cognito:groups` of the ID token. */
  readonly tokenGroups: readonly string[];
}

/** Of required attributes, those for which not any word will do. */
const examples: Readonly<Partial<Record<StandardAttribute, string>>> = {
  birthdate: "2000-01-31",
  locale: "en-GB",
  phone_number: "+15555550100",
  picture: "https://example.com/demo.png",
  profile: "https://example.com/demo",
  updated_at: "1700000000",
  website: "https://example.com",
  zoneinfo: "Europe/London",
};

/**
 * One user's way through Cognito's own API, as an app takes it: sign-up, confirmation, sign-in. Each
 * method is a step; {@link check} looks at what the backend made of it.
 */
export class DemoUser {
  readonly email: string;
  /** What the user signs in with. */
  readonly username: string;
  // All classes that a password policy may ask for, and nothing to remember: it is gone with the run.
  private readonly password = `${randomUUID()}-Aa1!`;
  private readonly cognito: CognitoIdentityProviderClient;
  private readonly dynamo: DynamoDBClient;
  private idToken = "";
  private sendsCode = false;

  constructor(private readonly target: SignUpTarget) {
    const name = `demo-${randomUUID().slice(0, 8)}`;
    this.email = `${name}@example.com`;
    this.username = target.userPool.usernameAttributes.includes("email") ? this.email : name;
    const client = {
      endpoint: target.endpoint,
      region: target.region,
      credentials: target.credentials,
    };
    this.cognito = new CognitoIdentityProviderClient(client);
    this.dynamo = new DynamoDBClient(client);
  }

  /** `SignUp`. */
  async signUp(): Promise<void> {
    const { CodeDeliveryDetails } = await this.cognito.send(
      new SignUpCommand({
        ClientId: this.target.clientId,
        Username: this.username,
        Password: this.password,
        UserAttributes: [
          { Name: "email", Value: this.email },
          ...this.target.userPool.requiredAttributes
            .filter((name) => name !== "email")
            .map((name) => ({ Name: name, Value: examples[name] ?? "Demo" })),
        ],
      }),
    );
    this.sendsCode = CodeDeliveryDetails !== undefined;
  }

  /**
   * `ConfirmSignUp`, with the code of the message that the local AWS has kept. A pool that verifies
   * nothing sends none: there an administrator confirms. The trigger runs in here.
   */
  async confirm(): Promise<void> {
    if (!this.sendsCode) {
      const user = { UserPoolId: this.target.userPoolId, Username: this.username };
      await this.cognito.send(new AdminConfirmSignUpCommand(user));
      return;
    }
    await this.cognito.send(
      new ConfirmSignUpCommand({
        ClientId: this.target.clientId,
        Username: this.username,
        ConfirmationCode: await this.code(),
      }),
    );
  }

  /** `InitiateAuth` with the password. */
  async signIn(): Promise<void> {
    const { AuthenticationResult } = await this.cognito.send(
      new InitiateAuthCommand({
        ClientId: this.target.clientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: this.username, PASSWORD: this.password },
      }),
    );
    if (AuthenticationResult?.IdToken === undefined) throw new Error("Cognito gave no ID token.");
    this.idToken = AuthenticationResult.IdToken;
  }

  /**
   * Looks the user up in the group, in the table and in a verified ID token.
   *
   * @throws Error that names whichever of the three is missing.
   */
  async check(group: string): Promise<SignedUpUser> {
    const claims = await this.verifiedClaims();
    const { sub } = claims;
    const tokenGroups = claims["cognito:groups"] ?? [];
    const [groups, row] = await Promise.all([this.groups(), this.row(sub)]);
    if (!groups.includes(group)) throw new Error(`The user is not in the group ${group}.`);
    if (row === undefined) throw new Error(`The table ${this.target.userTableName} has no row.`);
    if (!tokenGroups.includes(group)) throw new Error(`The ID token does not name ${group}.`);
    return { user: { sub, username: claims["cognito:username"], groups }, row, tokenGroups };
  }

  /** Signature, issuer, audience and expiry are checked as a backend of yours would. */
  private async verifiedClaims() {
    const { endpoint, userPoolId, clientId } = this.target;
    const keys = await fetch(`${endpoint}/${userPoolId}/.well-known/jwks.json`);
    const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: "id" });
    verifier.cacheJwks((await keys.json()) as Parameters<typeof verifier.cacheJwks>[0]);
    return verifier.verify(this.idToken);
  }

  /** @throws Error when no message has come in ten seconds: a sender of the pool's own takes time. */
  private async code(): Promise<string> {
    const url = `${this.target.endpoint}/_gatehouse/messages?to=${encodeURIComponent(this.email)}`;
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const messages = (await (await fetch(url)).json()) as readonly SentMessage[];
      // A sender of the pool's own writes the code into its text, and says it nowhere else.
      const code = messages[0]?.code ?? /\b\d{6}\b/.exec(messages[0]?.body ?? "")?.[0];
      if (code !== undefined) return code;
      await sleep(100);
    }
    throw new Error(`No message with a code has come to ${this.email}.`);
  }

  private async groups(): Promise<readonly string[]> {
    const { Groups = [] } = await this.cognito.send(
      new AdminListGroupsForUserCommand({
        UserPoolId: this.target.userPoolId,
        Username: this.username,
      }),
    );
    return Groups.flatMap(({ GroupName }) => GroupName ?? []);
  }

  private async row(sub: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.dynamo.send(
      new GetItemCommand({
        TableName: this.target.userTableName,
        Key: { id: { S: sub } },
        ConsistentRead: true,
      }),
    );
    return Item && unmarshall(Item);
  }
}
