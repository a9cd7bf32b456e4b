import { ChatbotSlackChannelConfiguration } from "@cdktf/provider-aws/lib/chatbot-slack-channel-configuration";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import type { Environment } from "../../configuration";
import { physicalName } from "../../configuration/naming";
import { freeId } from "../free-id";
import { policyDocument } from "../iam/policy-document";

/** The ARN of the topic of an environment's alarms, for stacks that are made apart from it. */
export function alarmTopicArn(environment: Environment): string {
  const { region, accountId } = environment;
  return `arn:aws:sns:${region}:${accountId}:${physicalName(environment, "alarms")}`;
}

/**
 * The topic that the alarms of an environment tell, and who listens to it. Only this account's alarms
 * may publish, and nobody without TLS.
 *
 * It is not encrypted with a key: CloudWatch cannot use the one that AWS keeps for SNS, and a key that is
 * disabled would silence every alarm. What is sent names functions and numbers, and no user.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
export class AlarmTopic extends Construct {
  readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly environment: Environment,
  ) {
    super(scope, id);
    const topicArn = alarmTopicArn(environment);
    const topic = new SnsTopic(this, "topic", {
      name: physicalName(environment, "alarms"),
      policy: policyDocument([
        {
          sid: "TellOfAlarms",
          principal: { Service: "cloudwatch.amazonaws.com" },
          actions: ["sns:Publish"],
          resources: [topicArn],
          conditions: { StringEquals: { "aws:SourceAccount": environment.accountId } },
        },
        {
          sid: "RefuseWithoutTls",
          effect: "Deny",
          principal: "*",
          actions: ["sns:Publish"],
          resources: [topicArn],
          conditions: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    });
    this.arn = topic.arn;
    this.subscribe();
  }

  private subscribe(): void {
    const { notify } = this.environment.alarms;
    for (const recipient of notify) {
      if ("slack" in recipient) {
        this.tellSlack(recipient.slack);
        continue;
      }
      const [protocol, endpoint] =
        "email" in recipient
          ? (["email", recipient.email] as const)
          : (["https", recipient.https] as const);
      // Nobody is told before they have confirmed what SNS sends them.
      new SnsTopicSubscription(this, freeId(this, "subscription", endpoint), {
        topicArn: this.arn,
        protocol,
        endpoint,
      });
    }
  }

  /** The role may do nothing: what is sent needs no look at the account. */
  private tellSlack({
    workspaceId,
    channelId,
  }: {
    readonly workspaceId: string;
    readonly channelId: string;
  }): void {
    const role = new IamRole(this, `slack-${channelId}-role`, {
      name: physicalName(this.environment, "chat", channelId),
      description: "Of a chat channel that is told of alarms.",
      assumeRolePolicy: policyDocument([
        {
          sid: "AssumedByChat",
          principal: { Service: "chatbot.amazonaws.com" },
          actions: ["sts:AssumeRole"],
        },
      ]),
    });
    new ChatbotSlackChannelConfiguration(this, `slack-${channelId}`, {
      configurationName: physicalName(this.environment, "alarms", channelId),
      iamRoleArn: role.arn,
      slackTeamId: workspaceId,
      slackChannelId: channelId,
      snsTopicArns: [this.arn],
      // Whoever writes in the channel can do nothing here.
      guardrailPolicyArns: ["arn:aws:iam::aws:policy/AWSDenyAll"],
      loggingLevel: "ERROR",
    });
  }
}
