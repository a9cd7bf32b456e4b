import type { SesIdentityInput } from "../../configuration";
import type { Block } from "../block";
import type { DeployedEnvironment } from "./deployed-resources";
import type { StatedActions } from "./http-api-statements";

/** The identity that the environment makes; `undefined` where it makes none. */
export function madeIdentity({
  userPool: { email },
}: DeployedEnvironment): SesIdentityInput | undefined {
  return email.sendingAccount === "DEVELOPER" ? email.sesIdentity : undefined;
}

/** Asking whether SES has seen a domain's records. */
export function verificationStatements(): StatedActions {
  return {
    read: [
      {
        sid: "ReadVerification",
        actions: ["ses:GetIdentityVerificationAttributes"],
        resources: ["*"],
        reason: "SES has no resource to name for it; it tells a state, and no e-mail.",
      },
    ],
    write: [],
  };
}

/** The records of the identity: its keys, and where bounces go. `undefined` for any other record. */
export function identityRecordStatements(
  environment: DeployedEnvironment,
  { name, zone_id: zoneId }: Block["values"],
): StatedActions | undefined {
  const { domain, hostedZoneId, mailFromDomain } = madeIdentity(environment) ?? {};
  if (domain === undefined || hostedZoneId === undefined || zoneId !== hostedZoneId) {
    return undefined;
  }
  const keys = `_domainkey.${domain}`;
  if (name !== mailFromDomain && !String(name).endsWith(`}.${keys}`)) return undefined;
  const zone = `arn:aws:route53:::hostedzone/${hostedZoneId}`;
  return {
    read: [
      {
        sid: "ReadZoneOfSender",
        actions: ["route53:GetHostedZone", "route53:ListResourceRecordSets"],
        resources: [zone],
      },
      {
        sid: "ReadChangesOfSender",
        actions: ["route53:GetChange"],
        resources: ["arn:aws:route53:::change/*"],
        reason: "Route 53 makes up a change's id.",
      },
    ],
    write: [
      {
        sid: "WriteRecordsOfSender",
        actions: ["route53:ChangeResourceRecordSets"],
        resources: [zone],
        conditions: {
          "ForAllValues:StringLike": {
            "route53:ChangeResourceRecordSetsNormalizedRecordNames": [
              `*.${keys}`,
              ...(mailFromDomain === undefined ? [] : [mailFromDomain]),
            ],
          },
        },
      },
    ],
  };
}
