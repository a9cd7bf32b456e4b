import { describe, expect, test } from "@jest/globals";
import type { Account, Accounts } from "../../../functions/shared/directory/accounts";
import type { PreSignUpEvent } from "../../../functions/shared/events/pre-sign-up";
import { ADDRESS_NOT_ALLOWED } from "../../../functions/pre-sign-up/allowed-domain";
import {
  ACCOUNT_EXISTS,
  INVITED,
  SIGNS_IN_ELSEWHERE,
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

  /** The pool knows its own users by their address, in any case. */
  named(_: unknown, name: string): Promise<Account | undefined> {
    const own = this.users.filter(({ status }) => status !== "EXTERNAL_PROVIDER");
    return Promise.resolve(own.find((user) => user.email.toLowerCase() === name.toLowerCase()));
  }

  providers(): Promise<readonly string[]> {
    return Promise.resolve(this.names);
  }

  link(pool: { userPoolId: string }, to: unknown, source: unknown): Promise<void> {
    this.links.push({ pool: pool.userPoolId, to, source });
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
    const { deliver } = deployed(domains);

    expect(await deliver(signUpWith(address))).toEqual(signUpWith(address));
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
        to: { provider: "Cognito", id: "ada" },
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

  test("is stored in another case is the same address", async () => {
    const stored = { ...ada, email: "Ada.Lovelace@Analytical.Example" };
    const { deliver, accounts } = deployed([], "link", new InMemoryAccounts([stored]));

    await deliver(federated);

    expect(accounts.links).toHaveLength(1);
  });

  test("an invited user has is linked, verified or not: the administrator has named it", async () => {
    const invited = { ...ada, status: "FORCE_CHANGE_PASSWORD", emailVerified: false };
    const { deliver, accounts } = deployed([], "link", new InMemoryAccounts([invited]));

    await deliver(federated);

    expect(accounts.links).toHaveLength(1);
  });

  test("an invited user has is told of the invitation where the policy is to block", async () => {
    const invited = { ...ada, status: "FORCE_CHANGE_PASSWORD" };
    const { deliver } = deployed([], "block", new InMemoryAccounts([invited]));

    await expect(deliver(federated)).rejects.toEqual(new Error(INVITED));
  });

  test("a user of another provider has is linked to that user, under that provider's id", async () => {
    const other = { ...ada, username: "acmeoidc_ab12", status: "EXTERNAL_PROVIDER" };
    const byName = deployed([], "link", new InMemoryAccounts([other]));
    const identity = { provider: "AcmeOIDC", id: "Ab12" };
    const byIdentity = deployed([], "link", new InMemoryAccounts([{ ...other, identity }]));

    await Promise.all([byName.deliver(federated), byIdentity.deliver(federated)]);

    expect([byName.accounts.links, byIdentity.accounts.links]).toEqual([
      [expect.objectContaining({ to: { provider: "AcmeOIDC", id: "ab12" } })],
      [expect.objectContaining({ to: identity })],
    ]);
  });

  test("comes with its id in lower case is linked as an attribute spells the id", async () => {
    const { deliver, accounts } = deployed([], "link", new InMemoryAccounts([ada]));

    await deliver(
      triggerEvent("PreSignUp_ExternalProvider", {
        userName: "acmeoidc_00uabc",
        request: { userAttributes: { "custom:provider_id": "00uAbC" } },
      }),
    );

    expect(accounts.links).toEqual([
      expect.objectContaining({ source: { provider: "AcmeOIDC", id: "00uAbC" } }),
    ]);
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
    [
      "another federated user has, whose provider does not vouch for it",
      { ...ada, status: "EXTERNAL_PROVIDER", emailVerified: false },
    ],
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

describe("a sign-up with a password", () => {
  const byProvider = { ...ada, username: "google_1", status: "EXTERNAL_PROVIDER" };
  const sources = ["PreSignUp_SignUp", "PreSignUp_AdminCreateUser"] as const;
  const signUp = (source: (typeof sources)[number], address = email) =>
    triggerEvent(source, { request: { userAttributes: { email: address } } });

  test.each(sources)(
    "%s with the address of a user of the pool is Cognito's to decide",
    async (source) => {
      const { deliver, accounts } = deployed([], "block", new InMemoryAccounts([ada]));

      expect(await deliver(signUp(source))).toEqual(signUp(source));

      expect(accounts.links).toEqual([]);
    },
  );

  test.each(
    sources.flatMap(
      (source) =>
        [
          [source, "link"],
          [source, "block"],
        ] as const,
    ),
  )(
    "%s with the verified address of a federated user is refused, by %s too, and never linked",
    async (source, policy) => {
      const { deliver, accounts } = deployed([], policy, new InMemoryAccounts([byProvider]));

      await expect(deliver(signUp(source))).rejects.toEqual(new Error(SIGNS_IN_ELSEWHERE));
      await expect(deliver(signUp(source, email.toUpperCase()))).rejects.toEqual(
        new Error(SIGNS_IN_ELSEWHERE),
      );

      expect(accounts.links).toEqual([]);
    },
  );

  test("is refused for a disabled federated user, too", async () => {
    const disabled = { ...byProvider, enabled: false };
    const { deliver } = deployed([], "block", new InMemoryAccounts([disabled]));

    await expect(deliver(signUp("PreSignUp_SignUp"))).rejects.toEqual(
      new Error(SIGNS_IN_ELSEWHERE),
    );
  });

  test("is not kept out by a provider that does not vouch for the address", async () => {
    const claimed = { ...byProvider, emailVerified: false };
    const { deliver } = deployed([], "block", new InMemoryAccounts([claimed]));

    expect(await deliver(signUp("PreSignUp_SignUp"))).toEqual(signUp("PreSignUp_SignUp"));
  });

  test("makes a second user where that is the policy, with no call", async () => {
    const { deliver, accounts } = deployed([], "allow", new InMemoryAccounts([byProvider]));

    await deliver(signUp("PreSignUp_SignUp"));

    expect(accounts.lookups).toEqual([]);
  });

  test("goes on where the pool cannot be asked, and the log quotes no address", async () => {
    const accounts = new InMemoryAccounts([byProvider]);
    accounts.fault = new Error(`Rate exceeded for ${email}`);
    const { deliver, logged } = deployed([], "block", accounts);

    await deliver(signUp("PreSignUp_SignUp"));

    expect(logged).toEqual([
      {
        level: "warn",
        entry: expect.objectContaining({ failure: "existing user not looked for" }),
      },
    ]);
    expect(JSON.stringify(logged)).not.toContain("lovelace");
  });
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
