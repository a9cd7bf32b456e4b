import type * as Sdk from "@aws-sdk/client-cognito-identity-provider";
import type {
  CognitoIdentityProviderClient,
  CognitoIdentityProviderClientConfig,
} from "@aws-sdk/client-cognito-identity-provider";
import { buffer } from "node:stream/consumers";
import type { Readable } from "node:stream";
import { z } from "zod";
import type { AskLive, JsonObject, LiveAnswer, Touched } from "../../review/model";

/** AWS's answers as they are written: the SDK would leave out what it does not know yet. */
export class LiveSettings {
  private last: Record<string, JsonObject> = {};

  private constructor(
    private readonly client: CognitoIdentityProviderClient,
    private readonly sdk: typeof Sdk,
  ) {
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const response = result.response as { body: Uint8Array | Readable };
        // A body is read once: the SDK goes on with the copy.
        const body =
          response.body instanceof Uint8Array ? response.body : await buffer(response.body);
        response.body = body;
        this.last = readAnswer(Buffer.from(body).toString("utf8"));
        return result;
      },
      { step: "deserialize", priority: "low", name: "readAnswerAsItIsWritten" },
    );
  }

  /** @param config of the Region that the pools are in. */
  static async in(config: CognitoIdentityProviderClientConfig): Promise<LiveSettings> {
    // Loaded where it is needed: a review of a file asks nobody.
    const sdk = await import("@aws-sdk/client-cognito-identity-provider");
    return new LiveSettings(new sdk.CognitoIdentityProviderClient(config), sdk);
  }

  /**
   * What AWS tells of pools and clients, one after the other: Cognito takes few such calls a second. What
   * cannot be read, is said why.
   */
  readonly ask: AskLive = async (touched) => {
    const answers = new Map<string, LiveAnswer>();
    for (const one of touched) answers.set(one.address, await this.answer(one));
    return answers;
  };

  private async answer({ type, id, userPoolId }: Touched): Promise<LiveAnswer> {
    try {
      return type === "aws_cognito_user_pool"
        ? { told: [await this.pool(userPoolId), await this.secondFactors(userPoolId)] }
        : { told: [await this.appClient(userPoolId, id)] };
    } catch (error) {
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return { why };
    }
  }

  private async pool(UserPoolId: string) {
    await this.client.send(new this.sdk.DescribeUserPoolCommand({ UserPoolId }));
    return { answer: "pool", value: this.last["UserPool"] ?? {} } as const;
  }

  private async secondFactors(UserPoolId: string) {
    await this.client.send(new this.sdk.GetUserPoolMfaConfigCommand({ UserPoolId }));
    return { answer: "mfa", value: this.last } as const;
  }

  private async appClient(UserPoolId: string, ClientId: string) {
    await this.client.send(new this.sdk.DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
    return { answer: "client", value: this.last["UserPoolClient"] ?? {} } as const;
  }
}

function readAnswer(text: string): Record<string, JsonObject> {
  try {
    return z.record(z.string(), z.any()).parse(JSON.parse(text)) as Record<string, JsonObject>;
  } catch {
    // No answer of Cognito's, but a proxy's: the SDK says what is wrong with it.
    return {};
  }
}

/** Where nobody may ask AWS: every pool and client is said not to be compared. */
export const notAsked =
  (why: string): AskLive =>
  (touched) =>
    Promise.resolve(new Map(touched.map(({ address }) => [address, { why }])));
