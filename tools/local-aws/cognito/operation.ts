import type { z } from "zod";
import type { AwsRequest, AwsResponse, Forward } from "../interceptor";
import { jsonResponse, readJson, type JsonObject } from "../json-protocol";
import type { CognitoMemory } from "./cognito-memory";
import { CognitoError } from "./cognito-error";
import { refusal } from "./front-door";
import { invalidParameter } from "./refusals";
import type { Messages } from "./messages/messages";
import { MotoClient } from "./moto/moto-client";
import type { Passwords } from "./passwords/passwords";
import type { Tokens } from "./tokens/tokens";
import type { Triggers } from "./triggers";
import { UserPools } from "./pools/user-pools";

/** What all corrected operations share. */
export interface Cognito {
  readonly memory: CognitoMemory;
  readonly triggers: Triggers;
  readonly tokens: Tokens;
  readonly passwords: Passwords;
  readonly messages: Messages;
  /** The account that the pools live in. */
  readonly accountId: string;
  /** Where the API is. */
  readonly endpoint: () => string;
}

/** One call of a client to an operation. */
export interface Call<Input> {
  readonly input: Input;
  /** As it came, with what the input's schema does not tell. */
  readonly given: JsonObject;
  readonly moto: MotoClient;
  readonly pools: UserPools;
  /** Lets moto answer the client's call, with some members of its input replaced. */
  readonly resend: (changes?: object) => Promise<JsonObject>;
}

/** An operation of the user pools API that moto does not do as Cognito does. */
export interface Operation {
  /** E.g. `SignUp`. */
  readonly name: string;
  readonly answer: (request: AwsRequest, forward: Forward) => Promise<AwsResponse>;
}

/**
 * Makes an operation of what `answer` does with an input that conforms to `schema`: what it returns
 * is the response, and a {@link CognitoError} that it throws is one too.
 */
export function operation<Schema extends z.ZodType>(
  cognito: Cognito,
  name: string,
  schema: Schema,
  answer: (call: Call<z.output<Schema>>) => Promise<object>,
): Operation {
  return {
    name,
    async answer(request, forward) {
      try {
        const body = readJson(request);
        const input = inputOf(schema, body);
        const moto = new MotoClient(forward, request.region);
        const pools = new UserPools(moto, cognito);
        const resend = (changes = {}) => moto.resend(request, { ...body, ...changes });
        return jsonResponse({ ...(await answer({ input, given: body, moto, pools, resend })) });
      } catch (error) {
        if (!(error instanceof CognitoError)) throw error;
        return refusal(request, error);
      }
    },
  };
}

/** What the API allows and an operation here cannot do, the front door has let in. */
function inputOf<Schema extends z.ZodType>(schema: Schema, body: JsonObject): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const member = String(result.error.issues[0]?.path[0] ?? "");
  throw invalidParameter(
    body[member] === undefined
      ? `1 validation error detected: Value null at '${member.charAt(0).toLowerCase()}${member.slice(1)}' failed to satisfy constraint: Member must not be null`
      : `The local AWS does not support this ${member}.`,
  );
}
