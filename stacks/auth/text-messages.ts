import type { CognitoUserPoolConfig } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Construct } from "constructs";
import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import { GrantedRole } from "../iam/granted-role";
import { policyDocument } from "../iam/policy-document";
import { publishTextMessages } from "./bindings/text-messages";

/** Props of {@link TextMessages}. */
export interface TextMessagesProps {
  readonly environment: Pick<Environment, "project" | "environment" | "accountId" | "region">;
  /** The Region that SNS sends from. */
  readonly snsRegion: string;
  /** The text that carries a code for signing in. */
  readonly signInSms: string;
}

/**
 * What Cognito needs to send text messages: a role that it alone may assume, for pools of this account
 * and Region, with an external id that the pool tells it. It may publish to telephones and to no topic.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-sms-settings.html
 */
export class TextMessages extends Construct {
  /** The pool's arguments. */
  readonly userPoolArguments: Pick<
    CognitoUserPoolConfig,
    "smsConfiguration" | "smsAuthenticationMessage" | "dependsOn"
  >;

  constructor(
    scope: Construct,
    id: string,
    { environment, snsRegion, signInSms }: TextMessagesProps,
  ) {
    super(scope, id);
    const { accountId, region } = environment;
    const externalId = physicalName(environment);
    const role = new IamRole(this, "role", {
      name: physicalName(environment, "text-messages"),
      description: "Sends the text messages of the user pool.",
      assumeRolePolicy: policyDocument([
        {
          sid: "AssumedByCognito",
          principal: { Service: "cognito-idp.amazonaws.com" },
          actions: ["sts:AssumeRole"],
          // The pool's own ARN would make a circle: its role has to be there first.
          conditions: {
            StringEquals: { "sts:ExternalId": externalId, "aws:SourceAccount": accountId },
            ArnLike: { "aws:SourceArn": `arn:aws:cognito-idp:${region}:${accountId}:userpool/*` },
          },
        },
      ]),
    });
    const policy = new GrantedRole(role, this, "role").allow(
      "text-messages",
      publishTextMessages({}).statements,
    );
    this.userPoolArguments = {
      smsConfiguration: { externalId, snsCallerArn: role.arn, snsRegion },
      smsAuthenticationMessage: signInSms,
      // Cognito tries the role when it is told of it.
      dependsOn: [policy],
    };
  }
}
