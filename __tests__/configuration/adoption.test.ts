import { describe, expect, test } from "@jest/globals";
import { ConfigurationError, resolveConfiguration } from "../../configuration";
import { problemsOf } from "../support/configuration-problems";
import { awsEnvironment, environmentWith } from "../support/environments";

const userPoolId = "eu-west-1_AbCdEfGhI";
const oauth = { callbackUrls: ["https://app.example.com/"] };

describe("what is adopted", () => {
  test("is something that the environment has", () => {
    const adopt = {
      userPoolId,
      clientIds: { web: "1example", gone: "2example" },
      groups: ["Users", "Gone"],
      identityProviders: ["Google"],
      resourceServers: ["orders"],
      domain: true,
    };
    const groups = [{ name: "Users", precedence: 1, description: "Everybody." }];
    const problems = problemsOf({ adopt, groups, clients: { web: {} } });
    expect(
      problems.map(({ path, value }) => [path.slice("environments.dev.".length), value]),
    ).toEqual([
      ["adopt.clientIds.gone", "gone"],
      ["adopt.groups[1]", "Gone"],
      ["adopt.identityProviders[0]", "Google"],
      ["adopt.resourceServers[0]", "orders"],
      ["adopt.domain", true],
    ]);
  });

  test("is in the environment's Region", () => {
    const adopt = { userPoolId: "us-east-1_AbCdEfGhI", identityPoolId: "us-east-1:0a-1b" };
    expect(problemsOf({ adopt }).map(({ path, rule }) => [path, rule])).toEqual([
      [
        "environments.dev.adopt.userPoolId",
        "a pool is in its environment's Region, which is eu-west-1",
      ],
      [
        "environments.dev.adopt.identityPoolId",
        "a pool is in its environment's Region, which is eu-west-1",
      ],
    ]);
  });

  test("is adopted by one environment", () => {
    const state = (name: string) => ({
      ...awsEnvironment,
      state: { bucket: `acme-state-${name}` },
    });
    const resolve = () =>
      resolveConfiguration({
        project: "acme",
        environments: {
          dev: { ...state("dev"), adopt: { userPoolId } },
          prod: { ...state("prod"), adopt: { userPoolId } },
        },
      });
    expect(resolve).toThrow(ConfigurationError);
    expect(resolve).toThrow(
      /environments\.prod\.adopt\.userPoolId[\s\S]*one environment adopts a pool, and dev does/,
    );
  });

  test.each([
    [{ userPoolId: "AbCdEfGhI" }, "adopt.userPoolId"],
    [{ userPoolId, clientIds: { web: "no id" } }, "adopt.clientIds.web"],
    [{ userPoolId, identityPoolId: "0a1b" }, "adopt.identityPoolId"],
  ])("has ids as AWS writes them: %j", (adopt, at) => {
    expect(problemsOf({ adopt, clients: { web: {} } }).map(({ path }) => path)).toContain(
      `environments.dev.${at}`,
    );
  });
});

describe("a pool that stays somebody else's", () => {
  const existingUserPool = { userPoolId };

  test("has nothing that would change it", () => {
    const problems = problemsOf({
      existingUserPool,
      adopt: { userPoolId },
      userPool: { tier: "LITE", usernameAttributes: ["email"], selfSignUp: false },
      domain: { prefix: "acme" },
      identityProviders: {},
      clients: { web: { oauth } },
      triggers: ["post-confirmation"],
      groups: [{ name: "Users", precedence: 1, description: "Everybody." }],
    });
    expect(problems.map(({ path }) => path.slice("environments.dev.".length))).toEqual([
      "userPool.selfSignUp",
      "domain",
      "identityProviders",
      "adopt",
      "triggers",
    ]);
  });

  test("has triggers where its owner sets them", () => {
    const parts = {
      existingUserPool: { ...existingUserPool, ownerSetsTriggers: true },
      triggers: ["post-confirmation"],
      groups: [{ name: "Users", precedence: 1, description: "Everybody." }],
    };
    expect(problemsOf(parts)).toEqual([]);
  });

  test("has no groups, no triggers, no domain and no schedule by itself", () => {
    expect(
      environmentWith({ existingUserPool, clients: { web: { oauth } as never } }),
    ).toMatchObject({
      groups: [],
      triggers: [],
      domain: undefined,
      recipes: { reconcileUsers: { schedule: "off" } },
    });
  });
});
