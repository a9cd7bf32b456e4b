import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminListGroupsForUserCommand,
  AdminSetUserPasswordCommand,
  type AttributeType,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  DescribeUserPoolClientCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { SentMessage } from "../../local-aws/outbox";
import type { AuthFlow, Environment, StandardAttribute } from "../../../configuration";
import type { AuthOutputs } from "../../project/outputs";
import { demoClient } from "./demo-client";
import { secretHashOf, signIn } from "./sign-in";

/** Where to sign up. */
export interface SignUpTarget {
  readonly endpoint: string;
  readonly region: string;
  /** The administrator's of the local AWS. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly userPoolId: string;
  readonly clientId: string;
  /** How to sign in there. */
  readonly flow: AuthFlow;
  readonly userTableName: string;
  readonly environment: Pick<Environment, "userPool" | "signUp" | "recipes" | "triggers">;
}

/** What became of the user. */
export interface SignedUpUser {
  readonly user: {
    readonly sub: string;
    readonly username: string;
    readonly groups: readonly string[];
  };
  /** `null` where no trigger of the environment makes one. */
  readonly row: Record<string, unknown> | null;
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
  private readonly password: string;
  private readonly cognito: CognitoIdentityProviderClient;
  private readonly dynamo: DynamoDBClient;
  private clientSecret: string | undefined;
  private idToken = "";
  private sendsCode = false;

  constructor(private readonly target: SignUpTarget) {
    const { userPool, recipes } = target.environment;
    const name = `demo-${randomUUID().slice(0, 8)}`;
    this.email = `${name}@${recipes.preSignUp.allowedEmailDomains[0] ?? "example.com"}`;
    this.username = userPool.usernameAttributes.includes("email") ? this.email : name;
    // All classes that a password policy may ask for, and nothing to remember: it is gone with the run.
    this.password = `${randomUUID()}-Aa1!`.padEnd(userPool.passwordPolicy.minimumLength, "x");
    const client = {
      endpoint: target.endpoint,
      region: target.region,
      credentials: target.credentials,
    };
    this.cognito = new CognitoIdentityProviderClient(client);
    this.dynamo = new DynamoDBClient(client);
  }

  /** In an environment that a local AWS holds, by its {@link demoClient}. */
  static of(
    { endpoint, credentials }: Pick<SignUpTarget, "endpoint" | "credentials">,
    outputs: AuthOutputs,
    environment: Environment,
  ): DemoUser {
    const { name, flow } = demoClient(environment);
    return new DemoUser({
      endpoint,
      region: outputs.region,
      credentials,
      userPoolId: outputs.user_pool_id,
      clientId: outputs.client_ids[name] ?? "",
      flow,
      userTableName: outputs.user_table_name,
      environment,
    });
  }

  /** `SignUp`; where the pool is closed for it, an administrator makes the user. */
  async signUp(): Promise<void> {
    const { userPoolId: UserPoolId, clientId: ClientId, environment } = this.target;
    const { UserPoolClient } = await this.cognito.send(
      new DescribeUserPoolClientCommand({ UserPoolId, ClientId }),
    );
    this.clientSecret = UserPoolClient?.ClientSecret;
    const UserAttributes = this.attributes();
    if (!environment.userPool.selfSignUp) {
      const user = { UserPoolId, Username: this.username };
      const MessageAction = "SUPPRESS";
      await this.cognito.send(
        new AdminCreateUserCommand({ ...user, UserAttributes, MessageAction }),
      );
      return;
    }
    const { CodeDeliveryDetails } = await this.cognito.send(
      new SignUpCommand({
        ClientId,
        Username: this.username,
        Password: this.password,
        UserAttributes,
        SecretHash: this.secretHash(),
      }),
    );
    this.sendsCode = CodeDeliveryDetails !== undefined;
  }

  /**
   * `ConfirmSignUp`, with the code of the message that the local AWS has kept. A pool that verifies
   * nothing sends none: there an administrator confirms. The trigger runs in here. In a pool that is
   * closed for sign-up, an administrator sets the password.
   */
  async confirm(): Promise<void> {
    const { userPoolId: UserPoolId, clientId: ClientId, environment } = this.target;
    const user = { UserPoolId, Username: this.username };
    if (!environment.userPool.selfSignUp) {
      const Password = this.password;
      await this.cognito.send(
        new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }),
      );
      return;
    }
    if (!this.sendsCode) {
      await this.cognito.send(new AdminConfirmSignUpCommand(user));
      return;
    }
    await this.cognito.send(
      new ConfirmSignUpCommand({
        ClientId,
        Username: this.username,
        ConfirmationCode: await this.code(),
        SecretHash: this.secretHash(),
      }),
    );
  }

  /** The client's flow, with the challenges on the way. */
  async signIn(): Promise<void> {
    const { userPoolId, clientId, flow } = this.target;
    const { username, password, clientSecret } = this;
    this.idToken = await signIn(this.cognito, {
      userPoolId,
      clientId,
      clientSecret,
      flow,
      username,
      password,
      code: () => this.code(),
    });
  }

  /**
   * Looks the user up in the group, in the table and in a verified ID token.
   *
   * @throws Error that names whichever is missing, and that a trigger of the environment should have
   * made: post-confirmation at a sign-up, post-authentication at a sign-in.
   */
  async check(): Promise<SignedUpUser> {
    const { environment, userTableName } = this.target;
    const { triggers, userPool, signUp } = environment;
    const group = signUp.defaultGroup;
    const claims = await this.verifiedClaims();
    const { sub } = claims;
    const tokenGroups = claims["cognito:groups"] ?? [];
    const [groups, row] = await Promise.all([this.groups(), this.row(sub)]);
    const atSignUp = userPool.selfSignUp && triggers.includes("post-confirmation");
    if (atSignUp || triggers.includes("post-authentication")) {
      if (!groups.includes(group)) throw new Error(`The user is not in the group ${group}.`);
      if (row === undefined) throw new Error(`The table ${userTableName} has no row.`);
    }
    // What is made at the sign-in stands in the next token.
    if (atSignUp && !tokenGroups.includes(group)) {
      throw new Error(`The ID token does not name ${group}.`);
    }
    const user = { sub, username: claims["cognito:username"], groups };
    return { user, row: row ?? null, tokenGroups };
  }

  private attributes(): AttributeType[] {
    const others = this.target.environment.userPool.requiredAttributes
      .filter((name) => name !== "email")
      .map((name) => ({ Name: name, Value: examples[name] ?? "Demo" }));
    return [{ Name: "email", Value: this.email }, ...others];
  }

  private secretHash(): string | undefined {
    const { clientId } = this.target;
    return secretHashOf({ clientId, clientSecret: this.clientSecret })(this.username).SECRET_HASH;
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
