import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { clientDefaults } from "../shared/aws/client-defaults";
import { DynamoDbUserReader } from "../shared/users/dynamodb-user-reader";
import { countedLog } from "../shared/metrics/counted-log";
import { measured } from "../shared/metrics/measured";
import { createHandler } from "./handler";
import { readTokenSettings } from "./settings";

const settings = readTokenSettings(process.env);

/** The function's entry point. Made once per execution environment, so connections are reused. */
export const handler = measured(
  "pre-token-generation",
  createHandler({
    settings,
    users: new DynamoDbUserReader(new DynamoDBClient(clientDefaults()), settings.tableName),
    log: countedLog(console),
  }),
);
