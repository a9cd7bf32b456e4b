import { z } from "zod";
import { checkSecretHash, secretHashFor } from "./app-clients";
import { CognitoError } from "./cognito-error";
import * as input from "./input";
import { operation, type Call, type Cognito, type Operation } from "./operation";
import { checkPassword, refusals } from "./password-policy";
import { nameInTokens } from "./token-names";
import { checkSchema } from "./user-attributes";
import { attributeList, type ClientOfPool, type PoolUser } from "./user-pools";

const schema = z.object({
  ClientId: input.clientId,
  ChallengeName: z.string(),
  Session: z.string().min(20).max(2048).optional(),
  ChallengeResponses: z.record(z.string(), z.string()).default({}),
});

type ChallengeCall = Call<z.output<typeof schema>>;

const attributePrefix = "userAttributes.";

/**
 * RespondToAuthChallenge and AdminRespondToAuthChallenge. A user who sets a first password this way
 * becomes CONFIRMED without a post confirmation trigger: administrators make such users.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
 */
export function respondToAuthChallenge(cognito: Cognito): readonly Operation[] {
  return ["RespondToAuthChallenge", "AdminRespondToAuthChallenge"].map((name) =>
    operation(cognito, name, schema, async (call) => {
      const { ClientId, ChallengeName, ChallengeResponses } = call.input;
      const at = await call.pools.client(ClientId);
      const login = ChallengeResponses["USERNAME"];
      if (login === undefined) throw invalid("Missing required parameter USERNAME");
      checkSecretHash(at.client, login, ChallengeResponses["SECRET_HASH"]);
      const user = await call.pools.find(at.pool, login);
      if (user === undefined) throw invalidSession();
      return ChallengeName === "NEW_PASSWORD_REQUIRED"
        ? setNewPassword(call, at, user)
        : passOn(call, at, user);
    }),
  );
}

async function setNewPassword(
  call: ChallengeCall,
  at: ClientOfPool,
  user: PoolUser,
): Promise<object> {
  const { NEW_PASSWORD: password, ...responses } = call.input.ChallengeResponses;
  if (password === undefined) throw invalid("Missing required parameter NEW_PASSWORD");
  checkPassword(at.pool, password, refusals.change);
  const attributes = Object.fromEntries(
    Object.entries(responses)
      .filter(([name]) => name.startsWith(attributePrefix))
      .map(([name, value]) => [name.slice(attributePrefix.length), value]),
  );
  checkSchema(at.pool, attributes);
  const answer = await passOn(call, at, user);
  if (Object.keys(attributes).length > 0) {
    await call.moto.call("AdminUpdateUserAttributes", {
      UserPoolId: at.pool.Id,
      Username: user.username,
      UserAttributes: attributeList(attributes),
    });
  }
  return answer;
}

async function passOn(call: ChallengeCall, { pool, client }: ClientOfPool, user: PoolUser) {
  const name = nameInTokens(pool, client, user);
  try {
    return await call.resend({
      ChallengeResponses: {
        ...call.input.ChallengeResponses,
        USERNAME: name,
        SECRET_HASH: secretHashFor(client, name),
      },
    });
  } catch (error) {
    // moto names the session that it does not know as a resource that does not exist.
    if (error instanceof CognitoError && error.code === "ResourceNotFoundException") {
      throw invalidSession();
    }
    throw error;
  }
}

function invalidSession(): CognitoError {
  return new CognitoError("NotAuthorizedException", "Invalid session for the user.");
}

function invalid(message: string): CognitoError {
  return new CognitoError("InvalidParameterException", message);
}
