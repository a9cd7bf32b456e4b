import { describe, expect, test } from "@jest/globals";
import { parameter, secret } from "../../../../stacks/auth/bindings/secret";

const place = { accountId: "111122223333", region: "eu-west-1" } as const;
const arn = "arn:aws:secretsmanager:us-east-1:444455556666:secret:crm-AbCdEf";
const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/1234-abcd";

describe("a function may read exactly what it is handed the name of", () => {
  test("a secret by its name, which AWS ends with six characters", () => {
    const { environment, statements } = secret(place, { variable: "CRM_ID", secretId: "dev/crm" });
    expect(environment).toEqual({ CRM_ID: "dev/crm" });
    expect(statements).toMatchObject([
      {
        actions: ["secretsmanager:GetSecretValue"],
        resources: ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:dev/crm-??????"],
        reason: expect.any(String),
      },
    ]);
  });

  test("a secret by its ARN, wherever that is", () => {
    const { environment, statements } = secret(place, { variable: "CRM_ID", secretId: arn });
    expect(environment).toEqual({ CRM_ID: arn });
    expect(statements).toMatchObject([{ resources: [arn] }]);
    expect(statements[0]).not.toHaveProperty("reason");
  });

  test("a parameter by its name", () => {
    const { environment, statements } = parameter(place, { variable: "CRM", name: "/dev/crm" });
    expect(environment).toEqual({ CRM: "/dev/crm" });
    expect(statements).toEqual([
      {
        sid: "ReadParameterCrm",
        actions: ["ssm:GetParameter"],
        resources: ["arn:aws:ssm:eu-west-1:111122223333:parameter/dev/crm"],
      },
    ]);
  });

  test("a key of one's own, through the service that keeps the secret", () => {
    const grants = [
      secret(place, { variable: "ID", secretId: arn, kmsKeyArn }),
      parameter(place, { variable: "NAME", name: "/dev/crm", kmsKeyArn }),
    ];
    expect(grants.map(({ statements }) => statements[1])).toMatchObject([
      {
        actions: ["kms:Decrypt"],
        resources: [kmsKeyArn],
        conditions: {
          StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" },
        },
      },
      {
        actions: ["kms:Decrypt"],
        resources: [kmsKeyArn],
        conditions: { StringEquals: { "kms:ViaService": "ssm.eu-west-1.amazonaws.com" } },
      },
    ]);
  });
});

test.each([
  [
    "a secret in place of its name",
    () => secret(place, { variable: "CRM", secretId: "pa$$ w*rd" }),
  ],
  ["a wildcard", () => secret(place, { variable: "CRM", secretId: "dev/*" })],
  ["another ARN", () => secret(place, { variable: "CRM", secretId: kmsKeyArn })],
  ["a wildcard in an ARN", () => secret(place, { variable: "CRM", secretId: `${arn}*` })],
  ["a folder of parameters", () => parameter(place, { variable: "CRM", name: "/dev/*" })],
  [
    "an alias of a key",
    () => parameter(place, { variable: "CRM", name: "/dev/crm", kmsKeyArn: "alias/crm" }),
  ],
])("%s is refused, and names its variable", (_what, grant) => {
  expect(grant).toThrow("CRM");
  expect(grant).not.toThrow("w*rd");
});
