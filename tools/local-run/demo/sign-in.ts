import {
  AdminInitiateAuthCommand,
  AssociateSoftwareTokenCommand,
  type ChallengeNameType,
  type CognitoIdentityProviderClient,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
  VerifySoftwareTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createHmac } from "node:crypto";
import { TOTP } from "otpauth";
import type { AuthFlow } from "../../../configuration";
import { SrpClient, type SrpChallenge } from "./srp-client";

/** The flows that the demo can walk, the shortest way first. */
export const walkedFlows = [
  "USER_PASSWORD_AUTH",
  "ADMIN_USER_PASSWORD_AUTH",
  "USER_SRP_AUTH",
  "CUSTOM_AUTH",
] as const satisfies readonly AuthFlow[];

/** Somebody who signs in, and where. */
export interface Credentials {
  readonly userPoolId: string;
  readonly clientId: string;
  /** `undefined` for a public client. */
  readonly clientSecret: string | undefined;
  readonly flow: AuthFlow;
  readonly username: string;
  readonly password: string;
  /** The code of the newest message to the user. */
  readonly code: () => Promise<string>;
}

type Answer = Pick<
  InitiateAuthCommandOutput,
  "AuthenticationResult" | "ChallengeName" | "ChallengeParameters" | "Session"
>;

/**
 * Signs a user in as an app does, through every challenge on the way: with MFA on, an authenticator app
 * is enrolled.
 *
 * @returns the ID token.
 * @throws Error for a challenge that it does not know.
 */
export async function signIn(
  cognito: CognitoIdentityProviderClient,
  its: Credentials,
): Promise<string> {
  const srp = new SrpClient();
  const secretHash = secretHashOf(its);
  let answer = await begin(cognito, its, srp);
  // No way to sign in has more steps.
  for (let step = 0; step < 5 && answer.AuthenticationResult === undefined; step += 1) {
    const { ChallengeName: name, ChallengeParameters: parameters = {} } = answer;
    const username = parameters["USER_ID_FOR_SRP"] ?? its.username;
    const { responses, session } = await responsesTo(name, parameters, answer.Session);
    answer = await cognito.send(
      new RespondToAuthChallengeCommand({
        ClientId: its.clientId,
        ChallengeName: name,
        Session: session,
        ChallengeResponses: { USERNAME: username, ...secretHash(username), ...responses },
      }),
    );
  }
  const token = answer.AuthenticationResult?.IdToken;
  if (token === undefined) throw new Error("Cognito gave no ID token.");
  return token;

  async function responsesTo(
    name: ChallengeNameType | undefined,
    parameters: Record<string, string>,
    session: string | undefined,
  ): Promise<{ responses: Record<string, string>; session: string | undefined }> {
    switch (name) {
      case "PASSWORD_VERIFIER": {
        // Cognito's parameters are all there with this challenge.
        const challenge = parameters as Record<string, string> & SrpChallenge;
        return { responses: srp.responses(its.userPoolId, its.password, challenge), session };
      }
      case "MFA_SETUP":
        return { responses: {}, session: await enrolledTotp(cognito, session) };
      case "SMS_MFA":
        return { responses: { SMS_MFA_CODE: await its.code() }, session };
      case "EMAIL_OTP":
        return { responses: { EMAIL_OTP_CODE: await its.code() }, session };
      case "CUSTOM_CHALLENGE":
        return { responses: { ANSWER: await its.code() }, session };
      default:
        throw new Error(`Cognito asks for ${name ?? "nothing, and gives no token"}.`);
    }
  }
}

function begin(
  cognito: CognitoIdentityProviderClient,
  { userPoolId, clientId, clientSecret, flow, username, password }: Credentials,
  srp: SrpClient,
): Promise<Answer> {
  const parameters = {
    USERNAME: username,
    ...secretHashOf({ clientId, clientSecret })(username),
    ...(flow === "USER_SRP_AUTH" ? { SRP_A: srp.publicValue } : {}),
    ...(flow.includes("PASSWORD") ? { PASSWORD: password } : {}),
  };
  const input = { ClientId: clientId, AuthFlow: flow, AuthParameters: parameters };
  return flow === "ADMIN_USER_PASSWORD_AUTH"
    ? cognito.send(new AdminInitiateAuthCommand({ ...input, UserPoolId: userPoolId }))
    : cognito.send(new InitiateAuthCommand(input));
}

/** Enrols an authenticator app and shows a code of it. Returns the session to go on with. */
async function enrolledTotp(
  cognito: CognitoIdentityProviderClient,
  session: string | undefined,
): Promise<string | undefined> {
  const associated = await cognito.send(new AssociateSoftwareTokenCommand({ Session: session }));
  const code = new TOTP({ secret: associated.SecretCode ?? "" }).generate();
  const verified = await cognito.send(
    new VerifySoftwareTokenCommand({ Session: associated.Session, UserCode: code }),
  );
  return verified.Session;
}

/** What a client with a secret sends with each name; nothing of a public one. */
export function secretHashOf({
  clientId,
  clientSecret,
}: Pick<Credentials, "clientId" | "clientSecret">): (username: string) => { SECRET_HASH?: string } {
  return (username) =>
    clientSecret === undefined
      ? {}
      : {
          SECRET_HASH: createHmac("sha256", clientSecret)
            .update(username + clientId)
            .digest("base64"),
        };
}
