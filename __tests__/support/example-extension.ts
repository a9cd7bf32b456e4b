import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { physicalName } from "../../configuration/naming";
import { EnvironmentStack } from "../../stacks/environment-stack";
import type { Extension } from "../../stacks/environment-stacks";

export const extend: Extension = ({ app, environment, auth }) => {
  const isProtected = environment.protection.enabled;

  // A table beside the user table, which members of the group Admins may read.
  const orders = new DynamodbTable(auth, "orders", {
    name: physicalName(environment, "orders"),
    billingMode: "PAY_PER_REQUEST",
    hashKey: "id",
    attribute: [{ name: "id", type: "S" }],
    pointInTimeRecovery: { enabled: true },
    deletionProtectionEnabled: isProtected,
    lifecycle: { preventDestroy: isProtected },
  });
  auth.access.groupRoles["Admins"]?.allow("read-orders", [
    { sid: "ReadOrders", actions: ["dynamodb:GetItem"], resources: [orders.arn] },
  ]);

  // A function that is there may use it: its name comes as a variable, with the permission.
  auth.functions["post-confirmation"]?.grant("orders", {
    environment: { ORDERS_TABLE_NAME: orders.name },
    statements: [{ sid: "AddOrders", actions: ["dynamodb:PutItem"], resources: [orders.arn] }],
  });
  auth.addOutputs({ orders_table_name: orders.name });

  // Any argument of what is there: each is a property of the resource, with its type.
  auth.pool.putAdminCreateUserConfig({ allowAdminCreateUserOnly: true });

  // A stack of its own: its state is beside the others', `npm run deploy -- reports-dev` deploys it.
  const reports = new EnvironmentStack(app, "reports", environment);
  const topic = new SnsTopic(reports, "topic", { name: physicalName(environment, "reports") });
  reports.addOutputs({ reports_topic_arn: topic.arn });
};
