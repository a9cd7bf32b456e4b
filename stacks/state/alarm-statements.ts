import type { Statement } from "../iam/policy-document";
import type { deployedResources } from "./deployed-resources";

type Deployed = ReturnType<typeof deployedResources>;

/** Alarms, whom they tell, dashboard and queries; of the queries AWS has no names to ask for. */
export function readAlarms(of: Deployed): readonly Statement[] {
  return [
    {
      sid: "ReadAlarms",
      actions: [
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetDashboard",
        "cloudwatch:ListTagsForResource",
        "sns:GetSubscriptionAttributes",
        "sns:GetTopicAttributes",
        "sns:ListTagsForResource",
      ],
      resources: [of.alarms, of.dashboards, of.topics],
    },
    {
      sid: "ReadQueries",
      actions: [
        "logs:DescribeQueryDefinitions",
        ...(of.tellsChat ? ["chatbot:DescribeSlackChannelConfigurations"] : []),
      ],
      resources: ["*"],
    },
  ];
}

/** Alarms, whom they tell, dashboard and queries. */
export function writeAlarms(of: Deployed): readonly Statement[] {
  return [
    {
      sid: "WriteAlarms",
      actions: [
        "cloudwatch:DeleteAlarms",
        "cloudwatch:DeleteDashboards",
        "cloudwatch:PutDashboard",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
        "sns:CreateTopic",
        "sns:DeleteTopic",
        "sns:SetSubscriptionAttributes",
        "sns:SetTopicAttributes",
        "sns:Subscribe",
        "sns:TagResource",
        "sns:Unsubscribe",
        "sns:UntagResource",
      ],
      resources: [of.alarms, of.dashboards, of.topics],
    },
    {
      sid: "WriteQueries",
      actions: [
        "logs:DeleteQueryDefinition",
        "logs:PutQueryDefinition",
        ...(of.tellsChat
          ? [
              "chatbot:CreateSlackChannelConfiguration",
              "chatbot:DeleteSlackChannelConfiguration",
              "chatbot:UpdateSlackChannelConfiguration",
            ]
          : []),
      ],
      resources: ["*"],
    },
  ];
}
