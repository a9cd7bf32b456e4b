import { cognitoIdentity, userPools } from "./permissions/cognito";
import { dynamodb } from "./permissions/dynamodb";
import { events, lambda, logs, xray } from "./permissions/functions";
import { formOf, type Inquiry, type Permissions } from "./permissions/inquiry";
import { kms } from "./permissions/kms";
import { ses, sns, sqs } from "./permissions/messages";
import { s3 } from "./permissions/s3";
import { parameters, secrets } from "./permissions/stored-values";

/** What of a service is known here. */
interface Service {
  /** None: the call needs no permission. `undefined`: nobody has said yet what it needs. */
  readonly permissions: (inquiry: Inquiry) => Permissions | Promise<Permissions>;
  /** The service's own condition keys that calls carry, or do without, as they would on AWS. */
  readonly conditionKeys?: readonly RegExp[];
}

/**
 * What a call needs, as the service authorization reference has it. To use another operation in a
 * function, add it here: what is not here is refused.
 *
 * @returns `undefined` when the call is not known.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export async function requiredPermissions(inquiry: Inquiry): Promise<Permissions> {
  return services[inquiry.request.service]?.permissions(inquiry);
}

/** Whether conditions on a service's own key can be evaluated here, e.g. on `s3:prefix`. */
export function isKnownConditionKey(service: string, key: string): boolean {
  return services[service]?.conditionKeys?.some((known) => known.test(key)) ?? false;
}

const services: Readonly<Record<string, Service>> = {
  appsync: { permissions: appSync },
  "cognito-identity": { permissions: cognitoIdentity },
  "cognito-idp": { permissions: userPools },
  dynamodb: { permissions: dynamodb, conditionKeys: [/^dynamodb:LeadingKeys$/i] },
  events: { permissions: events, conditionKeys: [/^events:(source|detail-type)$/i] },
  kms: {
    permissions: kms,
    conditionKeys: [
      /^kms:EncryptionContext(Keys$|:)/i,
      /^kms:(CallerAccount|RequestAlias|EncryptionAlgorithm|ViaService)$/i,
    ],
  },
  lambda: { permissions: lambda },
  logs: { permissions: logs },
  s3: { permissions: s3, conditionKeys: [/^s3:(prefix|delimiter|max-keys|VersionId)$/i] },
  secretsmanager: {
    permissions: secrets,
    conditionKeys: [/^secretsmanager:(SecretId|VersionStage)$/i],
  },
  ses: { permissions: ses, conditionKeys: [/^ses:(FromAddress|FromDisplayName|Recipients)$/i] },
  sns: { permissions: sns },
  sqs: { permissions: sqs },
  ssm: { permissions: parameters },
  sts: { permissions: sts, conditionKeys: [/^sts:(RoleSessionName|ExternalId)$/i] },
  xray: { permissions: xray },
};

/** An API asks for each field by itself, once it knows which are meant. */
function appSync({ request }: Inquiry): Permissions {
  return request.url.startsWith("/graphql/") ? [] : undefined;
}

function sts({ request }: Inquiry): Permissions {
  const form = formOf(request);
  switch (form.get("Action")) {
    // Anybody may ask who they are.
    case "GetCallerIdentity":
      return [];
    case "AssumeRole": {
      const externalId = form.get("ExternalId");
      return [
        {
          action: "sts:AssumeRole",
          resources: [form.get("RoleArn") ?? ""],
          context: {
            "sts:RoleSessionName": form.get("RoleSessionName") ?? "",
            ...(externalId !== null && { "sts:ExternalId": externalId }),
          },
        },
      ];
    }
    default:
      return undefined;
  }
}
