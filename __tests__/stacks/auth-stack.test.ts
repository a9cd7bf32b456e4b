import { beforeAll, describe, expect, test } from "@jest/globals";
import { configuration } from "../../environments";
import { resolveConfiguration } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import { wildcardReasons } from "../../stacks/iam/wildcards";
import { authTemplate } from "../support/auth-template";
import { circles, dependencyGraph } from "../support/dependency-graph";
import { allStatements } from "../support/policies";
import type { Block, Template } from "../support/template";

/*
 * What holds for every environment in `environments.ts`, whatever a team writes there. The snapshots
 * show what an edit changes; `npm test -- -u` accepts it.
 */

const environments = resolveConfiguration(configuration);

const outputNames = [
  "authenticated_role_arn",
  "client_ids",
  "group_role_arns",
  "identity_pool_id",
  "protected_resources",
  "region",
  "user_pool_arn",
  "user_pool_endpoint",
  "user_pool_id",
  "user_table_arn",
  "user_table_name",
];

describe.each(environments.map((environment) => [environment.environment, environment] as const))(
  "auth-%s",
  (_name, environment) => {
    let template: Template;
    beforeAll(() => {
      template = authTemplate(environment);
    });

    test("is what was reviewed", () => {
      expect(template.json).toMatchSnapshot();
    });

    test("has the outputs that other stacks and scripts rely on", () => {
      expect(Object.keys(template.json.output ?? {}).sort()).toEqual(outputNames);
    });

    test("can touch no other account and tags all it makes", () => {
      expect(template.json.provider?.["aws"]).toEqual([
        expect.objectContaining({
          region: environment.region,
          allowed_account_ids: [environment.accountId],
          default_tags: [{ tags: environment.tags }],
        }),
      ]);
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
        expect(kept).toMatchObject([{ lifecycle: { prevent_destroy: enabled } }]);
      }
      expect(template.only("aws_cognito_user_pool")["deletion_protection"]).toBe(
        enabled ? "ACTIVE" : "INACTIVE",
      );
      expect(template.only("aws_dynamodb_table")["deletion_protection_enabled"]).toBe(enabled);
    });

    test("lists what it keeps, so that a later plan tells where protection was taken off", () => {
      const kept = template
        .resources()
        .filter(({ block }) => (block["lifecycle"] as Block | undefined)?.["prevent_destroy"])
        .map(({ address }) => address);
      expect(template.output("protected_resources")).toEqual(kept.sort());
    });

    test("allows no wildcard without a written reason", () => {
      const wild = allStatements(template).filter(
        ({ statement: { Effect, Action, Resource = [], Principal } }) =>
          Effect === "Allow" &&
          ([...Action, ...Resource].some((text) => text.includes("*")) ||
            JSON.stringify(Principal ?? "").includes("*")),
      );
      for (const { statement } of wild) {
        expect(wildcardReasons[statement.Sid]).toMatch(/\w+ \w+/);
        // A key that its account cannot administer is lost to it.
        if (statement.Sid === "AdministeredByTheAccount") continue;
        expect([
          "ReadAndWriteOwnFiles",
          "SendTraces",
          "WriteOwnLog",
          "PublishTextMessages",
        ]).toContain(statement.Sid);
        expect(statement.Action.join()).not.toContain("*");
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

    test("has no circle", () => {
      expect(circles(dependencyGraph(template))).toEqual([]);
    });

    test("gives no trigger the pool's id: the event carries it", () => {
      for (const { address, block: lambda } of template.resources()) {
        if (!address.startsWith("aws_lambda_function.triggers_")) continue;
        expect(JSON.stringify(lambda["environment"])).not.toContain("aws_cognito");
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
