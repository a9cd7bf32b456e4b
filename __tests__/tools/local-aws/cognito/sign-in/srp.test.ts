import {
  AdminCreateUserCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { ChallengeSessions } from "../../../../../tools/local-aws/cognito/sign-in/challenge-sessions";
import { Clock } from "../../../../../tools/local-aws/clock";
import { duringTests } from "../../../../support/during-tests";
import { authenticate, choosePassword, identityUser } from "../../../../support/identity-client";
import {
  confirm,
  createPool,
  password,
  signUp,
  someEmail,
  startLocalCognito,
  userOf,
  type LocalCognito,
  type TestPool,
} from "../../../../support/local-cognito";

let cognito: LocalCognito;
let open: TestPool;
let hiding: TestPool;

const wrong = { name: "NotAuthorizedException", message: "Incorrect username or password." };
const flows = { ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH" as const] };

duringTests(startLocalCognito, (started) => {
  cognito = started;
});

beforeAll(async () => {
  open = await createPool(cognito, {}, flows);
  hiding = await createPool(cognito, {}, { ...flows, PreventUserExistenceErrors: "ENABLED" });
});

async function confirmedUser(pool: TestPool) {
  const email = someEmail();
  await signUp(cognito, pool, email);
  await confirm(cognito, pool, email);
  return email;
}

function startSrp(pool: TestPool, username: string, clientValue = "abcdef0123456789".repeat(48)) {
  return cognito.client.send(
    new InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: "USER_SRP_AUTH",
      AuthParameters: { USERNAME: username, SRP_A: clientValue },
    }),
  );
}

function claim(pool: TestPool, username: string, session?: string, changes = {}) {
  return cognito.client.send(
    new RespondToAuthChallengeCommand({
      ClientId: pool.clientId,
      ChallengeName: "PASSWORD_VERIFIER",
      Session: session,
      ChallengeResponses: {
        USERNAME: username,
        TIMESTAMP: "Tue Mar 3 09:05:07 UTC 2026",
        PASSWORD_CLAIM_SECRET_BLOCK: "c2VjcmV0",
        PASSWORD_CLAIM_SIGNATURE: "c2lnbmF0dXJl",
        ...changes,
      },
    }),
  );
}

describe("Cognito's own client", () => {
  test("signs a user in without sending the password, in any case of the name", async () => {
    const email = await confirmedUser(open);
    const user = identityUser(cognito, open, email.toUpperCase());
    const outcome = await authenticate(user, password);
    if (outcome.kind !== "signed-in") throw new Error(outcome.kind);
    expect(outcome.session.getIdToken().payload).toMatchObject({ email, aud: open.clientId });
  });

  test("is refused with a wrong password", async () => {
    const email = await confirmedUser(open);
    const user = identityUser(cognito, open, email);
    await expect(authenticate(user, "Wrong-Horse-9")).rejects.toMatchObject(wrong);
  });

  test("sets the first password of a user whom an administrator made", async () => {
    const email = someEmail();
    await cognito.client.send(
      new AdminCreateUserCommand({
        UserPoolId: open.userPoolId,
        Username: email,
        TemporaryPassword: "Temporary-Pass-1",
        MessageAction: "SUPPRESS",
      }),
    );
    const user = identityUser(cognito, open, email);
    expect((await authenticate(user, "Temporary-Pass-1")).kind).toBe("new-password-required");
    expect((await choosePassword(user, password)).kind).toBe("signed-in");
    const again = await authenticate(identityUser(cognito, open, email), password);
    expect(again.kind).toBe("signed-in");
    await expect(
      authenticate(identityUser(cognito, open, email), "Temporary-Pass-1"),
    ).rejects.toMatchObject(wrong);
  });

  test("tells an unconfirmed user so, whatever the password", async () => {
    const email = someEmail();
    await signUp(cognito, open, email);
    const attempt = (secret: string) => authenticate(identityUser(cognito, open, email), secret);
    await expect(attempt(password)).rejects.toMatchObject({ name: "UserNotConfirmedException" });
    await expect(attempt("Wrong-Horse-9")).rejects.toMatchObject({
      name: "UserNotConfirmedException",
    });
  });
});

