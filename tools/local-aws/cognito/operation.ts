import type { z } from "zod";
import type { AwsRequest, AwsResponse, Forward } from "../interceptor";
import { isJsonObject, jsonResponse, type JsonObject } from "../json-protocol";
import { serviceError } from "../service-error";
import type { CognitoMemory } from "./cognito-memory";
import { CognitoError } from "./cognito-error";
import { parseInput } from "./input";
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
}

/** One call of a client to an operation. */
export interface Call<Input> {
  readonly input: Input;
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
        const body = bodyOf(request);
        const input = parseInput(schema, body);
        const moto = new MotoClient(forward, request.region);
        const pools = new UserPools(moto, cognito);
        const resend = (changes = {}) => moto.resend(request, { ...body, ...changes });
        return jsonResponse({ ...(await answer({ input, moto, pools, resend })) });
      } catch (error) {
        if (!(error instanceof CognitoError)) throw error;
        const { code, message } = error;
        // Cognito answers 400 for all but its own faults.
        const status = code === "InternalErrorException" ? 500 : 400;
        return serviceError(request, { status, code, message });
      }
    },
  };
}

function bodyOf(request: AwsRequest): JsonObject {
  try {
    const body: unknown = JSON.parse(request.body.toString() || "{}", leaveOutNull);
    if (isJsonObject(body)) return body;
  } catch {
    // As refused as a body that is JSON, but no object.
  }
  throw new CognitoError("SerializationException", "The request's body is not a JSON object.");
}

/** A member that is `null` counts as left out; the browser SDKs send what their caller has not set. */
function leaveOutNull(_name: string, value: unknown): unknown {
  return value ?? undefined;
}
