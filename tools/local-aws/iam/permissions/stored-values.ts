import { readJson } from "../../json-protocol";
import {
  arn,
  ask,
  listOf,
  textOf,
  type Inquiry,
  type Permission,
  type Permissions,
} from "./inquiry";
import { usingKey } from "./kms";

export async function secrets(inquiry: Inquiry): Promise<Permissions> {
  const { operation = "" } = inquiry.request;
  if (!["DescribeSecret", "GetSecretValue", "PutSecretValue"].includes(operation)) return undefined;
  const { SecretId, VersionStage } = readJson(inquiry.request);
  const secretId = String(SecretId);
  // The ARN ends in six characters that a name does not tell.
  const { ARN, KmsKeyId } = await ask(inquiry, "secretsmanager.DescribeSecret", { SecretId });
  const resource = typeof ARN === "string" ? ARN : arn(inquiry, `secret:${secretId}`);
  const keyAction = operation === "GetSecretValue" ? "Decrypt" : "GenerateDataKey";
  return [
    {
      action: `secretsmanager:${operation}`,
      resources: [resource],
      context: {
        "secretsmanager:SecretId": resource,
        ...(typeof VersionStage === "string" && { "secretsmanager:VersionStage": VersionStage }),
      },
    },
    ...(operation === "DescribeSecret"
      ? []
      : await usingKey(inquiry, keyAction, KmsKeyId, { SecretARN: resource })),
  ];
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html */
export async function parameters(inquiry: Inquiry): Promise<Permissions> {
  const { operation = "" } = inquiry.request;
  const { Name, Names, Path, WithDecryption } = readJson(inquiry.request);
  const arnOf = (name: unknown) => {
    const [plain = ""] = /^(arn:(?:[^:]*:){5})?[^:]*/.exec(textOf(name)) ?? [];
    return plain.startsWith("arn:") ? plain : arn(inquiry, `parameter/${plain.replace(/^\//, "")}`);
  };
  const names = { GetParameter: [Name], PutParameter: [Name], GetParameters: Names }[operation];
  if (operation === "GetParametersByPath") {
    // The keys of what is below are not known here.
    if (WithDecryption === true) return undefined;
    return [{ action: `ssm:${operation}`, resources: [arnOf(Path)] }];
  }
  if (!Array.isArray(names)) return undefined;
  const needed = names.map(async (name): Promise<readonly Permission[]> => {
    const resource = arnOf(name);
    const permission: Permission = { action: `ssm:${operation}`, resources: [resource] };
    if (WithDecryption !== true) return [permission];
    const plain = resource.slice(resource.indexOf(":parameter/") + ":parameter".length);
    const { Parameters } = await ask(inquiry, "AmazonSSM.DescribeParameters", {
      ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [plain, plain.slice(1)] }],
    });
    const [found] = listOf(Parameters);
    const context = { PARAMETER_ARN: resource };
    return [permission, ...(await usingKey(inquiry, "Decrypt", found?.["KeyId"], context))];
  });
  return (await Promise.all(needed)).flat();
}
