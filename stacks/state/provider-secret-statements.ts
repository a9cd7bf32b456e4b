import { providerList } from "../../configuration/identity-providers/provider-list";
import type { SecretReference } from "../../configuration";
import type { Block } from "../block";
import type { Statement } from "../iam/policy-document";
import type { DeployedEnvironment } from "./deployed-resources";
import type { StatedActions } from "./http-api-statements";

/** Where the environment's identity providers have their secrets. */
function references({ identityProviders }: DeployedEnvironment): readonly SecretReference[] {
  return providerList(identityProviders).flatMap(({ secrets }) => Object.values(secrets));
}

/** Services through which Terraform has secrets decrypted; none where the environment names none. */
export function secretServices(environment: DeployedEnvironment): readonly string[] {
  const { region } = environment;
  const services = references(environment).map(({ parameter }) =>
    parameter === undefined ? "secretsmanager" : "ssm",
  );
  return [...new Set(services)].map((service) => `${service}.${region}.amazonaws.com`);
}

/** Reading one parameter, as Terraform does when it plans. */
export function parameterStatements(
  environment: DeployedEnvironment,
  { name }: Block["values"],
): StatedActions {
  const { region, accountId } = environment;
  const path = String(name).replace(/^\//, "");
  return reading(environment, {
    sid: "ReadProviderParameters",
    actions: ["ssm:GetParameter"],
    resources: [`arn:aws:ssm:${region}:${accountId}:parameter/${path}`],
  });
}

/** Reading one secret, as Terraform does when it plans. */
export function secretStatements(
  environment: DeployedEnvironment,
  { secret_id: id }: Block["values"],
): StatedActions {
  const { region, accountId } = environment;
  const name = String(id);
  return reading(environment, {
    sid: "ReadProviderSecrets",
    actions: ["secretsmanager:GetSecretValue"],
    resources: [
      name.startsWith("arn:")
        ? name
        : `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-??????`,
    ],
    reason: "AWS ends a secret's ARN with six characters of its own; no other secret fits.",
  });
}

/** With the keys of a team's own that the configuration names. AWS's own keys ask for no permission. */
function reading(environment: DeployedEnvironment, statement: Statement): StatedActions {
  const keys = references(environment).flatMap(({ kmsKeyArn }) => kmsKeyArn ?? []);
  return {
    read: [
      statement,
      ...(keys.length === 0
        ? []
        : [
            {
              sid: "DecryptProviderSecrets",
              actions: ["kms:Decrypt"],
              resources: [...new Set(keys)],
              conditions: {
                StringEquals: { "kms:ViaService": [...secretServices(environment)] },
              },
            },
          ]),
    ],
    write: [],
  };
}
