import { CognitoJwtVerifier } from "aws-jwt-verify";
import {
  FailedAssertionError,
  JwtInvalidSignatureError,
  JwtParseError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  ParameterValidationError,
} from "aws-jwt-verify/error";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import { cognitoFetch, cognitoOrigin } from "./cognito-fetch";

/** Whose tokens are good: those of one pool, by one of its clients. */
export interface TokensOf {
  readonly userPoolId: string;
  readonly clientId: string;
}

/** What is wrong with a token itself. Anything else is wrong with the way to the pool's keys. */
const ofToken = [
  FailedAssertionError,
  JwtInvalidSignatureError,
  JwtParseError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  ParameterValidationError,
];

/**
 * Makes what tells whether an access token is good. The pool's keys are asked for once, and again for a key
 * that nobody knows, every ten seconds at most. A token that was revoked stays good until its time is over.
 *
 * @returns a function that throws when the keys cannot be got: then nobody can tell.
 */
export function accessTokens({
  userPoolId,
  clientId,
}: TokensOf): (token: string) => Promise<boolean> {
  const verifier = CognitoJwtVerifier.create(
    { userPoolId, clientId, tokenUse: "access" },
    {
      jwksCache: new SimpleJwksCache({
        fetcher: {
          fetch: async (uri) => {
            const url = cognitoOrigin(userPoolId) + new URL(uri).pathname;
            return (await cognitoFetch(url)).arrayBuffer();
          },
        },
      }),
    },
  );
  return async (token) => {
    try {
      await verifier.verify(token);
      return true;
    } catch (error) {
      if (ofToken.some((type) => error instanceof type)) return false;
      throw error;
    }
  };
}
