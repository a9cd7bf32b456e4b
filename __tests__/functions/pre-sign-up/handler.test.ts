import { describe, expect, test } from "@jest/globals";
import type { Account, Accounts } from "../../../functions/shared/directory/accounts";
import type { PreSignUpEvent } from "../../../functions/shared/events/pre-sign-up";
import { ADDRESS_NOT_ALLOWED } from "../../../functions/pre-sign-up/allowed-domain";
import {
  ACCOUNT_EXISTS,
  type ExistingUserPolicy,
} from "../../../functions/pre-sign-up/existing-user";
import { createHandler, SIGN_UP_NOT_POSSIBLE } from "../../../functions/pre-sign-up/handler";
import { readSignUpSettings } from "../../../functions/pre-sign-up/settings";
import { triggerEvent } from "../../support/events/trigger-event";
import { Logged } from "../../support/in-memory-backend";

const email = "ada.lovelace@analytical.example";
const ada: Account = {
  username: "ada",
  status: "CONFIRMED",
  enabled: true,
  email,
  emailVerified: true,
};

class InMemoryAccounts implements Accounts {
  readonly links: unknown[] = [];
  readonly lookups: string[] = [];
  fault: Error | undefined;

  constructor(
    private readonly users: readonly Account[] = [],
    private readonly names: readonly string[] = ["Google", "AcmeOIDC"],
  ) {}

  withEmail(_: unknown, address: string): Promise<readonly Account[]> {
    this.lookups.push(address);
    if (this.fault) return Promise.reject(this.fault);
    return Promise.resolve(this.users.filter((user) => user.email === address));
  }

  providers(): Promise<readonly string[]> {
    return Promise.resolve(this.names);
  }

  link(pool: { userPoolId: string }, username: string, source: unknown): Promise<void> {
    this.links.push({ pool: pool.userPoolId, username, source });
    return Promise.resolve();
  }
}

function deployed(
  allowedEmailDomains: readonly string[] = [],
  federatedExistingUser: ExistingUserPolicy = "block",
  accounts = new InMemoryAccounts(),
) {
  const log = new Logged();
  const handler = createHandler({
    accounts,
    log,
    settings: { allowedEmailDomains, federatedExistingUser },
  });
  return {
    accounts,
    logged: log.entries,
    deliver: (event: PreSignUpEvent) => handler(event, { getRemainingTimeInMillis: () => 5000 }),
  };
}

const signUpWith = (address: string | undefined) =>
  triggerEvent("PreSignUp_SignUp", { request: { userAttributes: { email: address } } });

describe("with a list of domains", () => {
  const domains = ["Example.com", "bücher.example"];

  test.each([
    "ada@example.com",
    "Ada@EXAMPLE.Com",
    "ada@bücher.example",
    "ada@BÜCHER.example",
    "ada@xn--bcher-kva.example",
    "ada+tag@example.com",
  ])("%s may sign up, and the answer is the event's own", async (address) => {
    const { deliver, accounts } = deployed(domains);

    expect(await deliver(signUpWith(address))).toEqual(signUpWith(address));

    expect(accounts.lookups).toEqual([]);
  });

  test.each([
    "ada@example.org",
    "ada@mail.example.com",
    "ada@notexample.com",
    "ada@example.com.evil.example",
    "ada@evil.example@example.com",
    "ada@example.com@evil.example",
    "@example.com",
    "ada@",
    "ada",
    "example.com",
    "ada@example.com/evil.example",
    "ada@example.com:25",
    "ada@example.com?evil.example",
    "ada@ex%61mple.com",
    "ada@example.com.",
    "ada@example\u00adcom",
    "ada@exam\u00adple.com",
    "ada@ example.com",
    "ada@еxample.com",
    "",
    undefined,
  ])("%p may not", async (address) => {
    const { deliver, logged } = deployed(domains);

    await expect(deliver(signUpWith(address))).rejects.toEqual(new Error(ADDRESS_NOT_ALLOWED));

    expect(logged).toEqual([
      { level: "warn", entry: expect.objectContaining({ refused: "e-mail domain not allowed" }) },
    ]);
    expect(JSON.stringify(logged)).not.toContain("ada");
  });

  test("a federated user is held to it, too", async () => {
    const { deliver } = deployed(domains);

    await expect(deliver(triggerEvent("PreSignUp_ExternalProvider"))).rejects.toEqual(
      new Error(ADDRESS_NOT_ALLOWED),
    );
  });

  test.each([
    ["true", "may sign up"],
    ["false", "may not"],
    [undefined, "may not"],
  ])("a federated user whose address is verified: %p, %s", async (verified, verdict) => {
    const { deliver } = deployed(domains);
    const userAttributes = { email: "ada@example.com", email_verified: verified };
    const event = triggerEvent("PreSignUp_ExternalProvider", { request: { userAttributes } });

    const outcome = deliver(event);

    await (verdict === "may not"
      ? expect(outcome).rejects.toEqual(new Error(ADDRESS_NOT_ALLOWED))
      : expect(outcome).resolves.toEqual(event));
  });

  test("an administrator decides whom they make", async () => {
    const { deliver } = deployed(domains);
    const event = triggerEvent("PreSignUp_AdminCreateUser");

    expect(await deliver(event)).toEqual(event);
  });

  test("a list with something else than domains on it does not load", () => {
    expect(() => deployed(["*.example.com"])).toThrow("Not a domain: *.example.com");
  });
});

