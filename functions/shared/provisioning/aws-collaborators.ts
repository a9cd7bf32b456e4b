import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { clientDefaults } from "../aws/client-defaults";
import type { Variables } from "../aws/environment-variables";
import { CognitoDirectory } from "../directory/cognito-directory";
import { DynamoDbUsers } from "../users/dynamodb-users";
import { countedLog } from "../metrics/counted-log";
import { readProvisioningSettings } from "./settings";

/**
 * What a trigger that provisions works with in AWS. To be made once per execution environment, so that
 * connections are reused.
 *
 * @throws Error that names the variable which is missing or cannot be read.
 */
export function awsCollaborators(variables: Variables) {
  const settings = readProvisioningSettings(variables);
  return {
    settings,
    users: new DynamoDbUsers(new DynamoDBClient(clientDefaults()), settings.tableName),
    directory: new CognitoDirectory(clientDefaults()),
    clock: () => new Date(),
    log: countedLog(console),
  };
}
