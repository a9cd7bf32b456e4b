import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { administeredByTheAccount } from "../iam/key-policy";
import { policyDocument } from "../iam/policy-document";

/** Props of {@link CodesKey}. */
export interface CodesKeyProps {
  /** Physical name, which becomes the alias. */
  readonly name: string;
  readonly protected: boolean;
  readonly accountId: string;
  readonly region: string;
}

/**
 * The key with which Cognito encrypts the codes and temporary passwords that it hands to senders.
 *
 * Cognito gets its use by a grant, which whoever deploys the pool makes: they need `kms:CreateGrant`.
 * The key's own policy leaves all else to the account's IAM policies, where the senders have theirs.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export class CodesKey extends Construct {
  readonly arn: string;
  readonly region: string;

  constructor(scope: Construct, id: string, props: CodesKeyProps) {
    super(scope, id);
    const key = new KmsKey(this, "key", {
      description: `Codes and temporary passwords of the user pool, on their way to its senders.`,
      keyUsage: "ENCRYPT_DECRYPT",
      customerMasterKeySpec: "SYMMETRIC_DEFAULT",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: policyDocument([administeredByTheAccount(props.accountId)]),
      lifecycle: { preventDestroy: props.protected },
    });
    new KmsAlias(this, "alias", { name: `alias/${props.name}`, targetKeyId: key.keyId });
    this.arn = key.arn;
    this.region = props.region;
  }
}
