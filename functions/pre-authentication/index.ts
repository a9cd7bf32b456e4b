import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { clientDefaults } from "../shared/aws/client-defaults";
import { requiredVariable } from "../shared/aws/environment-variables";
import { DynamoDbUserReader } from "../shared/users/dynamodb-user-reader";
import { countedLog } from "../shared/metrics/counted-log";
import { measured } from "../shared/metrics/measured";
import { createHandler } from "./handler";

const tableName = requiredVariable(process.env, "USER_TABLE_NAME");

/** The function's entry point. Made once per execution environment, so connections are reused. */
export const handler = measured(
  "pre-authentication",
  createHandler({
    users: new DynamoDbUserReader(new DynamoDBClient(clientDefaults()), tableName),
    log: countedLog(console),
  }),
);