test("clients in Python sign in: they send the secret block, and no session", async () => {
  const email = await confirmedUser(open);
  const signInWithoutSession = (secret: string) => {
    const user = identityUser(cognito, open, email);
    const { client } = user as unknown as { client: Record<"request", WithoutSession> };
    const request = client.request.bind(client);
    client.request = (operation, input, callback) => {
      request(operation, { ...input, Session: undefined }, callback);
    };
    return authenticate(user, secret);
  };
  expect((await signInWithoutSession(password)).kind).toBe("signed-in");
  await expect(signInWithoutSession("Wrong-Horse-9")).rejects.toMatchObject(wrong);
  // The block stands for the sign-in, and is good for one answer too.
  await expect(claim(open, email)).rejects.toMatchObject({ name: "NotAuthorizedException" });
});

type WithoutSession = (
  operation: string,
  input: Readonly<Record<string, unknown>>,
  callback: unknown,
) => void;

describe("an unknown user", () => {
  test("is said to be unknown", async () => {
    await expect(startSrp(open, someEmail())).rejects.toMatchObject({
      name: "UserNotFoundException",
    });
  });

  test("looks like any other to a client that hides users, also when asked for twice", async () => {
    const unknown = someEmail();
    const known = await confirmedUser(hiding);
    const { username } = await userOf(cognito, hiding, known);
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(username).toMatch(uuid);
    const first = (await startSrp(hiding, unknown)).ChallengeParameters ?? {};
    const second = (await startSrp(hiding, unknown)).ChallengeParameters ?? {};
    const real = (await startSrp(hiding, known)).ChallengeParameters ?? {};
    expect(Object.keys(first)).toEqual(Object.keys(real));
    expect(first["USER_ID_FOR_SRP"]).toMatch(uuid);
    for (const name of ["USER_ID_FOR_SRP", "SALT"]) expect(second[name]).toBe(first[name]);
    for (const name of ["SALT", "SECRET_BLOCK"]) {
      expect(first[name]).toHaveLength(real[name]?.length ?? 0);
    }
    const user = identityUser(cognito, hiding, unknown);
    await expect(authenticate(user, password)).rejects.toMatchObject(wrong);
  });
});

describe("a claim", () => {
  test.each([
    ["0", "zero"],
    [
      // The prime of group 15 itself, as RFC 3526 prints it.
      "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
      "the prime",
    ],
    ["not hexadecimal", "no number"],
  ])("cannot begin with a value that gives the key away: %#", async (clientValue) => {
    const email = await confirmedUser(open);
    await expect(startSrp(open, email, clientValue)).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
  });

  test("is good for one answer", async () => {
    const email = await confirmedUser(open);
    const { Session } = await startSrp(open, email);
    await expect(claim(open, email, Session)).rejects.toMatchObject(wrong);
    await expect(claim(open, email, Session)).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Invalid session for the user.",
    });
  });

  test("of another user or client is refused", async () => {
    const [ada, bob] = [await confirmedUser(open), await confirmedUser(open)];
    const invalid = { message: "Invalid session for the user." };
    const { Session } = await startSrp(open, ada);
    await expect(claim(open, bob, Session)).rejects.toMatchObject(invalid);
    const other = await startSrp(open, ada);
    await expect(claim(hiding, ada, other.Session)).rejects.toMatchObject(invalid);
  });

  test("has to say when it was made in Cognito's format", async () => {
    const email = await confirmedUser(open);
    const { Session } = await startSrp(open, email);
    const answered = claim(open, email, Session, { TIMESTAMP: "Tue Mar 03 09:05:07 UTC 2026" });
    await expect(answered).rejects.toMatchObject({ name: "InvalidParameterException" });
  });
});

test("a session ends when the client's AuthSessionValidity is over", async () => {
  const clock = new Clock();
  const sessions = new ChallengeSessions(clock);
  const owner = { clientId: "web", username: "ada", login: "ada", userNotFound: false };
  const start = () => sessions.start(owner, { name: "NEW_PASSWORD_REQUIRED" }, 5);
  const asked = { clientId: "web", name: "NEW_PASSWORD_REQUIRED" as const };
  const [early, late] = [start(), start()];
  clock.turn(4.9 * 60_000);
  await expect(sessions.answer(early, asked, () => Promise.resolve("in"))).resolves.toBe("in");
  clock.turn(0.1 * 60_000);
  await expect(sessions.answer(late, asked, () => Promise.resolve("in"))).rejects.toMatchObject({
    message: "Invalid session for the user, session is expired.",
  });
});