test("without a list anybody may sign up, with or without an address", async () => {
  const { deliver } = deployed();

  expect(await deliver(signUpWith(undefined))).toEqual(signUpWith(undefined));
});

describe("a federated user whose verified address", () => {
  const federated = triggerEvent("PreSignUp_ExternalProvider");

  test("nobody has becomes a user", async () => {
    const { deliver, accounts } = deployed([], "link");

    expect(await deliver(federated)).toEqual(federated);

    expect(accounts.links).toEqual([]);
  });

  test("a user has is linked to that user, under the provider's own name", async () => {
    const { deliver, accounts } = deployed([], "link", new InMemoryAccounts([ada]));
    const event = triggerEvent("PreSignUp_ExternalProvider", { userName: "google_1063_00a" });

    expect(await deliver(event)).toEqual(event);

    expect(accounts.links).toEqual([
      {
        pool: event.userPoolId,
        username: "ada",
        source: { provider: "Google", id: "1063_00a" },
      },
    ]);
  });

  test("differs in case alone is the same address", async () => {
    const { deliver, accounts } = deployed([], "link", new InMemoryAccounts([ada]));
    const userAttributes = { email: email.toUpperCase() };

    await deliver(triggerEvent("PreSignUp_ExternalProvider", { request: { userAttributes } }));

    expect(accounts.links).toHaveLength(1);
  });

  test("a user has is refused where that is the policy", async () => {
    const { deliver, accounts } = deployed([], "block", new InMemoryAccounts([ada]));

    await expect(deliver(federated)).rejects.toEqual(new Error(ACCOUNT_EXISTS));

    expect(accounts.links).toEqual([]);
  });

  test("a user has becomes a second user where that is the policy, with no call", async () => {
    const { deliver, accounts } = deployed([], "allow", new InMemoryAccounts([ada]));

    expect(await deliver(federated)).toEqual(federated);

    expect([accounts.lookups, accounts.links]).toEqual([[], []]);
  });

  test.each([
    ["two users have", [ada, { ...ada, username: "ada2" }]],
    ["a disabled user has", [{ ...ada, enabled: false }]],
    ["a user has who must reset a password", [{ ...ada, status: "RESET_REQUIRED" }]],
  ])("%s is refused, not linked", async (_, users) => {
    const { deliver, accounts } = deployed([], "link", new InMemoryAccounts(users));

    await expect(deliver(federated)).rejects.toEqual(new Error(ACCOUNT_EXISTS));

    expect(accounts.links).toEqual([]);
  });

  test.each([
    ["a user has who never verified it", { ...ada, emailVerified: false }],
    ["a user has who never confirmed the sign-up", { ...ada, status: "UNCONFIRMED" }],
    ["another federated user has", { ...ada, status: "EXTERNAL_PROVIDER" }],
  ])("%s is nobody's yet", async (_, user) => {
    const { deliver, accounts } = deployed([], "link", new InMemoryAccounts([user]));

    expect(await deliver(federated)).toEqual(federated);

    expect(accounts.links).toEqual([]);
  });

  test.each([[["AcmeOIDC"]], [["Google", "google"]]])(
    "comes from a provider that cannot be told among %j is not let in",
    async (providers) => {
      const accounts = new InMemoryAccounts([ada], providers);
      const { deliver } = deployed([], "link", accounts);

      await expect(deliver(federated)).rejects.toEqual(new Error(SIGN_UP_NOT_POSSIBLE));

      expect(accounts.links).toEqual([]);
    },
  );

  test("cannot be looked up is not let in, and the log quotes no address", async () => {
    const accounts = new InMemoryAccounts();
    accounts.fault = new Error(`No such thing: ${email}`);
    const { deliver, logged } = deployed([], "link", accounts);

    await expect(deliver(federated)).rejects.toEqual(new Error(SIGN_UP_NOT_POSSIBLE));

    expect(JSON.stringify(logged)).not.toContain("lovelace");
  });
});

test.each(["false", undefined])(
  "an address that the provider calls verified: %p links nobody",
  async (verified) => {
    const { deliver, accounts } = deployed([], "link", new InMemoryAccounts([ada]));
    const userAttributes = { email_verified: verified };

    await deliver(triggerEvent("PreSignUp_ExternalProvider", { request: { userAttributes } }));

    expect([accounts.lookups, accounts.links]).toEqual([[], []]);
  },
);

test("a sign-up with the address of a user is Cognito's to decide", async () => {
  const { deliver, accounts } = deployed([], "block", new InMemoryAccounts([ada]));

  await deliver(signUpWith(email));

  expect(accounts.lookups).toEqual([]);
});

describe("settings", () => {
  test("are read, and block where nothing is said", () => {
    expect(readSignUpSettings({})).toEqual({
      allowedEmailDomains: [],
      federatedExistingUser: "block",
    });
    expect(
      readSignUpSettings({
        ALLOWED_EMAIL_DOMAINS: '["example.com"]',
        FEDERATED_EXISTING_USER: "link",
      }),
    ).toEqual({ allowedEmailDomains: ["example.com"], federatedExistingUser: "link" });
  });

  test.each([
    ["ALLOWED_EMAIL_DOMAINS", "example.com"],
    ["FEDERATED_EXISTING_USER", "merge"],
  ])("%s=%s is refused by the variable's name", (name, value) => {
    expect(() => readSignUpSettings({ [name]: value })).toThrow(`Environment variable ${name} `);
  });
});
