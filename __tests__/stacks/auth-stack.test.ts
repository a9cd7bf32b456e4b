import { describe, expect, test } from "@jest/globals";
import { resolveConfiguration, type EnvironmentInput } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import { wildcardReason } from "../../stacks/iam/wildcards";
import { outputNames, testAuthStackInvariants } from "../support/auth-stack-invariants";
import { authTemplate } from "../support/auth-template";
import { awsEnvironment } from "../support/environments";
import { emailSender, everyTrigger } from "../support/every-trigger";
import { allStatements } from "../support/policies";
import type { Block, Template } from "../support/template";

const unprotected = { enabled: false, reason: "Its users are invented." } as const;

/** One of each kind: as little as there can be, every trigger, on this computer. */
const inputs: Readonly<Record<string, EnvironmentInput>> = {
  least: { ...awsEnvironment, triggers: [] },
  most: { ...awsEnvironment, ...everyTrigger },
  senders: { ...awsEnvironment, ...emailSender, protection: unprotected },
  local: { platform: "local", protection: unprotected },
};
const environments = resolveConfiguration({ project: "acme", environments: inputs });

describe.each(environments.map((environment) => [environment.environment, environment] as const))(
  "auth-%s",
  (_name, environment) => {
    const template: Template = authTemplate(environment);

    testAuthStackInvariants(environment, template);

    test("has no other outputs", () => {
      const topic = environment.alarms.enabled ? ["alarms_topic_arn"] : [];
      expect(Object.keys(template.json.output ?? {}).sort()).toEqual([...topic, ...outputNames]);
    });

    test("keeps what holds users, unless the configuration says why not", () => {
      const { enabled } = environment.protection;
      const codeBucket = physicalName(environment, "code", environment.accountId);
      for (const type of [
        "aws_cognito_user_pool",
        "aws_dynamodb_table",
        "aws_s3_bucket",
        "aws_cognito_identity_pool",
      ]) {
        const kept = template.all(type).filter(({ bucket }) => bucket !== codeBucket);
        expect(kept.length).toBeGreaterThan(0);
        for (const one of kept) {
          expect(one).toMatchObject({ lifecycle: { prevent_destroy: enabled } });
        }
      }
      expect(template.only("aws_cognito_user_pool")["deletion_protection"]).toBe(
        enabled ? "ACTIVE" : "INACTIVE",
      );
      expect(template.only("aws_dynamodb_table")["deletion_protection_enabled"]).toBe(enabled);
    });

    test("has the wildcards that are known, and none in an action", () => {
      for (const { statement } of allStatements(template)) {
        const { Effect, Action, Resource = [] } = statement;
        if (Effect !== "Allow" || statement.Sid === "AdministeredByTheAccount") continue;
        expect(Action.join()).not.toContain("*");
        if (!Resource.some((text) => text.includes("*"))) continue;
        expect(wildcardReason(statement.Sid)).toMatch(/\w+ \w+/);
        expect([
          "ReadAndWriteOwnFiles",
          "TakeAccessLogs",
          "SendTraces",
          "WriteOwnLog",
          "PublishTextMessages",
        ]).toContain(statement.Sid);
      }
    });

    test("grants nothing of what tutorials grant", () => {
      const allowed = allStatements(template)
        .filter(({ statement }) => statement.Effect === "Allow")
        .flatMap(({ statement }) => statement.Action);
      for (const tooMuch of ["cognito-sync:", "cognito-identity:", "mobileanalytics:", "iam:"]) {
        expect(allowed.filter((action) => action.startsWith(tooMuch))).toEqual([]);
      }
    });

    test("lets nobody invoke a function but its own pool in its own account, or its own schedule", () => {
      const permissions = template.all("aws_lambda_permission");
      expect(permissions).toHaveLength(template.all("aws_lambda_function").length);
      for (const permission of permissions) {
        const isScheduled = permission["principal"] === "events.amazonaws.com";
        expect(permission).toMatchObject(
          isScheduled
            ? { source_arn: "${aws_cloudwatch_event_rule.reconcile-users_schedule.arn}" }
            : {
                principal: "cognito-idp.amazonaws.com",
                source_arn: "${aws_cognito_user_pool.user-directory_pool.arn}",
                source_account: environment.accountId,
              },
        );
      }
    });

    test("lets every role be taken by its own kind of caller only", () => {
      const trusts = allStatements(template).filter(({ address }) =>
        address.startsWith("aws_iam_role."),
      );
      expect(trusts).toHaveLength(template.all("aws_iam_role").length);
      for (const { statement } of trusts) {
        if (statement.Action.includes("sts:AssumeRoleWithWebIdentity")) {
          expect(Object.keys(statement.Condition ?? {}).sort()).toEqual([
            "ForAnyValue:StringLike",
            "StringEquals",
          ]);
        } else {
          expect(statement.Principal).toEqual({ Service: "lambda.amazonaws.com" });
        }
      }
    });
  },
);

describe("states", () => {
  const backends = environments.map((environment) => {
    const { backend } = authTemplate(environment).json.terraform ?? {};
    const [kind, settings] = Object.entries(backend ?? {})[0] ?? [];
    return { environment, kind, settings: settings ?? ({} satisfies Block) };
  });

  test("no two environments share one", () => {
    const places = backends.map(({ settings: { bucket, key, path } }) =>
      JSON.stringify({ bucket, key, path }),
    );
    expect(new Set(places).size).toBe(places.length);
  });

  test("on AWS they are in S3, encrypted, locked, in the environment's own account", () => {
    const remote = backends.filter(({ environment }) => environment.platform === "aws");
    for (const { environment, kind, settings } of remote) {
      expect(kind).toBe("s3");
      expect(settings).toMatchObject({
        encrypt: true,
        use_lockfile: true,
        allowed_account_ids: [environment.accountId],
        // Without a key, Terraform asks for S3's own, which the state bucket refuses.
        kms_key_id: expect.stringMatching(/^arn:aws:kms:/),
      });
    }
  });

  test("of the local environment it is on disk, in a folder that git ignores", () => {
    for (const { environment, kind, settings } of backends) {
      if (environment.platform !== "local") continue;
      expect(kind).toBe("local");
      expect(settings).toEqual({
        path: `../../../.local/auth-${environment.environment}.tfstate`,
      });
    }
  });
});
